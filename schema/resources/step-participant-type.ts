import { Flag, Id, Link, Resource, Whole } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";
import { Step } from "./step.js";

@Resource("stepparticipanttypes", "A role that a workflow step asks to be filled when a matter enters it.", { maxAge: 600 })
export class StepParticipantType {
  @Id("text of no documented form") id!: string;

  @Flag("Whether the matter cannot enter the step until somebody fills the role.")
  isRequired?: boolean;

  @Whole("Position on the form, lowest first.")
  displayOrder?: number;

  @Link(() => MatterType, "Matter type whose workflow the step belongs to.", { wire: "actionType", uncertain: true })
  matterType?: MatterType;

  @Link(() => Step, "Step that asks for the role.", { uncertain: true })
  step?: Step;

  @Link(() => ParticipantType, "Role to be filled.", { uncertain: true })
  participantType?: ParticipantType;
}
