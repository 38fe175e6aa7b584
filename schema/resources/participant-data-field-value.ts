import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Participant } from "./participant.js";
import { ParticipantType } from "./participant-type.js";
import { ParticipantTypeDataField } from "./participant-type-data-field.js";

@Resource("participantdatafieldvalues", "What one participant has in one custom field of a participant type.", {
  can: ["read", "update"],
})
export class ParticipantDataFieldValue {
  @Id("text of an undocumented form") id!: string;

  @Text("The value as text, whatever the data type of the field.", { write: "update" })
  stringValue?: string;

  @Link(() => Participant, "Whose value it is.", { uncertain: true })
  participant?: Participant;

  @Link(() => ParticipantType, "The participant type that brings the field.", { uncertain: true })
  participantType?: ParticipantType;

  @Link(() => ParticipantTypeDataField, "The field the value is for.", { uncertain: true })
  participantTypeDataField?: ParticipantTypeDataField;
}
