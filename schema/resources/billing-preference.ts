import { Day, Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { Account } from "./account.js";
import { SalePurchaseType } from "./sale-purchase-type.js";
import { TaxCode } from "./tax-code.js";

@Resource(
  "billingpreferences",
  "A layout for invoices: how lines for time, disbursements, purchases and progress claims are arranged, taxed and posted.",
  { maxAge: 600 },
)
export class BillingPreference {
  @Id() id!: string;

  @Text("What the layout is called.")
  name?: string;

  @Text("Whether amounts are taken to include tax, as text; Actionstep does not document the values.")
  amountsIncludeTax?: string;

  @Text("How time is put under headings, as one character; Actionstep does not document the values.")
  taskGrouping?: string;

  @Text("Heading for time.")
  taskGroupingTitle?: string;

  @Text("Text that goes with the heading for time.")
  taskGroupingDescription?: string;

  @Text("How disbursements are put under headings; Actionstep does not document the values.")
  disbursementGrouping?: string;

  @Text("Heading for disbursements.")
  disbursementGroupingTitle?: string;

  @Text("Text that goes with the heading for disbursements.")
  disbursementGroupingDescription?: string;

  @Text("How purchases are put under headings; Actionstep does not document the values.")
  purchasedItemGrouping?: string;

  @Text("Heading for purchases.")
  purchasedItemGroupingTitle?: string;

  @Text("Text that goes with the heading for purchases.")
  purchasedItemGroupingDescription?: string;

  @Text("How progress claims are put under headings; Actionstep does not document the values.")
  progressClaimGrouping?: string;

  @Text("Heading for progress claims.")
  progressClaimGroupingTitle?: string;

  @Text("Text that goes with the heading for progress claims.")
  progressClaimGroupingDescription?: string;

  @Flag("Whether the heading for time is followed by its single lines.")
  showTaskHeaderLineItems?: boolean;

  @Flag("Whether the lines under the heading for time show their prices.")
  showTaskHeaderItemPrices?: boolean;

  @Flag("Whether the heading for time shows a total.")
  showTaskHeaderTotal?: boolean;

  @Flag("Whether the heading for time shows quantity and unit of measure.")
  showTaskHeaderQuantityUom?: boolean;

  @Day("Purchases from before this day are left off invoices.")
  purchasedItemsIgnoredBefore?: string;

  @Whole("Position of disbursements on the invoice, lowest first.")
  disbursementOrder?: number;

  @Whole("Position of purchases on the invoice, lowest first.")
  purchasedItemOrder?: number;

  @Whole("Position of progress claims on the invoice, lowest first.")
  progressClaimOrder?: number;

  @Whole("Position of time on the invoice, lowest first.")
  taskOrder?: number;

  @Day("Time from before this day is left off invoices.")
  tasksIgnoredBefore?: string;

  @Day("Progress claims from before this day are left off invoices.")
  progressClaimsIgnoredBefore?: string;

  @Day("Disbursements from before this day are left off invoices.")
  disbursementsIgnoredBefore?: string;

  @Flag("Whether the description of the invoice is made out of its lines.")
  populateInvoiceDescriptionFromLineItems?: boolean;

  @Flag("Whether task names are grouped by their description.")
  groupTaskNamesByDescription?: boolean;

  @Flag("Whether a disbursement's title becomes the description of its line.")
  disbursementTitlesAsDescription?: boolean;

  @Flag("Whether a purchase's title becomes the description of its line.")
  purchasedItemTitlesAsDescription?: boolean;

  @Flag("Whether a progress claim's title becomes the description of its line.")
  progressClaimTitlesAsDescription?: boolean;

  @Text("What lines are sorted by; Actionstep does not document the values.")
  lineItemSortBy?: string;

  @Link(() => TaxCode, "Tax code disbursements get by default.")
  disbursementTaxcode?: TaxCode;

  @Link(() => Account, "Account that income from disbursements is posted to by default.")
  disbursementIncomeAccount?: Account;

  @Link(() => TaxCode, "Tax code progress claims get by default; the field is misspelled as in Actionstep.")
  progressCliamTaxcode?: TaxCode;

  @Link(() => Account, "Account that income from progress claims is posted to by default.")
  progressClaimIncomeAccount?: Account;

  @Link(() => TaxCode, "Tax code purchases get by default.")
  purchasedItemTaxcode?: TaxCode;

  @Link(() => Account, "Account that income from purchases is posted to by default.")
  purchasedItemIncomeAccount?: Account;

  @Link(() => SalePurchaseType, "Type of sales document that bills are made as.")
  salePurchaseType?: SalePurchaseType;

  @Link(() => TaxCode, "Tax code time gets by default.")
  taskTaxcode?: TaxCode;

  @Link(() => Account, "Account that income from time is posted to by default; an account, whatever the field's name says.")
  taskIncomeAmount?: Account;
}
