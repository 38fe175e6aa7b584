import type { Reference } from "./reference.js";
import type { Site } from "./site.js";

const primarySections = [
  ["Assets", "F"],
  ["Liabilities", "T"],
  ["Equity", "T"],
  ["Income", "T"],
  ["Expenses", "F"],
] as const;

const incomeSections = [
  ["revenue", "Revenue"],
  ["cost_of_sales", "Cost of sales"],
  ["other_income", "Other income"],
  ["operating_expenses", "Operating expenses"],
  ["tax", "Income tax"],
] as const;

/** Name, index of the primary section, index of the income statement section. */
const accountTypes = [
  ["Bank", 0, null],
  ["Current asset", 0, null],
  ["Fixed asset", 0, null],
  ["Current liability", 1, null],
  ["Trust liability", 1, null],
  ["Equity", 2, null],
  ["Revenue", 3, 0],
  ["Other income", 3, 2],
  ["Operating expense", 4, 3],
] as const;

/** Number, name, index of the type, index of the parent, cash flow section. */
const accounts = [
  ["1000", "Bank", 0, null, "Operating"],
  ["1010", "Office account", 0, 0, "Operating"],
  ["1020", "Trust account", 0, 0, null],
  ["1200", "Accounts receivable", 1, null, "Operating"],
  ["1400", "Library and equipment", 2, null, "Investing"],
  ["2100", "Tax payable", 3, null, "Operating"],
  ["2800", "Funds held for clients", 4, null, null],
  ["3000", "Partners' capital", 5, null, "Financing"],
  ["4000", "Income", 6, null, "Operating"],
  ["4100", "Fees", 6, 8, "Operating"],
  ["4200", "Disbursements recovered", 6, 8, "Operating"],
  ["4900", "Interest received", 7, null, "Operating"],
  ["6100", "Search and filing fees", 8, null, "Operating"],
  ["6200", "Rent and outgoings", 8, null, "Operating"],
] as const;

/** Id, description, whether a sale, whether a credit. */
const saleTypes = [
  ["SI", "Sales invoice", "T", "F"],
  ["SC", "Sales credit note", "T", "T"],
  ["SQ", "Quote", "T", "F"],
  ["PI", "Supplier bill", "F", "F"],
  ["PC", "Supplier credit note", "F", "T"],
] as const;

/** Name, amounts include tax, one line for all time, order of line items. */
const preferences = [
  ["Standard hourly", "exclusive", "F", "date"],
  ["Fixed fee", "inclusive", "T", "name"],
  ["Monthly interim", "exclusive", "F", "date"],
  ["Insurer", "exclusive", "F", "code"],
  ["Estate", "inclusive", "T", "date"],
] as const;

/** What the accounts made for others to link to. */
export interface Accounting {
  readonly feeIncome: number;
  readonly disbursementIncome: number;
}

