import { Flag, Id, Link, Resource, Whole } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";

@Resource("nodes", "TODO")
export class StepNode {
  @Id() id!: string;

  @Whole("TODO")
  stepNumber?: number;

  @Flag("TODO")
  isActive?: boolean;

  @Whole("TODO")
  weight?: number;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => StepNode, "TODO")
  parent?: StepNode;
}
