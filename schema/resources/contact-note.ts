import { Choice, Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

export enum ContactNoteSource {
  SYSTEM = "System",
  USER = "User",
}

@Resource("contactnotes", "TODO", { can: ["read", "create", "update", "delete"] })
export class ContactNote {
  @Id() id!: string;

  @Timestamp("TODO")
  enteredTimestamp?: string;

  @Text("TODO", { write: true, required: true })
  text?: string;

  @Text("TODO")
  enteredBy?: string;

  @Whole("TODO")
  enteredByParticipant?: number;

  @Choice({ ContactNoteSource }, "TODO", { write: "once" })
  source?: ContactNoteSource;

  @Timestamp("TODO", { write: true })
  noteTimestamp?: string;

  @Link(() => Participant, "TODO", { write: true, required: true })
  participant?: Participant;
}
