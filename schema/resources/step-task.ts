import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";
import { Step } from "./step.js";

@Resource("steptasks", "TODO")
export class StepTask {
  @Id("TODO") id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  priority?: string;

  @Text("TODO")
  dueDateText?: string;

  @Flag("TODO")
  isMandatory?: boolean;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => ParticipantType, "TODO")
  assignToParticipantType?: ParticipantType;

  @Link(() => Step, "TODO")
  step?: Step;
}
