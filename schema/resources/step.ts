import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";

@Resource("steps", "One stage of a matter type's workflow. `StepNode` says where in the workflow it can occur.", { maxAge: 600 })
export class Step {
  @Id("matter type and step number joined by two hyphens, as `21--2`") id!: string;

  @Text("Number of the step, unique in the matter type, as text; `0` where matters start.")
  stepNumber?: string;

  @Text("What users see as the stage a matter has reached.")
  stepName?: string;

  @Text("What happens in this stage.")
  description?: string;

  @Text("Status of a matter in this stage, such as `Active`.", { wire: "actionStatus" })
  matterStatus?: string;

  @Flag("Whether a matter has to be assigned to somebody to enter the step.")
  assignedToMandatory?: boolean;

  @Link(() => MatterType, "Matter type whose workflow the step belongs to.", { wire: "actionType", uncertain: true })
  matterType?: MatterType;

  @Link(() => ParticipantType, "Role, on the matter, of whoever a matter is assigned to in this stage.", { uncertain: true })
  assignToParticipantType?: ParticipantType;
}
