import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { ParticipantType } from "./participant-type.js";
import { ParticipantTypeDataField } from "./participant-type-data-field.js";

@Resource("participantdatafielddropdownchoices", "One of the values to choose from in a drop-down field of a participant type.", {
  can: ["read", "create", "update", "delete"],
  maxAge: 600,
})
export class ParticipantDataFieldDropdownChoice {
  @Id("participant data field and name of the choice joined by two hyphens, as `637--Red`", {
    from: ["participantDataField", "name"],
  })
  id!: string;

  @Text("The text shown in the list; unique within the field.", { write: "once", required: true })
  name?: string;

  @Text("The value stored when the choice is made.", { write: true, required: true })
  value?: string;

  @Whole("Position in the list; choices with the same position are sorted by name.", { write: true, required: true })
  listOrder?: number;

  @Flag("Whether the choice is made from the start; a field for one choice has at most one such.", {
    write: true,
    required: true,
  })
  isDefault?: boolean;

  @Link(() => ParticipantType, "The participant type whose field it is.", { uncertain: true })
  participantType?: ParticipantType;

  @Link(() => ParticipantTypeDataField, "The field the choice belongs to.", { write: "once", required: true, uncertain: true })
  participantDataField?: ParticipantTypeDataField;
}
