import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Participant } from "./participant.js";
import { ParticipantType } from "./participant-type.js";
import { ParticipantTypeDataField } from "./participant-type-data-field.js";

@Resource("participantdatafieldvalues", "TODO", { can: ["read", "update"] })
export class ParticipantDataFieldValue {
  @Id("TODO") id!: string;

  @Text("TODO", { write: "update" })
  stringValue?: string;

  @Link(() => Participant, "TODO")
  participant?: Participant;

  @Link(() => ParticipantType, "TODO")
  participantType?: ParticipantType;

  @Link(() => ParticipantTypeDataField, "TODO")
  participantTypeDataField?: ParticipantTypeDataField;
}
