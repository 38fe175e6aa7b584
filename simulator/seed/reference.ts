import type { Site } from "./site.js";

const countries = [
  ["AU", "Australia", "61", "AUD"],
  ["BR", "Brazil", "55", "BRL"],
  ["CA", "Canada", "1", "CAD"],
  ["CH", "Switzerland", "41", "CHF"],
  ["CI", "Côte d'Ivoire", "225", "XOF"],
  ["CK", "Cook Islands", "682", "NZD"],
  ["CN", "China", "86", "CNY"],
  ["DE", "Germany", "49", "EUR"],
  ["FJ", "Fiji", "679", "FJD"],
  ["FR", "France", "33", "EUR"],
  ["GB", "United Kingdom", "44", "GBP"],
  ["HK", "Hong Kong", "852", "HKD"],
  ["IE", "Ireland", "353", "EUR"],
  ["IN", "India", "91", "INR"],
  ["JP", "Japan", "81", "JPY"],
  ["KR", "Korea, Republic of", "82", "KRW"],
  ["MX", "Mexico", "52", "MXN"],
  ["NL", "Netherlands", "31", "EUR"],
  ["NZ", "New Zealand", "64", "NZD"],
  ["PH", "Philippines", "63", "PHP"],
  ["SG", "Singapore", "65", "SGD"],
  ["TO", "Tonga", "676", "TOP"],
  ["US", "United States", "1", "USD"],
  ["VN", "Viet Nam", "84", "VND"],
  ["WS", "Samoa", "685", "WST"],
  ["ZA", "South Africa", "27", "ZAR"],
] as const;

const currencies = [
  ["NZD", "New Zealand Dollar", "$"],
  ["AUD", "Australian Dollar", "A$"],
  ["USD", "US Dollar", "US$"],
  ["GBP", "Pound Sterling", "£"],
  ["EUR", "Euro", "€"],
  ["JPY", "Japanese Yen", "¥"],
] as const;

const units = [
  ["hr", "Hour", "Hours", "Time recorded by the hour", "Time"],
  ["min", "Minute", "Minutes", "Time recorded by the minute", "Time"],
  ["day", "Day", "Days", "Eight hours", "Time"],
  ["ea", "Each", "Each", "Single items", "Quantity"],
  ["pg", "Page", "Pages", "Photocopies and prints", "Quantity"],
  ["km", "Kilometre", "Kilometres", "Travel by car", "Distance"],
  ["mi", "Mile", "Miles", "Travel by car", "Distance"],
  ["fix", "Fixed fee", "Fixed fees", "One price for the whole", "Quantity"],
] as const;

const genders = [
  ["Female", "Female"],
  ["Male", "Male"],
  ["Non-binary", "Neutral"],
  ["Transgender", "Neutral"],
  ["Organisation", "Company"],
  ["Prefer not to say", "Neutral"],
] as const;

const disabilities = ["None", "Physical", "Sensory", "Intellectual", "Psychosocial", "Prefer not to say"];

const relationships = [
  ["IndividualToIndividual", "Spouse"],
  ["IndividualToIndividual", "Father"],
  ["IndividualToIndividual", "Daughter"],
  ["IndividualToIndividual", "Acquaintance"],
  ["IndividualToCompany", "Director"],
  ["IndividualToCompany", "Shareholder"],
  ["CompanyToIndividual", "Employer"],
  ["CompanyToCompany", "Parent company"],
] as const;

/** What the reference tables made for others to link to. */
export interface Reference {
  readonly currency: string;
  readonly taxCodes: readonly number[];
  readonly units: Readonly<Record<string, number>>;
  readonly relationships: readonly string[];
}

/** Countries, currencies, units, tax codes and the lists that forms choose from. */
export function seedReference({ firm, tables }: Site): Reference {
  tables.addAll(
    "countries",
    countries.map(([id, name, dialingCode, currencyCode]) => ({ id, name, dialingCode, currencyCode })),
  );
  tables.addAll(
    "currencies",
    currencies.map(([id, name, symbol]) => ({ id, name, symbol })),
  );
  const unitIds = tables.addAll(
    "units",
    units.map(([symbol, nameSingular, namePlural, description, category], index) => ({
      symbol,
      nameSingular,
      namePlural,
      description,
      category,
      defaultSortOrder: (index + 1) * 10,
    })),
  );
  tables.addAll(
    "gendertypes",
    genders.map(([name, pronounType]) => ({ genderTypeName: name, pronounType })),
  );
  tables.addAll(
    "disabilitystatus",
    disabilities.map((status) => ({ status })),
  );
  tables.addAll(
    "culturalidentity",
    firm.culturalIdentities.map((identity) => ({ identity })),
  );
  tables.addAll(
    "primarylanguage",
    firm.languages.map((language) => ({ language })),
  );
  tables.addAll(
    "participantrelationshiptypes",
    relationships.map(([category, relationshipType]) => ({ category, relationshipType })),
  );
  return {
    currency: firm.currency,
    taxCodes: seedTaxCodes({ firm, tables }),
    units: Object.fromEntries(units.map(([symbol], index) => [symbol, unitIds[index]!])),
    relationships: relationships.map(([, name]) => name),
  };
}

function seedTaxCodes({ firm, tables }: Pick<Site, "firm" | "tables">): number[] {
  const former = firm.formerTaxCode;
  const formerId = firm.taxCodes.length + 1;
  const memo = (code: string, side: string): string => `${code} on ${side}`;
  const ids = firm.taxCodes.map(([code, description, percentage], index) =>
    tables.add(
      "taxcodes",
      {
        code,
        description,
        percentage,
        sortOrder: (index + 1) * 10,
        collectedMemo: memo(code, "sales"),
        paidMemo: memo(code, "purchases"),
        effectiveFrom: index === former.next ? "2010-10-01" : null,
        externalOutput: code,
        externalInput: "",
      },
      { previousGstCode: index === former.next ? formerId : null },
    ),
  );
  tables.add(
    "taxcodes",
    {
      code: former.code,
      description: former.description,
      percentage: former.percentage,
      sortOrder: 900,
      collectedMemo: memo(former.code, "sales"),
      paidMemo: memo(former.code, "purchases"),
      effectiveTo: former.until,
    },
    { nextGstCode: ids[former.next] },
  );
  return ids;
}
