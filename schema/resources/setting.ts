import { Id, Resource, Text } from "../vocabulary/index.js";

@Resource("settings", "TODO")
export class Setting {
  @Id("TODO") id!: string;

  @Text("TODO")
  value?: string;

  @Text("TODO")
  description?: string;
}
