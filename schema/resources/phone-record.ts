import { Choice, Decimal, Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";

export enum PhoneRecordDirection {
  IN = "in",
  OUT = "out",
}

@Resource("phonerecords", "A phone call made or received, with its notes and outcome.", {
  can: ["read", "create", "update", "delete"],
})
export class PhoneRecord {
  @Id() id!: string;

  @Text("Who called, where the caller of an incoming call is not a contact in Actionstep.", { write: true })
  fromParticipantOther?: string;

  @Text("Who was called, where the other side of an outgoing call is not a contact in Actionstep.", { write: true })
  toParticipantOther?: string;

  @Choice({ PhoneRecordDirection }, "`IN` for a call received, `OUT` for a call made.", { write: true, required: true })
  direction?: PhoneRecordDirection;

  @Text("Number of the other side, written as entered: `+44 493 993938`.", { write: true })
  phoneNumber?: string;

  @Text("What kind of number it is, such as `Business`.", { write: true })
  phoneNumberType?: string;

  @Decimal("Length of the call in hours: `0.25` is a quarter of an hour.", { write: true })
  actualHours?: string;

  @Text("What was said.", { write: true })
  notes?: string;

  @Timestamp("When the call took place.", { write: true, required: true })
  callTimestamp?: string;

  @Text("How the call ended, such as `Call completed`.", { write: true, required: true })
  outcome?: string;

  @Link(() => Matter, "Matter the call was about.", { wire: "action", write: true, uncertain: true })
  matter?: Matter;

  @Link(() => Participant, "Contact the call came from.", { write: true, uncertain: true })
  fromParticipant?: Participant;

  @Link(() => Participant, "Contact who was called.", { write: true, uncertain: true })
  toParticipant?: Participant;
}
