import type { Database, Row } from "../../simulator/index.js";

/*
 * The custom fields of a firm as they lie in the simulator's database, read slowly and plainly: what a test expects is worked
 * out here.
 */

/** A custom field of a matter type, with the names by which it is asked for. */
export interface RawField {
  readonly id: string;
  readonly name: string;
  readonly collection: string;
  readonly collectionId: string;
  readonly matterType: string;
  readonly isMultiple: boolean;
  readonly dataType: string;
}

/** The custom fields of one organisation. */
export interface RawCustom {
  readonly fields: readonly RawField[];
  /** What a matter has in a field of a collection with one record: the row of the value; undefined where there is none. */
  value(matterId: string, field: RawField): Row | undefined;
  /** Ids of the records that a matter has of a collection, in their order. */
  records(matterId: string, collectionId: string): readonly string[];
  valueOfRecord(recordId: string, field: RawField): Row | undefined;
}

const linked = (row: Row, name: string): string => {
  const id = row.links?.[name];
  return typeof id === "string" || typeof id === "number" ? String(id) : "";
};

/** The custom fields of the organisation that a person works for. */
export function rawCustom(database: Database, username: string): RawCustom {
  const { orgkey } = database.people.find((person) => person.username === username)!;
  const { rows } = database.organisations.find((organisation) => organisation.orgkey === orgkey)!;
  const of = (path: string): readonly Row[] => rows.get(path) ?? [];
  const collections = new Map(of("datacollections").map((row) => [String(row.id), row]));
  const fields = of("datacollectionfields").map((row): RawField => {
    const collectionId = linked(row, "dataCollection");
    const collection = collections.get(collectionId)!;
    return {
      id: String(row.id),
      name: String(row["name"]),
      collection: String(collection["name"]),
      collectionId,
      matterType: linked(collection, "actionType"),
      isMultiple: collection["multipleRecords"] === "T",
      dataType: String(row["dataType"]),
    };
  });
  const values = of("datacollectionrecordvalues");
  return {
    fields,
    value: (matterId, { id }) =>
      values.find((row) => linked(row, "action") === matterId && linked(row, "dataCollectionField") === id),
    records: (matterId, collectionId) =>
      of("datacollectionrecords")
        .filter((row) => linked(row, "action") === matterId && linked(row, "dataCollection") === collectionId)
        .map((row) => String(row.id)),
    valueOfRecord: (recordId, { id }) =>
      values.find((row) => linked(row, "dataCollectionRecord") === recordId && linked(row, "dataCollectionField") === id),
  };
}

/** What the graph is to show as `raw`: nothing of what is protected. */
export const shownRaw = (row: Row | undefined, { dataType }: RawField): string | null | undefined => {
  if (!row) return undefined;
  const { stringValue } = row as { readonly stringValue?: string | null };
  return dataType === "Str255Protected" ? null : (stringValue ?? null);
};
