import { Choice, Id, Link, Links, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { MatterDocument } from "./matter-document.js";
import { Participant } from "./participant.js";
import { Tag } from "./tag.js";

export enum FileNoteSource {
  SYSTEM = "System",
  USER = "User",
}

@Resource("filenotes", "A note on the file of a matter, written by a person or by Actionstep itself.", {
  can: ["read", "create", "update", "delete"],
  bulk: ["create", "delete"],
})
export class FileNote {
  @Id() id!: string;

  @Timestamp("When the note was entered into Actionstep.")
  enteredTimestamp?: string;

  @Text("What the note says.", { write: true, required: true })
  text?: string;

  @Text("Name of who entered the note, as text; the person is `participant`.")
  enteredBy?: string;

  @Choice({ FileNoteSource }, "Whether a person wrote the note or Actionstep recorded it.", { write: "once" })
  source?: FileNoteSource;

  @Timestamp("The date and time the note is about, which may differ from when it was entered.", { write: true })
  noteTimestamp?: string;

  @Link(() => Matter, "The matter the note belongs to.", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => MatterDocument, "The document the note is about, if any.", { write: true, uncertain: true })
  document?: MatterDocument;

  @Link(() => Participant, "The participant record of the user who wrote the note.")
  participant?: Participant;

  @Links(() => Tag, "Tags on the note; on update the list replaces all earlier tags.", { write: true, uncertain: true })
  tags?: Tag[];
}
