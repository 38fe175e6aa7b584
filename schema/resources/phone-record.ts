import { Choice, Decimal, Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";

export enum PhoneRecordDirection {
  IN = "in",
  OUT = "out",
}

@Resource("phonerecords", "TODO", { can: ["read", "create", "update", "delete"] })
export class PhoneRecord {
  @Id() id!: string;

  @Text("TODO", { write: true })
  fromParticipantOther?: string;

  @Text("TODO", { write: true })
  toParticipantOther?: string;

  @Choice({ PhoneRecordDirection }, "TODO", { write: true, required: true })
  direction?: PhoneRecordDirection;

  @Text("TODO", { write: true })
  phoneNumber?: string;

  @Text("TODO", { write: true })
  phoneNumberType?: string;

  @Decimal("TODO", { write: true })
  actualHours?: string;

  @Text("TODO", { write: true })
  notes?: string;

  @Timestamp("TODO", { write: true, required: true })
  callTimestamp?: string;

  @Text("TODO", { write: true, required: true })
  outcome?: string;

  @Link(() => Matter, "TODO", { wire: "action", write: true })
  matter?: Matter;

  @Link(() => Participant, "TODO", { write: true })
  fromParticipant?: Participant;

  @Link(() => Participant, "TODO", { write: true })
  toParticipant?: Participant;
}
