import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";

@Resource("steps", "TODO")
export class Step {
  @Id("TODO") id!: string;

  @Text("TODO")
  stepNumber?: string;

  @Text("TODO")
  stepName?: string;

  @Text("TODO")
  description?: string;

  @Text("TODO", { wire: "actionStatus" })
  matterStatus?: string;

  @Flag("TODO")
  assignedToMandatory?: boolean;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => ParticipantType, "TODO")
  assignToParticipantType?: ParticipantType;
}
