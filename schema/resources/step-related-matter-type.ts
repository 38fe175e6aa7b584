import { Id, Resource } from "../vocabulary/index.js";

@Resource(
  "steprelatedactiontypes",
  "A matter type that a workflow step offers for related matters; Actionstep documents only that it exists.",
  { maxAge: 600 },
)
export class StepRelatedMatterType {
  @Id() id!: string;
}
