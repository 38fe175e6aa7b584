import lists from "../firms/every-firm/reference.json" with { type: "json" };
import type { Site } from "./site.js";

const { countries, currencies, units, genders, disabilities, relationships } = lists;

/** What the reference tables made for others to link to. */
export interface Reference {
  readonly currency: string;
  readonly taxCodes: readonly number[];
  readonly units: Readonly<Record<string, number>>;
  readonly relationships: readonly string[];
}

/** Countries, currencies, units, tax codes and the lists that forms choose from. */
export function seedReference({ firm, tables }: Site): Reference {
  tables.addAll("countries", countries);
  tables.addAll("currencies", currencies);
  const unitIds = tables.addAll(
    "units",
    units.map((unit, index) => ({ ...unit, defaultSortOrder: (index + 1) * 10 })),
  );
  tables.addAll("gendertypes", genders);
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
  tables.addAll("participantrelationshiptypes", relationships);
  return {
    currency: firm.currency,
    taxCodes: seedTaxCodes({ firm, tables }),
    units: Object.fromEntries(units.map(({ symbol }, index) => [symbol, unitIds[index]!])),
    relationships: relationships.map(({ relationshipType }) => relationshipType),
  };
}

function seedTaxCodes({ firm, tables }: Pick<Site, "firm" | "tables">): number[] {
  const former = firm.formerTaxCode;
  const formerId = firm.taxCodes.length + 1;
  const memo = (code: string, side: string): string => `${code} on ${side}`;
  const ids = firm.taxCodes.map(({ code, description, percentage }, index) =>
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
