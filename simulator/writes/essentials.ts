import type { Catalogued } from "../rest/catalogue.js";

/** Links that make a record what it is, where the documentation forgets to require them. */
const essential: Readonly<Record<string, readonly string[]>> = {
  actionparticipants: ["action", "participantType", "participant"],
  actiontypeparticipanttypes: ["actionType"],
  datacollectionrecords: ["action", "dataCollection"],
  participantdefaulttypes: ["participantType", "participant"],
  sms: ["text", "number"],
};

/** Attributes that are called required, and worked out by the server where they are not given. */
const workedOut: Readonly<Record<string, readonly string[]>> = { participants: ["displayName"] };

/** Required attributes that null empties all the same. */
const emptied: Readonly<Record<string, readonly string[]>> = { datacollectionrecordvalues: ["stringValue"] };

const names = (table: Readonly<Record<string, readonly string[]>>, path: string): readonly string[] =>
  Object.hasOwn(table, path) ? table[path]! : [];

/** Whether a record cannot be created without this attribute or link. */
export function isRequired({ path, attributes, links }: Catalogued, name: string): boolean {
  if (names(workedOut, path).includes(name)) return false;
  return names(essential, path).includes(name) || ((attributes.get(name) ?? links.get(name))?.required ?? false);
}

/** Whether an attribute or link may be emptied. */
export const isClearable = (resource: Catalogued, name: string): boolean =>
  !isRequired(resource, name) || names(emptied, resource.path).includes(name);
