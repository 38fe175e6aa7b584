import chart from "../firms/every-firm/accounting.json" with { type: "json" };
import type { Reference } from "./reference.js";
import type { Site } from "./site.js";

/** What the accounts made for others to link to. */
export interface Accounting {
  readonly feeIncome: number;
  readonly disbursementIncome: number;
}

/** Adds the types of accounts with their sections, and returns the ids of the types. */
function seedAccountTypes({ tables }: Site): number[] {
  const sections = chart.primarySections.map(({ name, creditIncreasesBalance }, index) =>
    tables.add("accountprimarysections", {
      name,
      sortOrder: index + 1,
      reportingName: `Total ${name.toLowerCase()}`,
      creditIncreasesBalance,
    }),
  );
  const income = chart.incomeSections.map(({ name, displayName }, index) =>
    tables.add("accountincomesections", { name, displayName, sortOrder: String((index + 1) * 10) }),
  );
  return chart.accountTypes.map(({ name, primarySection, incomeSection }, index) =>
    tables.add(
      "accounttypes",
      { name, primarySectionOrder: index + 1 },
      { primarySection: sections[primarySection], incomeStatementSection: incomeSection === null ? null : income[incomeSection] },
    ),
  );
}

/** Adds the accounts and returns their ids; each header stands before the accounts below it. */
function seedAccounts({ tables }: Site, { currency, taxCodes: [tax] }: Reference, types: readonly number[]): number[] {
  const ids: number[] = [];
  for (const { number: accountNumber, name, type, parent, cashflowSection } of chart.accounts) {
    const header = chart.accounts.some((other) => other.parent === ids.length) ? "T" : "F";
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
  return ids;
}

/** Adds the ways in which bills are laid out. */
function seedPreferences({ tables }: Site, tax: number | undefined, { feeIncome, disbursementIncome }: Accounting): void {
  for (const { name, amountsIncludeTax, taskGrouping, lineItemSortBy } of chart.billingPreferences) {
    tables.add(
      "billingpreferences",
      {
        name,
        amountsIncludeTax,
        taskGrouping,
        taskGroupingTitle: "Professional services",
        taskGroupingDescription: "",
        disbursementGrouping: "none",
        disbursementGroupingTitle: "Disbursements",
        purchasedItemGrouping: "none",
        purchasedItemGroupingTitle: "Expenses",
        progressClaimGrouping: "none",
        progressClaimGroupingTitle: "Progress claim",
        showTaskHeaderLineItems: "T",
        showTaskHeaderItemPrices: taskGrouping === "T" ? "F" : "T",
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
}

/** The chart of accounts and how bills are laid out. */
export function seedAccounting(site: Site, reference: Reference): Accounting {
  const ids = seedAccounts(site, reference, seedAccountTypes(site));
  const accounting: Accounting = { feeIncome: ids[9]!, disbursementIncome: ids[10]! };
  site.tables.addAll("trustaccounts", [{}, {}, {}, {}, {}]);
  seedSaleTypes(site.tables);
  seedPreferences(site, reference.taxCodes[0], accounting);
  return accounting;
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
  chart.saleTypes.forEach(({ id, description, isSale, isCredit }, index) => {
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
