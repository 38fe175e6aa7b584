import { Resource, Text } from "../vocabulary/index.js";

@Resource(
  "culturalidentity",
  "A cultural identity that community legal centres in Australia and New Zealand can record of a person; it has no id.",
)
export class CulturalIdentity {
  @Text("The identity as it is shown in lists: `Yes, Aboriginal`.")
  identity?: string;
}
