import { Flag, Id, Link, Resource, Whole } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";
import { Step } from "./step.js";

@Resource("stepparticipanttypes", "TODO")
export class StepParticipantType {
  @Id("TODO") id!: string;

  @Flag("TODO")
  isRequired?: boolean;

  @Whole("TODO")
  displayOrder?: number;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => Step, "TODO")
  step?: Step;

  @Link(() => ParticipantType, "TODO")
  participantType?: ParticipantType;
}
