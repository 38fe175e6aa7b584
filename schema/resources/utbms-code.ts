import { Flag, Id, Resource, Text } from "../vocabulary/index.js";

@Resource("utbmscodes", "TODO", { can: ["read", "create", "update", "delete"] })
export class UtbmsCode {
  @Id("TODO") id!: string;

  @Text("TODO", { write: true, required: true })
  categoryCode?: string;

  @Text("TODO", { write: true })
  parentUtbmsCode?: string;

  @Text("TODO", { write: true, required: true })
  description?: string;

  @Text("TODO", { write: true })
  overrideDescription?: string;

  @Flag("TODO", { write: true, required: true })
  enabled?: boolean;

  @Text("TODO", { write: "once", required: true })
  utbmsCode?: string;
}
