import { Choice, Decimal, Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Currency } from "./currency.js";
import { Rate } from "./rate.js";
import { TaxCode } from "./tax-code.js";

export enum MatterBillSettingsBillType {
  HOURLY = "Hourly",
  FIXED_FEE = "Fixed fee",
}

export enum MatterBillSettingsQuotedAmountIncludes {
  FEES = "Fees",
  COSTS = "Costs",
  FEES_AND_COSTS = "Fees and costs",
}

export enum MatterBillSettingsDefaultTimeEntryBehavior {
  BILL = "Bill",
  HIDE = "Hide",
  NO_CHARGE = "No Charge",
}

export enum MatterBillSettingsSalesTaxAppliesTo {
  FEES = "Fees",
  EXPENSES = "Expenses",
  ALL = "All",
}

export enum MatterBillSettingsDiscountType {
  AMOUNT = "Amount",
  PERCENTAGE = "Percentage",
  NONE = "None",
}

@Resource("actionbillsettings", "How one matter is billed; the id is the matter's own.", {
  can: ["read", "update"],
  many: "allMatterBillSettings",
})
export class MatterBillSettings {
  @Id() id!: string;

  @Choice({ MatterBillSettingsBillType }, "Whether the work is billed by the hour or for a fixed fee.", { write: "update" })
  billType?: MatterBillSettingsBillType;

  @Text("The email address that finished bills go to unless another is given.", { write: "update" })
  sendToEmailAddress?: string;

  @Choice({ MatterBillSettingsQuotedAmountIncludes }, "What the quoted amount covers: fees, costs (disbursements), or both.", {
    write: "update",
  })
  quotedAmountIncludes?: MatterBillSettingsQuotedAmountIncludes;

  @Decimal("The amount quoted to the client, in the currency of the matter.", { write: "update" })
  quotedAmount?: string;

  @Flag("Whether work on the matter is billed at all.")
  isBillable?: boolean;

  @Flag("Whether work on the matter is coded by UTBMS, the uniform task-based billing codes.", { write: "update" })
  isUtbmsEnabled?: boolean;

  @Text("The set of UTBMS codes that work is coded by, as `Activity Codes`.", { write: "update" })
  utbmsTaskCategoryCode?: string;

  @Choice(
    { MatterBillSettingsDefaultTimeEntryBehavior },
    "What new time entries do on a bill: appear and charge, stay hidden, or appear without charge.",
    { write: "update" },
  )
  defaultTimeEntryBehavior?: MatterBillSettingsDefaultTimeEntryBehavior;

  @Choice({ MatterBillSettingsSalesTaxAppliesTo }, "Which part of a bill carries sales tax.", { write: "update" })
  salesTaxAppliesTo?: MatterBillSettingsSalesTaxAppliesTo;

  @Choice({ MatterBillSettingsDiscountType }, "Whether a discount is an amount or a percentage, or there is none.", {
    write: "update",
  })
  discountType?: MatterBillSettingsDiscountType;

  @Decimal("How much is taken off, to be read as `discountType` says.", { write: "update" })
  discountAmount?: string;

  @Flag("Whether bills of the matter carry sales tax.", { write: "update" })
  isSalesTaxEnabled?: boolean;

  @Link(() => Rate, "The rate that time is charged at unless another is chosen.", { write: "update", uncertain: true })
  defaultRate?: Rate;

  @Link(() => Currency, "The currency the matter is billed in.", { uncertain: true })
  currency?: Currency;

  @Link(() => TaxCode, "The sales tax that bills of the matter carry.", { write: "update", uncertain: true })
  salesTaxRate?: TaxCode;
}
