import { Choice, Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { ParticipantType } from "./participant-type.js";
import { Tag } from "./tag.js";

export enum ParticipantTypeDataFieldDataType {
  BOOLEAN = "Boolean",
  DATE = "Date",
  DATE_NM = "DateNM",
  DATE_TIME = "DateTime",
  DATE_TIME_NM = "DateTimeNM",
  DROP_DOWN = "DropDown",
  DROP_DOWN_MULTI = "DropDownMulti",
  MONEY = "Money",
  NUMBER = "Number",
  STR255 = "Str255",
  STR255_PROTECTED = "Str255Protected",
  TEXT_AREA = "TextArea",
}

@Resource("participanttypedatafields", "A custom field that a firm has added to a participant type.", {
  can: ["read", "create", "update", "delete"],
  maxAge: 600,
})
export class ParticipantTypeDataField {
  @Id() id!: string;

  @Text("The name the field is known by.", { write: true, required: true })
  name?: string;

  @Choice({ ParticipantTypeDataFieldDataType }, "What values the field takes.", { write: "once", required: true })
  dataType?: ParticipantTypeDataFieldDataType;

  @Text("The text shown beside the field on a form.", { write: true })
  label?: string;

  @Whole("Position of the field on a form.", { write: true })
  formOrder?: number;

  @Flag("Whether a value should be given.", { write: true })
  required?: boolean;

  @Text("What the field is for.", { write: true })
  description?: string;

  @Flag("Whether a participant has one value for all matters; otherwise each matter has its own.", { write: true })
  synchronizeValues?: boolean;

  @Flag("Whether the field can be edited only on a contact's part in a matter, not on the contact.", { write: true })
  limitUseToMatterOnly?: boolean;

  @Link(() => ParticipantType, "The participant type the field belongs to.", { write: true, required: true, uncertain: true })
  participantType?: ParticipantType;

  @Link(() => Tag, "A tag on the field.", { write: true, uncertain: true })
  tag?: Tag;
}
