import { Id, Link, Resource, Whole } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";
import { ParticipantType } from "./participant-type.js";

@Resource(
  "actionparticipants",
  "The part one participant plays in one matter, as its client, its opponent or whatever the participant type says.",
  { can: ["read", "create", "delete"], bulk: ["create"] },
)
export class MatterParticipant {
  @Id("matter, participant type and participant joined by two hyphens, as `1024--31--11`") id!: string;

  @Whole("Position in the order in which participants were added to the matter; those of different types may share one.")
  participantNumber?: number;

  @Link(() => Matter, "The matter.", { wire: "action", write: "once" })
  matter?: Matter;

  @Link(() => ParticipantType, "The part played: client, lawyer, witness.", { write: "once" })
  participantType?: ParticipantType;

  @Link(() => Participant, "Who plays it.", { write: "once" })
  participant?: Participant;
}
