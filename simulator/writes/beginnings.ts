import type { AttributeKind } from "../../schema/vocabulary/codecs.js";
import type { Catalogued } from "../rest/catalogue.js";

/** The attributes that no captured record was without, by collection. */
const NEVER_NULL: Readonly<Record<string, readonly string[]>> = {
  actionparticipants: ["participantNumber"],
  actions: ["name", "priority", "status", "statusTimestamp", "createdTimestamp", "modifiedTimestamp", "isDeleted", "isFavorite"],
  datacollectionfields: ["name", "dataType", "label", "formOrder", "listOrder", "required"],
  datacollections: ["name", "description", "multipleRecords", "order", "label", "alwaysShowDescriptions"],
  participants: ["displayName", "isCompany", "modifiedTimestamp", "createdTimestamp"],
  participanttypes: ["name", "isBaseParticipantType", "displayName"],
};

/** The wire names of the attributes that no captured record of a collection was without. */
export const neverNull = (path: string): readonly string[] => NEVER_NULL[path] ?? [];

/** What an attribute that every record has begins with, by its kind. */
const BEGINNINGS: Partial<Record<AttributeKind, unknown>> = { text: "", whole: 0, decimal: "0.00", flag: "F" };

/** What a new record has where nobody says so. */
export const beginningsOf = ({ path, attributes }: Catalogued): Record<string, unknown> =>
  Object.fromEntries(neverNull(path).map((wire) => [wire, BEGINNINGS[attributes.get(wire)!.kind] ?? null]));
