import type { FurtherCollection } from "../firms/firm.js";
import { Dealt } from "./dealt.js";
import { addFieldValue } from "./field-value.js";
import { TODAY, partOf, type MatterFacts, type Site } from "./site.js";
import type { Staff } from "./staff.js";

/** Rows of a collection of several that matters have, in turn. */
const ROWS_IN_TURN = [2, 0, 1, 3] as const;

/** How many records a matter has of a collection; of a single-record one, every other matter has none. */
function recordsOf({ bulk, type }: MatterFacts, { multipleRecords }: FurtherCollection, turn: number, id: number): number {
  if (!multipleRecords) return bulk > 0 && (turn + id) % 2 === 1 ? 1 : 0;
  return bulk * ROWS_IN_TURN[(turn + type.id - 1) % ROWS_IN_TURN.length]!;
}

/** What was entered into the data collections that a kind of matter has beside its first one. */
export function seedFurtherRecords(whole: Site, matters: readonly MatterFacts[], { workers }: Staff): void {
  const site = partOf(whole, "further records");
  const { random, tables, dates } = site;
  const dealt = new Dealt();
  const counts = new Map<number, number>();

  const addRecord = (matter: MatterFacts, id: number, { fields, hasLockedRecord }: FurtherCollection, row: number): void => {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    const canWrite = hasLockedRecord && count === 2 ? "F" : "T";
    const record = tables.add(
      "datacollectionrecords",
      { canWrite, canDelete: canWrite },
      { action: matter.id, dataCollection: id },
    );
    const words = {
      ...matter.words,
      row: String(row),
      clientId: String(matter.client?.id ?? ""),
      assigneeId: String(matter.assignee.id),
    };
    for (const field of fields) {
      addFieldValue(
        tables,
        "datacollectionrecordvalues",
        field.dataType,
        {
          id: `${id}--${field.name}--${record}`,
          stringValue: dealt.value(field, words),
          last_modified_time_stamp: dates.timestampOn(dates.dayBetween(matter.opened, TODAY)),
          last_modified_by_user_id: random.pick(workers).id,
        },
        { action: matter.id, dataCollectionField: `${id}--${field.name}`, dataCollectionRecord: record, dataCollection: id },
      );
    }
  };

  const turns = new Map<number, number>();
  for (const matter of matters) {
    const turn = turns.get(matter.type.id) ?? 0;
    turns.set(matter.type.id, turn + 1);
    matter.type.furtherCollections.forEach(({ id, collection }) => {
      const count = recordsOf(matter, collection, turn, id);
      for (let row = 1; row <= count; row++) addRecord(matter, id, collection, row);
    });
  }
}
