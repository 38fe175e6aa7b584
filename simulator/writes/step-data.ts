import type { Row } from "../database.js";
import { catalogue } from "../rest/catalogue.js";
import { linkedIds } from "../rest/collection.js";
import { callerOf } from "./caller.js";
import { insert, replace } from "./consequences.js";
import { newRow } from "./create.js";
import { fieldOfStep, savedByStep } from "./field-values.js";
import type { Work } from "./work.js";

const collectionOf = (field: Row): string => linkedIds(field, "dataCollection")[0] ?? "";

/** The records of a matter that a field of a step belongs to. */
export const recordsOf = (work: Work, matter: Row, field: Row): Row[] =>
  work
    .rows("datacollectionrecords")
    .filter((row) => row.links?.["action"] === String(matter.id) && row.links?.["dataCollection"] === collectionOf(field));

const valueRow = (work: Work, field: Row, record: Row): Row | undefined =>
  work.findAt("datacollectionrecordvalues", `${linkedIds(field, "dataField")[0] ?? ""}--${String(record.id)}`);

/** What a record holds for a field of a step. */
export const valueIn = (work: Work, field: Row, record: Row): string | null =>
  (valueRow(work, field, record)?.["stringValue"] as string | null | undefined) ?? null;

/** Gives a matter a record of a data collection, with an empty value for each field. */
export function addRecord(work: Work, matter: Row, dataCollection: string): Row {
  const resource = catalogue.get("datacollectionrecords")!;
  return insert(work, resource, newRow(resource, { attributes: {}, links: { action: String(matter.id), dataCollection } }, work));
}

/** Puts the values of a step's fields into the matter's records, making a record where there is none yet. */
export function enterStepData(work: Work, matter: Row, values: ReadonlyMap<string, string | null>): void {
  const { timestamp, user } = callerOf(work);
  for (const [id, stringValue] of values) {
    const field = work.findAt("stepdatafields", id)!;
    const record = recordsOf(work, matter, field)[0] ?? addRecord(work, matter, collectionOf(field));
    const row = valueRow(work, field, record);
    const dataField = fieldOfStep(id, work);
    if (!row || !dataField) continue;
    const stamps = { last_modified_time_stamp: timestamp, last_modified_by_user_id: user };
    const stamped = { ...row, ...("last_modified_time_stamp" in row && stamps) };
    const entered = savedByStep(stamped, dataField, stringValue, work);
    replace(work, catalogue.get("datacollectionrecordvalues")!, String(row.id), entered);
  }
}
