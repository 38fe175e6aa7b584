import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Matter } from "./matter.js";

@Resource("sms", "TODO", { can: ["read", "create"] })
export class SmsMessage {
  @Id() id!: string;

  @Text("TODO", { write: "once" })
  text?: string;

  @Text("TODO", { write: "once" })
  number?: string;

  @Link(() => Matter, "TODO", { wire: "action", write: "once" })
  matter?: Matter;
}
