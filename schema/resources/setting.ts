import { Id, Resource, Text } from "../vocabulary/index.js";

@Resource("settings", "One setting of the organisation's Actionstep system.")
export class Setting {
  @Id("text that names the setting") id!: string;

  @Text("What the setting is set to, always as text.")
  value?: string;

  @Text("What the setting controls.")
  description?: string;
}
