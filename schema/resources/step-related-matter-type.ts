import { Id, Resource } from "../vocabulary/index.js";

@Resource("steprelatedactiontypes", "TODO")
export class StepRelatedMatterType {
  @Id() id!: string;
}