/** The chart of accounts and how bills are laid out. */
export function seedAccounting({ tables }: Site, { currency, taxCodes }: Reference): Accounting {
  const sections = primarySections.map(([name, creditIncreasesBalance], index) =>
    tables.add("accountprimarysections", {
      name,
      sortOrder: index + 1,
      reportingName: `Total ${name.toLowerCase()}`,
      creditIncreasesBalance,
    }),
  );
  const income = incomeSections.map(([name, displayName], index) =>
    tables.add("accountincomesections", { name, displayName, sortOrder: String((index + 1) * 10) }),
  );
  const types = accountTypes.map(([name, section, statement], index) =>
    tables.add(
      "accounttypes",
      { name, primarySectionOrder: index + 1 },
      { primarySection: sections[section], incomeStatementSection: statement === null ? null : income[statement] },
    ),
  );
  const [tax] = taxCodes;
  const ids: number[] = [];
  for (const [accountNumber, name, type, parent, cashflowSection] of accounts) {
    const header = accounts.some(([, , , its]) => its === ids.length) ? "T" : "F";
    const taxed = accountNumber.startsWith("4") || accountNumber.startsWith("6");
    ids.push(
      tables.add(
        "accounts",
        {
          accountNumber,
          name,
          active: "T",
          header,
          cashflowSection,
          actionEntriesOnly: name.includes("clients") ? "T" : "F",
          preferenceOrder: ids.length + 1,
          naturalAllocationType: type < 3 || type === 8 ? "Debit" : "Credit",
        },
        {
          accountType: types[type],
          currency,
          taxcode: taxed ? tax : null,
          incomeAccount: null,
          parentAccount: parent === null ? null : ids[parent],
        },
      ),
    );
  }
  const [feeIncome, disbursementIncome] = [ids[9]!, ids[10]!];
  tables.addAll("trustaccounts", [{}, {}, {}, {}, {}]);
  seedSaleTypes(tables);
  for (const [name, amountsIncludeTax, grouped, lineItemSortBy] of preferences) {
    tables.add(
      "billingpreferences",
      {
        name,
        amountsIncludeTax,
        taskGrouping: grouped,
        taskGroupingTitle: "Professional services",
        taskGroupingDescription: "",
        disbursementGrouping: "none",
        disbursementGroupingTitle: "Disbursements",
        purchasedItemGrouping: "none",
        purchasedItemGroupingTitle: "Expenses",
        progressClaimGrouping: "none",
        progressClaimGroupingTitle: "Progress claim",
        showTaskHeaderLineItems: "T",
        showTaskHeaderItemPrices: grouped === "T" ? "F" : "T",
        showTaskHeaderTotal: "T",
        showTaskHeaderQuantityUom: "T",
        taskOrder: 1,
        disbursementOrder: 2,
        purchasedItemOrder: 3,
        progressClaimOrder: 4,
        tasksIgnoredBefore: "2023-04-01",
        populateInvoiceDescriptionFromLineItems: "F",
        groupTaskNamesByDescription: "F",
        disbursementTitlesAsDescription: "T",
        purchasedItemTitlesAsDescription: "F",
        progressClaimTitlesAsDescription: "F",
        lineItemSortBy,
      },
      {
        disbursementTaxcode: tax,
        disbursementIncomeAccount: disbursementIncome,
        progressCliamTaxcode: tax,
        progressClaimIncomeAccount: feeIncome,
        purchasedItemTaxcode: tax,
        purchasedItemIncomeAccount: disbursementIncome,
        salePurchaseType: "SI",
        taskTaxcode: tax,
        taskIncomeAmount: feeIncome,
      },
    );
  }
  return { feeIncome, disbursementIncome };
}

function seedSaleTypes(tables: Site["tables"]): void {
  const yes = [
    "isQuoteOrderInvoice",
    "allowDuplicateTheirReference",
    "useFlags",
    "showSort",
    "showReports",
    "showExportTo",
    "showDocuments",
    "allocateReferencesOnPost",
  ];
  const no = [
    "allowDuplicateOurReference",
    "showCodeOrSupplierCode",
    "showConvertTo",
    "showImportFrom",
    "showVariations",
    "showUpdateFromInventory",
    "syncCostAndSell",
    "updateFromInventory",
  ];
  saleTypes.forEach(([id, description, isSale, isCredit], index) => {
    tables.add("salepurchasetypes", {
      id,
      description,
      ...Object.fromEntries(yes.map((name) => [name, "T"])),
      ...Object.fromEntries(no.map((name) => [name, "F"])),
      isSaleOrPurchase: isSale,
      isCredit,
      showCreateCredit: isCredit === "T" ? "F" : "T",
      theirNameAlias: isSale === "T" ? "Client" : "Supplier",
      ourReferenceAlias: "Our reference",
      theirReferenceAlias: "Your reference",
      sortOrder: (index + 1) * 10,
      overrideTitle: description,
      pdfFilename: `${id}-{reference}.pdf`,
      sectionName: isSale === "T" ? "Sales" : "Purchases",
      defaultEmailSubject: `${description} {reference}`,
    });
  });
}
