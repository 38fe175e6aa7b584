import { Resource, Text } from "../vocabulary/index.js";

@Resource("primarylanguage", "TODO")
export class PrimaryLanguage {
  @Text("TODO")
  language?: string;
}
