import type { Row } from "../database.js";
import type { Catalogued } from "../rest/catalogue.js";
import { callerOf } from "./caller.js";
import { remove } from "./consequences.js";
import type { Work } from "./work.js";

/** What is left of a deleted record where it is only marked as such, by collection. */
const marks: Readonly<Record<string, (row: Row, timestamp: string) => Row>> = {
  actiondocuments: (row, timestamp) => ({
    ...row,
    ...("modifiedTimestamp" in row && { modifiedTimestamp: timestamp }),
    isDeleted: "T",
  }),
  resthooks: (row) => ({ ...row, status: "Deleted" }),
};

/** Deletes the record with this key, or marks it as deleted where that is how it is done. */
export function deleteRecord(resource: Catalogued, key: string, work: Work): void {
  const { path } = resource;
  if (!Object.hasOwn(marks, path)) return remove(work, resource, key);
  const row = marks[path]!(work.find(resource, key)!, callerOf(work).timestamp);
  work.replace(resource, key, row, true);
  work.note(path, "deleted", row);
}
