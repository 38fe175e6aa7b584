import { Choice, Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

export enum ContactNoteSource {
  SYSTEM = "System",
  USER = "User",
}

@Resource("contactnotes", "A note on a contact, written by a person or by Actionstep itself.", {
  can: ["read", "create", "update", "delete"],
})
export class ContactNote {
  @Id() id!: string;

  @Timestamp("When the note was entered into Actionstep.")
  enteredTimestamp?: string;

  @Text("What the note says.", { write: true, required: true })
  text?: string;

  @Text("Name of the user who entered the note: `Smith, John`.")
  enteredBy?: string;

  @Whole("Number that identifies the user who entered the note, given as a plain value and not as a link.")
  enteredByParticipant?: number;

  @Choice({ ContactNoteSource }, "Whether a person wrote the note or Actionstep recorded it.", { write: "once" })
  source?: ContactNoteSource;

  @Timestamp("The date and time the note is about, which may differ from when it was entered.", { write: true })
  noteTimestamp?: string;

  @Link(() => Participant, "Contact the note is about.", { write: true, required: true, uncertain: true })
  participant?: Participant;
}
