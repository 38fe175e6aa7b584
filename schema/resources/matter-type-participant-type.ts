import { Flag, Id, Link, Resource, Whole } from "../vocabulary/index.js";
import { ParticipantType } from "./participant-type.js";

@Resource("actiontypeparticipanttypes", "A part that participants can play in matters of one type.", {
  can: ["read", "create", "update", "delete"],
  maxAge: 600,
})
export class MatterTypeParticipantType {
  @Id("matter type and participant type joined by two hyphens, as `14--54`") id!: string;

  @Flag("Whether a matter of the type must have such a participant.", { write: true })
  required?: boolean;

  @Flag("Whether such participants are the primary ones of a matter of the type.", { write: true })
  isPrimaryParticipantType?: boolean;

  @Whole("The `restId` of the matter type; a plain number, since Actionstep gives no link here.", {
    wire: "actionType",
    write: "once",
  })
  matterType?: number;

  @Link(() => ParticipantType, "The part that can be played.", { write: "once", required: true, uncertain: true })
  participantType?: ParticipantType;
}
