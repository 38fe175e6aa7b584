import { Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { Email } from "./email.js";

@Resource("emailattachments", "TODO", { can: ["read", "create", "update", "delete"] })
export class EmailAttachment {
  @Id() id!: string;

  @Text("TODO", { write: true, required: true })
  contentDisposition?: string;

  @Text("TODO", { write: true })
  mimeContentId?: string;

  @Text("TODO", { write: true, required: true })
  displayName?: string;

  @Whole("TODO")
  attachmentSize?: number;

  @Text("TODO", { write: true })
  oldNfsPath?: string;

  @Text("TODO", { write: true, required: true })
  file?: string;

  @Link(() => Email, "TODO", { write: true, required: true })
  email?: Email;
}
