import { Choice, Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { ContactFolder } from "./contact-folder.js";
import { Participant } from "./participant.js";

export enum ContactDocumentStatus {
  PENDING = "pending",
  GENERATED = "generated",
  UPLOADED = "uploaded",
}

@Resource("contactdocuments", "TODO", { can: ["read", "create", "update", "delete"] })
export class ContactDocument {
  @Id() id!: string;

  @Text("TODO", { write: true })
  name?: string;

  @Timestamp("TODO")
  createdTimestamp?: string;

  @Timestamp("TODO")
  modifiedTimestamp?: string;

  @Choice({ ContactDocumentStatus }, "TODO")
  status?: ContactDocumentStatus;

  @Text("TODO")
  keywords?: string;

  @Text("TODO", { write: true })
  summary?: string;

  @Text("TODO")
  fileType?: string;

  @Whole("TODO")
  fileSize?: number;

  @Text("TODO")
  extension?: string;

  @Text("TODO")
  fileName?: string;

  @Text("TODO")
  sharepointUrl?: string;

  @Text("TODO", { write: "once", required: true })
  file?: string;

  @Link(() => Participant, "TODO", { write: "once", required: true })
  participant?: Participant;

  @Link(() => ContactFolder, "TODO", { write: true })
  folder?: ContactFolder;

  @Link(() => Participant, "TODO")
  createdBy?: Participant;
}
