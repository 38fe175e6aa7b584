import { Id, Resource, Text } from "../vocabulary/index.js";

@Resource("countries", "TODO")
export class Country {
  @Id("TODO") id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  dialingCode?: string;

  @Text("TODO")
  currencyCode?: string;
}
