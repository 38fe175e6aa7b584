import { Id, Link, Resource, Whole } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";
import { ParticipantType } from "./participant-type.js";

@Resource("actionparticipants", "TODO", { can: ["read", "create", "delete"] })
export class MatterParticipant {
  @Id("TODO") id!: string;

  @Whole("TODO", { nonNull: true })
  participantNumber!: number;

  @Link(() => Matter, "TODO", { wire: "action", write: "once" })
  matter?: Matter;

  @Link(() => ParticipantType, "TODO", { write: "once" })
  participantType?: ParticipantType;

  @Link(() => Participant, "TODO", { write: "once" })
  participant?: Participant;
}
