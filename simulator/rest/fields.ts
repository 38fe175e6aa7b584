import type { Row } from "../database.js";
import type { Catalogued } from "./catalogue.js";
import type { Collection } from "./collection.js";
import { linkedIds } from "./collection.js";
import { badParameter } from "./errors.js";
import type { Parameter } from "./query-string.js";
import type { RestQuirks } from "./quirks.js";

/** The names asked for, by collection. A collection that is not here is answered in full. */
export type FieldSets = ReadonlyMap<string, ReadonlySet<string>>;

/** Attributes and links that are documented but that no captured answer shows (protocol 2.3). */
const additional: Readonly<Record<string, readonly string[]>> = {
  actions: ["bannerText"],
  actiondocuments: ["tag"],
  participants: [
    "physicalCounty",
    "mailingCounty",
    "genderTypeName",
    "isDeceased",
    "dateOfBirthStatus",
    "countryIdOfBirth",
    "amlStatus",
    "amlProgress",
    "amlRisk",
    "amlNote",
    "debtorStatementSendEmail",
    "debtorStatementUsePrimaryEmail",
    "debtorStatementEmail",
    "disabilityStatus",
    "culturalIdentity",
    "primaryLanguage",
    "yearOfArrival",
    "importExternalReference",
    "middleNmae",
    "baseParticipantType",
  ],
  timerecords: ["isTimesheetEntry"],
  users: ["defaultRate"],
};

const DEFAULT = ":default";

function defaultNames({ path, attributes, links }: Catalogued, quirks: RestQuirks): string[] {
  const names = ["id", ...attributes.keys(), ...links.keys()];
  const left = quirks.additionalFields === "asked" ? (additional[path] ?? []) : [];
  return names.filter((name) => !left.includes(name));
}

/** What `fields` and `fields[…]` ask for. A plain `fields` speaks of the primary collection. */
export function fieldSetsOf(
  primary: Catalogued,
  parameters: readonly Parameter[],
  find: (path: string) => Catalogued | undefined,
  quirks: RestQuirks,
): FieldSets {
  const sets = new Map<string, Set<string>>();
  for (const { name, path, value } of parameters) {
    if (path[0] !== "fields" || quirks.fieldSets === "ignored") continue;
    if (quirks.fieldSets === "refused") throw badParameter(name, "Fields cannot be chosen here");
    const resource = path.length === 1 ? primary : path.length === 2 ? find(path[1]!) : undefined;
    if (!resource) throw badParameter(name, `'${path.slice(1).join(".")}' is not a resource`);
    const known = new Set(defaultNames(resource, { ...quirks, additionalFields: "always" }));
    const set = sets.get(resource.path) ?? new Set<string>();
    for (const field of value.split(",").map((part) => part.trim())) {
      if (field === DEFAULT) for (const each of defaultNames(resource, quirks)) set.add(each);
      else if (known.has(field)) set.add(field);
      else if (field !== "" && quirks.unknownField === "error")
        throw badParameter(name, `'${field}' is not a field of '${resource.path}'`);
    }
    sets.set(resource.path, set);
  }
  return sets;
}

/** What turns a row into the record that is answered. */
export type Shape = (row: Row) => Row;

/** What a shape depends on besides the fields asked for. */
export interface Visibility {
  /** Whether the token covers the target of a link. */
  readonly showsLink: (resource: Catalogued, link: string) => boolean;
  /** Whether the caller may see the record a link leads to; absent where links are shown regardless. */
  readonly showsTarget?: (resource: Catalogued, link: string, id: string) => boolean;
}

/** The shape of one collection's records in one answer: fields asked for, links within the scope. */
export function shapeOf(collection: Collection, fields: FieldSets, visibility: Visibility, quirks: RestQuirks): Shape {
  const { resource } = collection;
  let asked = fields.get(resource.path);
  if (!asked && quirks.additionalFields === "asked" && additional[resource.path]) asked = new Set(defaultNames(resource, quirks));
  const links = [...collection.linkNames].filter(
    (link) =>
      visibility.showsLink(resource, link) &&
      (!asked || (quirks.fieldSets !== "attributes" && (asked.has(link) || !quirks.linksOnlyWhenAsked))),
  );
  const whole = !asked && links.length === collection.linkNames.size && !visibility.showsTarget;
  if (whole) return (row) => row;

  const target = (row: Row, link: string): string | readonly string[] | null | undefined => {
    const value = row.links?.[link];
    const { showsTarget } = visibility;
    if (!showsTarget || value === null || value === undefined) return value;
    const shown = linkedIds(row, link).filter((id) => showsTarget(resource, link, id));
    return shown.length === 0 ? null : typeof value === "string" ? value : shown;
  };
  return (row) => {
    const record: Record<string, unknown> = {};
    for (const name in row) {
      if (name !== "links" && (!asked || asked.has(name) || (name === "id" && !quirks.idOnlyWhenAsked))) record[name] = row[name];
    }
    const shown: Record<string, string | readonly string[] | null> = {};
    for (const link of links) {
      const value = target(row, link);
      if (value !== undefined) shown[link] = value;
    }
    if (Object.keys(shown).length > 0) record["links"] = shown;
    return record;
  };
}
