import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { DataCollectionField } from "./data-collection-field.js";
import { MatterType } from "./matter-type.js";
import { Step } from "./step.js";

@Resource("stepdatafields", "TODO")
export class StepDataField {
  @Id() id!: string;

  @Text("TODO")
  groupLabel?: string;

  @Text("TODO")
  fieldLabel?: string;

  @Text("TODO")
  fieldDescription?: string;

  @Text("TODO")
  defaultValue?: string;

  @Flag("TODO")
  forceDefaultValue?: boolean;

  @Whole("TODO")
  displayOrder?: number;

  @Flag("TODO")
  isRequired?: boolean;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => Step, "TODO")
  step?: Step;

  @Link(() => DataCollection, "TODO")
  dataCollection?: DataCollection;

  @Link(() => DataCollectionField, "TODO")
  dataField?: DataCollectionField;
}
