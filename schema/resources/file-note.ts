import { Choice, Id, Link, Links, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { MatterDocument } from "./matter-document.js";
import { Participant } from "./participant.js";
import { Tag } from "./tag.js";

export enum FileNoteSource {
  SYSTEM = "System",
  USER = "User",
}

@Resource("filenotes", "TODO", { can: ["read", "create", "update", "delete"] })
export class FileNote {
  @Id() id!: string;

  @Timestamp("TODO")
  enteredTimestamp?: string;

  @Text("TODO", { write: true, required: true })
  text?: string;

  @Text("TODO")
  enteredBy?: string;

  @Choice({ FileNoteSource }, "TODO", { write: "once" })
  source?: FileNoteSource;

  @Timestamp("TODO", { write: true })
  noteTimestamp?: string;

  @Link(() => Matter, "TODO", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => MatterDocument, "TODO", { write: true })
  document?: MatterDocument;

  @Link(() => Participant, "TODO")
  participant?: Participant;

  @Links(() => Tag, "TODO", { write: true })
  tags?: Tag[];
}
