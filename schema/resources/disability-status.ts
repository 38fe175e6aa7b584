import { Resource, Text } from "../vocabulary/index.js";

@Resource("disabilitystatus", "TODO")
export class DisabilityStatus {
  @Text("TODO")
  status?: string;
}
