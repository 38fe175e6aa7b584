import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Matter } from "./matter.js";

@Resource("sms", "A text message sent from Actionstep.", { can: ["read", "create"] })
export class SmsMessage {
  @Id() id!: string;

  @Text("What the message says.", { write: "once" })
  text?: string;

  @Text("Phone number the message goes to.", { write: "once" })
  number?: string;

  @Link(() => Matter, "Matter the message belongs to.", { wire: "action", write: "once", uncertain: true })
  matter?: Matter;
}
