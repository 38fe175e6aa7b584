import { Flag, Id, Resource, Text, Whole } from "../vocabulary/index.js";

@Resource(
  "salepurchasetypes",
  "A kind of sales or purchase document, such as an invoice, with its labels and the functions its page offers.",
  { maxAge: 600 },
)
export class SalePurchaseType {
  @Id("text of no documented form") id!: string;

  @Text("One letter telling quotes, orders and invoices apart; Actionstep does not document the letters.")
  isQuoteOrderInvoice?: string;

  @Text("One letter telling sales from purchases; Actionstep does not document the letters.")
  isSaleOrPurchase?: string;

  @Text("Label for the other party on documents of this type.")
  theirNameAlias?: string;

  @Whole("Position in lists, lowest first.")
  sortOrder?: number;

  @Text("What the type is shown as.")
  description?: string;

  @Text("Label for the firm's own reference.")
  ourReferenceAlias?: string;

  @Text("Label for the other party's reference.")
  theirReferenceAlias?: string;

  @Text("Label for the date delivery is expected.")
  expectedShippingDateAlias?: string;

  @Text("Label for the delivery address.")
  shipToAlias?: string;

  @Text("Title printed in place of the usual one; null to keep that.")
  overrideTitle?: string;

  @Flag("Whether documents of this type give credit instead of charging.")
  isCredit?: boolean;

  @Text("File name under which documents of this type are saved as PDF.")
  pdfFilename?: string;

  @Text("One letter choosing between the item's own code and the supplier's; Actionstep does not document the letters.")
  showCodeOrSupplierCode?: string;

  @Flag("Whether two documents may have the same reference of the other party.")
  allowDuplicateTheirReference?: boolean;

  @Flag("Whether two documents may have the same reference of the firm.")
  allowDuplicateOurReference?: boolean;

  @Flag("Whether documents of this type use flags.")
  useFlags?: boolean;

  @Text("Name of the section that documents of this type fall under.")
  sectionName?: string;

  @Text("Subject proposed when a document is sent by email.")
  defaultEmailSubject?: string;

  @Text("Message proposed when a document is sent by email, as HTML.")
  defaultEmailBodyHtml?: string;

  @Flag("Whether the page offers to convert a document to another type.")
  showConvertTo?: boolean;

  @Flag("Whether the page offers to import lines from elsewhere.")
  showImportFrom?: boolean;

  @Flag("Whether the page offers to sort the lines.")
  showSort?: boolean;

  @Flag("Whether the page offers to create a credit from a document.")
  showCreateCredit?: boolean;

  @Flag("Whether the page offers reports.")
  showReports?: boolean;

  @Flag("Whether the page offers variations.")
  showVariations?: boolean;

  @Flag("Whether the page offers to update lines from the inventory.")
  showUpdateFromInventory?: boolean;

  @Flag("Whether the page offers to export a document.")
  showExportTo?: boolean;

  @Flag("Whether the page shows attached documents.")
  showDocuments?: boolean;

  @Flag("Whether the firm's reference is given out only when a document is posted.")
  allocateReferencesOnPost?: boolean;

  @Flag("Whether cost and selling price are kept in step.")
  syncCostAndSell?: boolean;

  @Flag("Whether lines take their details from the inventory.")
  updateFromInventory?: boolean;
}
