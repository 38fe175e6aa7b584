import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { ParticipantType } from "./participant-type.js";
import { ParticipantTypeDataField } from "./participant-type-data-field.js";

@Resource("participantdatafielddropdownchoices", "TODO", { can: ["read", "create", "update", "delete"] })
export class ParticipantDataFieldDropdownChoice {
  @Id("TODO") id!: string;

  @Text("TODO", { write: "once", required: true })
  name?: string;

  @Text("TODO", { write: true, required: true })
  value?: string;

  @Whole("TODO", { write: true, required: true })
  listOrder?: number;

  @Flag("TODO", { write: true, required: true })
  isDefault?: boolean;

  @Link(() => ParticipantType, "TODO")
  participantType?: ParticipantType;

  @Link(() => ParticipantTypeDataField, "TODO", { write: "once", required: true })
  participantDataField?: ParticipantTypeDataField;
}
