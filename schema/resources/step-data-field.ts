import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { DataCollectionField } from "./data-collection-field.js";
import { MatterType } from "./matter-type.js";
import { Step } from "./step.js";

@Resource("stepdatafields", "A custom field that a workflow step asks for when a matter enters it.", { maxAge: 600 })
export class StepDataField {
  @Id() id!: string;

  @Text("Heading under which the field is grouped on the form.")
  groupLabel?: string;

  @Text("Label of the field on the form.")
  fieldLabel?: string;

  @Text("Help text for whoever fills the field in.")
  fieldDescription?: string;

  @Text("Value the form starts with, always as text.")
  defaultValue?: string;

  @Flag("Whether `defaultValue` is imposed instead of merely proposed.")
  forceDefaultValue?: boolean;

  @Whole("Position on the form, lowest first.")
  displayOrder?: number;

  @Flag("Whether the matter cannot enter the step while the field is empty.")
  isRequired?: boolean;

  @Link(() => MatterType, "Matter type whose workflow the step belongs to.", { wire: "actionType", uncertain: true })
  matterType?: MatterType;

  @Link(() => Step, "Step that asks for the field.", { uncertain: true })
  step?: Step;

  @Link(() => DataCollection, "Data collection the custom field belongs to.", { uncertain: true })
  dataCollection?: DataCollection;

  @Link(() => DataCollectionField, "Custom field that stores what is entered.", { uncertain: true })
  dataField?: DataCollectionField;
}
