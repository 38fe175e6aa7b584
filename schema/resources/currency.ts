import { Id, Resource, Text } from "../vocabulary/index.js";

@Resource("currencies", "TODO")
export class Currency {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  symbol?: string;
}
