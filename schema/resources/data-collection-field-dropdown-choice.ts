import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { DataCollectionField } from "./data-collection-field.js";

@Resource("datacollectionfielddropdownchoices", "One of the values to choose from in a drop-down field of a data collection.", {
  can: ["read", "create", "update", "delete"],
  maxAge: 600,
})
export class DataCollectionFieldDropdownChoice {
  @Id("data collection, field and choice joined by two hyphens, as `230--CarColor--Red`") id!: string;

  @Text("The text shown in the list.", { write: true, required: true })
  name?: string;

  @Text("The value stored when the choice is made.", { write: true, required: true })
  value?: string;

  @Whole("Position in the list; choices with the same position are sorted by name.", { write: true, required: true, startsAs: 0 })
  listOrder?: number;

  @Flag("Whether the choice is made from the start; a field has at most one such choice.", { write: true, required: true })
  isDefault?: boolean;

  @Text("Value that has to be chosen in the parent drop-down for this choice to be offered.", { write: true })
  parentValue?: string;

  @Link(() => DataCollectionField, "The field the choice belongs to.", { write: true, required: true, uncertain: true })
  dataField?: DataCollectionField;

  @Link(() => DataCollection, "The data collection the field is part of.", { write: true, uncertain: true })
  dataCollection?: DataCollection;
}
