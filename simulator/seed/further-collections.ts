import type { CustomField, FurtherCollection } from "../firms/firm.js";
import type { MatterTypeIds, Site } from "./site.js";
import type { Tables } from "./tables.js";

/** Adds one field of a data collection, with its choices. */
function addField(tables: Tables, dataCollection: number, field: CustomField, index: number): void {
  const { name, label, dataType, required, description, choices = [] } = field;
  const dataField = `${dataCollection}--${name}`;
  tables.add(
    "datacollectionfields",
    {
      id: dataField,
      name,
      label,
      dataType,
      formOrder: (index + 1) * 10,
      listOrder: (index + 1) * 10,
      required: required ? "T" : "F",
      description: description ?? null,
      listViewTotal: "F",
    },
    { dataCollection },
  );
  choices.forEach((choice, order) =>
    tables.add(
      "datacollectionfielddropdownchoices",
      {
        id: `${dataField}--${choice.label.replaceAll(" ", "")}`,
        name: choice.label,
        value: choice.value,
        listOrder: order + 1,
        isDefault: "F",
      },
      { dataField, dataCollection },
    ),
  );
}

/** Adds one data collection with its fields and returns its id. */
function addCollection(tables: Tables, actionType: number, collection: FurtherCollection, place: number): number {
  const { name, label, description, multipleRecords, fields } = collection;
  const attributes = {
    name,
    label,
    description,
    multipleRecords: multipleRecords ? "T" : "F",
    order: actionType * 10 + place,
    alwaysShowDescriptions: "F",
  };
  const id = tables.add("datacollections", attributes, { actionType });
  fields.forEach((field, index) => addField(tables, id, field, index));
  return id;
}

/** The data collections that kinds of matters have beside their first one, numbered after all of those. */
export function seedFurtherCollections({ firm, tables }: Site, types: readonly MatterTypeIds[]): MatterTypeIds[] {
  const added = firm.collections.map((collection) => {
    const type = types.find(({ kind }) => kind.name === collection.kind);
    if (!type) throw new TypeError(`${firm.name} has no kind of matter ${collection.kind} for ${collection.name}.`);
    const place = firm.collections.filter(({ kind }) => kind === collection.kind).indexOf(collection) + 1;
    return { type, id: addCollection(tables, type.id, collection, place), collection };
  });
  return types.map((type) => ({
    ...type,
    furtherCollections: added.filter((each) => each.type === type).map(({ id, collection }) => ({ id, collection })),
  }));
}
