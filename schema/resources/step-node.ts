import { Flag, Id, Link, Resource, Whole } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";

@Resource("nodes", "One place in a matter type's workflow tree; the same step can stand in several places.", { maxAge: 600 })
export class StepNode {
  @Id() id!: string;

  @Whole("Number of the step that stands here; with the matter type it makes the step's id.")
  stepNumber?: number;

  @Flag("Whether this place in the workflow is in use.")
  isActive?: boolean;

  @Whole("Weight of this place in the tree; Actionstep does not document the scale.")
  weight?: number;

  @Link(() => MatterType, "Matter type whose workflow this is.", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => StepNode, "Place that leads here; null at the root.")
  parent?: StepNode;
}
