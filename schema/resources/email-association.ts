import { Id, Link, Resource } from "../vocabulary/index.js";
import { Email } from "./email.js";
import { Matter } from "./matter.js";

@Resource("emailassociations", "TODO", { can: ["read", "create", "delete"] })
export class EmailAssociation {
  @Id() id!: string;

  @Link(() => Email, "TODO", { write: "once", required: true })
  email?: Email;

  @Link(() => Matter, "TODO", { wire: "action", write: "once", required: true })
  matter?: Matter;
}
