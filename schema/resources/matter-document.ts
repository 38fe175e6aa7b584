import { Flag, Id, Link, Links, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { DocumentTemplate } from "./document-template.js";
import { Matter } from "./matter.js";
import { MatterFolder } from "./matter-folder.js";
import { Participant } from "./participant.js";
import { Tag } from "./tag.js";

@Resource("actiondocuments", "TODO", { can: ["read", "create", "update", "delete"] })
export class MatterDocument {
  @Id() id!: string;

  @Text("TODO", { write: true, required: true })
  name?: string;

  @Timestamp("TODO")
  modifiedTimestamp?: string;

  @Text("TODO")
  status?: string;

  @Text("TODO", { write: true })
  keywords?: string;

  @Text("TODO", { write: true })
  summary?: string;

  @Timestamp("TODO")
  checkedOutTimestamp?: string;

  @Text("TODO")
  fileType?: string;

  @Text("TODO")
  checkedOutTo?: string;

  @Timestamp("TODO")
  checkedOutEtaTimestamp?: string;

  @Whole("TODO")
  fileSize?: number;

  @Text("TODO")
  extension?: string;

  @Text("TODO")
  sharepointUrl?: string;

  @Text("TODO")
  fileName?: string;

  @Text("TODO", { write: true, required: true })
  file?: string;

  @Timestamp("TODO")
  createdTimestamp?: string;

  @Timestamp("TODO", { write: true })
  documentTimestamp?: string;

  @Flag("TODO")
  isDeleted?: boolean;

  @Link(() => Matter, "TODO", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => Participant, "TODO")
  checkedOutBy?: Participant;

  @Link(() => MatterFolder, "TODO", { write: true })
  folder?: MatterFolder;

  @Link(() => Participant, "TODO")
  createdBy?: Participant;

  @Link(() => Tag, "TODO", { write: true })
  tag?: Tag;

  @Link(() => DocumentTemplate, "TODO", { write: true })
  documentTemplate?: DocumentTemplate;

  @Links(() => Tag, "TODO", { write: true })
  tags?: Tag[];
}
