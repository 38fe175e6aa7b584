import type { Row } from "../database.js";
import type { Catalogued } from "../rest/catalogue.js";
import { linkedIds } from "../rest/collection.js";
import type { Work } from "./work.js";

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

const part = (row: Row, name: string): string => (name in row ? text(row[name]) : (linkedIds(row, name)[0] ?? ""));

const joined =
  (glue: string, ...names: readonly string[]) =>
  (row: Row): string =>
    names.map((name) => part(row, name)).join(glue);

/** How the ids that are made of other members are made. */
const composites: Readonly<Record<string, (row: Row) => string>> = {
  actionparticipants: joined("--", "action", "participantType", "participant"),
  actiontypeparticipanttypes: joined("--", "actionType", "participantType"),
  contactrelationships: joined("-", "relationship", "fromContact", "toContact"),
  datacollectionfields: joined("--", "dataCollection", "name"),
  datacollectionfielddropdownchoices: joined("--", "dataField", "name"),
  datacollectionrecordvalues: joined("--", "dataCollectionField", "dataCollectionRecord"),
  participantdefaulttypes: joined("--", "participant", "participantType"),
  utbmscodes: joined("", "utbmsCode"),
};

/** The id of a new row: made of its members, the next number, or none where records carry none. */
export function newId({ path, identity }: Catalogued, row: Row, work: Work): number | string | undefined {
  if (Object.hasOwn(composites, path)) return composites[path]!(row);
  return identity?.numeric ? work.nextNumber(path) : undefined;
}
