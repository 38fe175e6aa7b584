import { Id, Link, Resource } from "../vocabulary/index.js";
import { Participant } from "./participant.js";
import { ParticipantType } from "./participant-type.js";

@Resource("participantdefaulttypes", "TODO", { can: ["read", "create", "delete"], item: false })
export class ParticipantDefaultType {
  @Id("TODO") id!: string;

  @Link(() => ParticipantType, "TODO", { write: "once" })
  participantType?: ParticipantType;

  @Link(() => Participant, "TODO", { write: "once" })
  participant?: Participant;
}
