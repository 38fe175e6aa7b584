import { Flag, Id, Link, Resource, Whole } from "../vocabulary/index.js";
import { ParticipantType } from "./participant-type.js";

@Resource("actiontypeparticipanttypes", "TODO", { can: ["read", "create", "update", "delete"] })
export class MatterTypeParticipantType {
  @Id("TODO") id!: string;

  @Flag("TODO", { write: true })
  required?: boolean;

  @Flag("TODO", { write: true })
  isPrimaryParticipantType?: boolean;

  @Whole("TODO", { wire: "actionType", write: "once" })
  matterType?: number;

  @Link(() => ParticipantType, "TODO", { write: "once", required: true })
  participantType?: ParticipantType;
}
