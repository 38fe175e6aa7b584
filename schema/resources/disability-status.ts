import { Resource, Text } from "../vocabulary/index.js";

@Resource(
  "disabilitystatus",
  "A disability that community legal centres in Australia and New Zealand can record of a person; it has no id.",
)
export class DisabilityStatus {
  @Text("The disability as it is shown in lists: `Physical`.")
  status?: string;
}
