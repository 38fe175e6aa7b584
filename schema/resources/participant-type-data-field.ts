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

@Resource("participanttypedatafields", "TODO", { can: ["read", "create", "update", "delete"] })
export class ParticipantTypeDataField {
  @Id() id!: string;

  @Text("TODO", { write: true, required: true })
  name?: string;

  @Choice({ ParticipantTypeDataFieldDataType }, "TODO", { write: "once", required: true })
  dataType?: ParticipantTypeDataFieldDataType;

  @Text("TODO", { write: true })
  label?: string;

  @Whole("TODO", { write: true })
  formOrder?: number;

  @Flag("TODO", { write: true })
  required?: boolean;

  @Text("TODO", { write: true })
  description?: string;

  @Flag("TODO", { write: true })
  synchronizeValues?: boolean;

  @Flag("TODO", { write: true })
  limitUseToMatterOnly?: boolean;

  @Link(() => ParticipantType, "TODO", { write: true, required: true })
  participantType?: ParticipantType;

  @Link(() => Tag, "TODO", { write: true })
  tag?: Tag;
}
