import { Day, Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { Account } from "./account.js";
import { SalePurchaseType } from "./sale-purchase-type.js";
import { TaxCode } from "./tax-code.js";

@Resource("billingpreferences", "TODO")
export class BillingPreference {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  amountsIncludeTax?: string;

  @Flag("TODO")
  taskGrouping?: boolean;

  @Text("TODO")
  taskGroupingTitle?: string;

  @Text("TODO")
  taskGroupingDescription?: string;

  @Text("TODO")
  disbursementGrouping?: string;

  @Text("TODO")
  disbursementGroupingTitle?: string;

  @Text("TODO")
  disbursementGroupingDescription?: string;

  @Text("TODO")
  purchasedItemGrouping?: string;

  @Text("TODO")
  purchasedItemGroupingTitle?: string;

  @Text("TODO")
  purchasedItemGroupingDescription?: string;

  @Text("TODO")
  progressClaimGrouping?: string;

  @Text("TODO")
  progressClaimGroupingTitle?: string;

  @Text("TODO")
  progressClaimGroupingDescription?: string;

  @Flag("TODO")
  showTaskHeaderLineItems?: boolean;

  @Flag("TODO")
  showTaskHeaderItemPrices?: boolean;

  @Flag("TODO")
  showTaskHeaderTotal?: boolean;

  @Flag("TODO")
  showTaskHeaderQuantityUom?: boolean;

  @Day("TODO")
  purchasedItemsIgnoredBefore?: string;

  @Whole("TODO")
  disbursementOrder?: number;

  @Whole("TODO")
  purchasedItemOrder?: number;

  @Whole("TODO")
  progressClaimOrder?: number;

  @Whole("TODO")
  taskOrder?: number;

  @Day("TODO")
  tasksIgnoredBefore?: string;

  @Day("TODO")
  progressClaimsIgnoredBefore?: string;

  @Day("TODO")
  disbursementsIgnoredBefore?: string;

  @Flag("TODO")
  populateInvoiceDescriptionFromLineItems?: boolean;

  @Flag("TODO")
  groupTaskNamesByDescription?: boolean;

  @Flag("TODO")
  disbursementTitlesAsDescription?: boolean;

  @Flag("TODO")
  purchasedItemTitlesAsDescription?: boolean;

  @Flag("TODO")
  progressClaimTitlesAsDescription?: boolean;

  @Text("TODO")
  lineItemSortBy?: string;

  @Link(() => TaxCode, "TODO")
  disbursementTaxcode?: TaxCode;

  @Link(() => Account, "TODO")
  disbursementIncomeAccount?: Account;

  @Link(() => TaxCode, "TODO")
  progressCliamTaxcode?: TaxCode;

  @Link(() => Account, "TODO")
  progressClaimIncomeAccount?: Account;

  @Link(() => TaxCode, "TODO")
  purchasedItemTaxcode?: TaxCode;

  @Link(() => Account, "TODO")
  purchasedItemIncomeAccount?: Account;

  @Link(() => SalePurchaseType, "TODO")
  salePurchaseType?: SalePurchaseType;

  @Link(() => TaxCode, "TODO")
  taskTaxcode?: TaxCode;

  @Link(() => Account, "TODO")
  taskIncomeAmount?: Account;
}
