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

@Resource("actionbillsettings", "TODO", { can: ["read", "update"], many: "allMatterBillSettings" })
export class MatterBillSettings {
  @Id() id!: string;

  @Choice({ MatterBillSettingsBillType }, "TODO", { write: "update" })
  billType?: MatterBillSettingsBillType;

  @Text("TODO", { write: "update" })
  sendToEmailAddress?: string;

  @Choice({ MatterBillSettingsQuotedAmountIncludes }, "TODO", { write: "update" })
  quotedAmountIncludes?: MatterBillSettingsQuotedAmountIncludes;

  @Decimal("TODO", { write: "update" })
  quotedAmount?: string;

  @Flag("TODO")
  isBillable?: boolean;

  @Flag("TODO", { write: "update" })
  isUtbmsEnabled?: boolean;

  @Text("TODO", { write: "update" })
  utbmsTaskCategoryCode?: string;

  @Choice({ MatterBillSettingsDefaultTimeEntryBehavior }, "TODO", { write: "update" })
  defaultTimeEntryBehavior?: MatterBillSettingsDefaultTimeEntryBehavior;

  @Choice({ MatterBillSettingsSalesTaxAppliesTo }, "TODO", { write: "update" })
  salesTaxAppliesTo?: MatterBillSettingsSalesTaxAppliesTo;

  @Choice({ MatterBillSettingsDiscountType }, "TODO", { write: "update" })
  discountType?: MatterBillSettingsDiscountType;

  @Decimal("TODO", { write: "update" })
  discountAmount?: string;

  @Flag("TODO", { write: "update" })
  isSalesTaxEnabled?: boolean;

  @Link(() => Rate, "TODO", { write: "update" })
  defaultRate?: Rate;

  @Link(() => Currency, "TODO")
  currency?: Currency;

  @Link(() => TaxCode, "TODO", { write: "update" })
  salesTaxRate?: TaxCode;
}
