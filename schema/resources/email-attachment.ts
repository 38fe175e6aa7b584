import { Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { Email } from "./email.js";

@Resource("emailattachments", "A file that came or goes with an email.", { can: ["read", "create", "update", "delete"] })
export class EmailAttachment {
  @Id() id!: string;

  @Text("MIME disposition: `attachment` for a file beside the message, `inline` for one shown within it.", {
    write: true,
    required: true,
  })
  contentDisposition?: string;

  @Text("MIME content id by which the HTML body refers to an inline file.", { write: true })
  mimeContentId?: string;

  @Text("The file name shown to readers of the email.", { write: true, required: true })
  displayName?: string;

  @Whole("Size of the file in bytes.")
  attachmentSize?: number;

  @Text("Where the file lay in Actionstep's former file storage.", { write: true })
  oldNfsPath?: string;

  @Text("The file itself; to write it, give `{file id};{file name}` of an uploaded file.", { write: true, required: true })
  file?: string;

  @Link(() => Email, "The email the file is attached to.", { write: true, required: true })
  email?: Email;
}
