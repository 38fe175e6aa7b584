import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { DataCollectionField } from "./data-collection-field.js";

@Resource("datacollectionfielddropdownchoices", "TODO", { can: ["read", "create", "update", "delete"] })
export class DataCollectionFieldDropdownChoice {
  @Id("TODO") id!: string;

  @Text("TODO", { write: true, required: true })
  name?: string;

  @Text("TODO", { write: true, required: true })
  value?: string;

  @Whole("TODO", { write: true, required: true })
  listOrder?: number;

  @Flag("TODO", { write: true, required: true })
  isDefault?: boolean;

  @Text("TODO", { write: true })
  parentValue?: string;

  @Link(() => DataCollectionField, "TODO", { write: true, required: true })
  dataField?: DataCollectionField;

  @Link(() => DataCollection, "TODO", { write: true })
  dataCollection?: DataCollection;
}
