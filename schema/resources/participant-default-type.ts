import { Id, Link, Resource } from "../vocabulary/index.js";
import { Participant } from "./participant.js";
import { ParticipantType } from "./participant-type.js";

@Resource("participantdefaulttypes", "A part that a contact plays as a rule, set on the contact itself and not on a matter.", {
  can: ["read", "create", "delete"],
  item: false,
})
export class ParticipantDefaultType {
  @Id("participant and participant type joined by two hyphens, as `1024--31`") id!: string;

  @Link(() => ParticipantType, "The part played as a rule.", { write: "once", uncertain: true })
  participantType?: ParticipantType;

  @Link(() => Participant, "The contact who plays it.", { write: "once", uncertain: true })
  participant?: Participant;
}
