import { Id, Link, Resource } from "../vocabulary/index.js";
import { Email } from "./email.js";
import { Matter } from "./matter.js";

@Resource(
  "emailassociations",
  "The filing of one email under one matter; an email filed under several matters has one association for each.",
  { can: ["read", "create", "delete"] },
)
export class EmailAssociation {
  @Id() id!: string;

  @Link(() => Email, "The email that is filed.", { write: "once", required: true })
  email?: Email;

  @Link(() => Matter, "The matter the email is filed under.", { wire: "action", write: "once", required: true })
  matter?: Matter;
}
