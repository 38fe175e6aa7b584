import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";
import { Step } from "./step.js";

@Resource("steptasks", "A task that a workflow step creates when a matter enters it.", { maxAge: 600 })
export class StepTask {
  @Id("text of no documented form") id!: string;

  @Text("What is to be done.")
  name?: string;

  @Text("How urgent the task is, such as `Normal`.")
  priority?: string;

  @Text("When the task is due, in words.")
  dueDateText?: string;

  @Flag("Whether the task is always created; otherwise users may leave it out.")
  isMandatory?: boolean;

  @Link(() => MatterType, "Matter type whose workflow the step belongs to.", { wire: "actionType", uncertain: true })
  matterType?: MatterType;

  @Link(() => ParticipantType, "Role, on the matter, of whoever gets the task.", { uncertain: true })
  assignToParticipantType?: ParticipantType;

  @Link(() => Step, "Step that creates the task.", { uncertain: true })
  step?: Step;
}
