import { Resource, Text } from "../vocabulary/index.js";

@Resource("culturalidentity", "TODO")
export class CulturalIdentity {
  @Text("TODO")
  identity?: string;
}
