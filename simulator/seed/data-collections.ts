import type { Codes } from "./codes.js";
import type { MatterKind } from "../firms/firm.js";
import type { MatterFacts, Site } from "./site.js";
import { partOf } from "./site.js";
import type { Tables } from "./tables.js";
import type { Staff } from "./staff.js";
import { TODAY } from "./dates.js";
import { addFieldValue } from "./field-value.js";

/** The first data collection of a kind of matter, with its fields and their choices. */
export function seedDataCollection(tables: Tables, { collection }: MatterKind, actionType: number, codes: Codes): number {
  const { name, label, description, fields } = collection;
  const id = tables.add(
    "datacollections",
    {
      name,
      label,
      description,
      multipleRecords: "F",
      order: actionType * 10,
      alwaysShowDescriptions: "F",
    },
    { actionType },
  );
  fields.forEach(({ name: field, label: fieldLabel, dataType, values }, index) => {
    const dataField = `${id}--${field}`;
    tables.add(
      "datacollectionfields",
      {
        id: dataField,
        name: field,
        label: fieldLabel,
        dataType,
        formOrder: (index + 1) * 10,
        listOrder: (index + 1) * 10,
        required: index === 0 ? "T" : "F",
        customHtmlBelow: dataType === "Money" ? "<p>Without tax</p>" : null,
        listViewTotal: dataType === "Money" ? "T" : "F",
      },
      { dataCollection: id, tag: index === 0 ? codes.tags[7] : null },
    );
    if (dataType !== "DropDown") return;
    values.forEach((value, order) => {
      if (value === null) return;
      tables.add(
        "datacollectionfielddropdownchoices",
        {
          id: `${dataField}--${value.replaceAll(" ", "")}`,
          name: value,
          value,
          listOrder: order + 1,
          isDefault: order === 0 ? "T" : "F",
        },
        { dataField, dataCollection: id },
      );
    });
  });
  return id;
}

/** What was entered into the first data collection of each matter. */
export function seedDataRecords(whole: Site, matters: readonly MatterFacts[], { workers }: Staff): void {
  const site = partOf(whole, "data records");
  const { random, tables, dates } = site;
  for (const matter of matters) {
    if (matter.bulk === 0) continue;
    const { collection, kind } = matter.type;
    const record = tables.add(
      "datacollectionrecords",
      { canWrite: "T", canDelete: "F" },
      { action: matter.id, dataCollection: collection },
    );
    for (const { name, dataType, values } of kind.collection.fields) {
      addFieldValue(
        tables,
        "datacollectionrecordvalues",
        dataType,
        {
          id: `${collection}--${name}--${record}`,
          stringValue: random.pick(values),
          last_modified_time_stamp: dates.timestampOn(dates.dayBetween(matter.opened, TODAY)),
          last_modified_by_user_id: random.pick(workers).id,
        },
        {
          action: matter.id,
          dataCollectionField: `${collection}--${name}`,
          dataCollectionRecord: record,
          dataCollection: collection,
        },
      );
    }
  }
}
