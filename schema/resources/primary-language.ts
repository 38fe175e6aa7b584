import { Resource, Text } from "../vocabulary/index.js";

@Resource(
  "primarylanguage",
  "A language that can be recorded as somebody's first language. It has no id, so it cannot be fetched alone.",
)
export class PrimaryLanguage {
  @Text("The language as it is shown in lists.")
  language?: string;
}
