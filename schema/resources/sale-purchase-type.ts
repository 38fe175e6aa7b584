import { Flag, Id, Resource, Text, Whole } from "../vocabulary/index.js";

@Resource("salepurchasetypes", "TODO")
export class SalePurchaseType {
  @Id("TODO") id!: string;

  @Flag("TODO")
  isQuoteOrderInvoice?: boolean;

  @Flag("TODO")
  isSaleOrPurchase?: boolean;

  @Text("TODO")
  theirNameAlias?: string;

  @Whole("TODO")
  sortOrder?: number;

  @Text("TODO")
  description?: string;

  @Text("TODO")
  ourReferenceAlias?: string;

  @Text("TODO")
  theirReferenceAlias?: string;

  @Text("TODO")
  expectedShippingDateAlias?: string;

  @Text("TODO")
  shipToAlias?: string;

  @Text("TODO")
  overrideTitle?: string;

  @Flag("TODO")
  isCredit?: boolean;

  @Text("TODO")
  pdfFilename?: string;

  @Flag("TODO")
  showCodeOrSupplierCode?: boolean;

  @Flag("TODO")
  allowDuplicateTheirReference?: boolean;

  @Flag("TODO")
  allowDuplicateOurReference?: boolean;

  @Flag("TODO")
  useFlags?: boolean;

  @Text("TODO")
  sectionName?: string;

  @Text("TODO")
  defaultEmailSubject?: string;

  @Text("TODO")
  defaultEmailBodyHtml?: string;

  @Flag("TODO")
  showConvertTo?: boolean;

  @Flag("TODO")
  showImportFrom?: boolean;

  @Flag("TODO")
  showSort?: boolean;

  @Flag("TODO")
  showCreateCredit?: boolean;

  @Flag("TODO")
  showReports?: boolean;

  @Flag("TODO")
  showVariations?: boolean;

  @Flag("TODO")
  showUpdateFromInventory?: boolean;

  @Flag("TODO")
  showExportTo?: boolean;

  @Flag("TODO")
  showDocuments?: boolean;

  @Flag("TODO")
  allocateReferencesOnPost?: boolean;

  @Flag("TODO")
  syncCostAndSell?: boolean;

  @Flag("TODO")
  updateFromInventory?: boolean;
}
