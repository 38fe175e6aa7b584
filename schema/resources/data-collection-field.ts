import { Choice, Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { Tag } from "./tag.js";

export enum DataCollectionFieldDataType {
  APPOINTMENT = "Appointment",
  AUTO_NUMBER = "AutoNumber",
  AUTO_NUMBER_DC = "AutoNumberDC",
  BOOLEAN = "Boolean",
  DATE = "Date",
  DATE_NM = "DateNM",
  DATE_TIME = "DateTime",
  DATE_TIME_NM = "DateTimeNM",
  DROP_DOWN = "DropDown",
  DROP_DOWN_MULTI = "DropDownMulti",
  HTML_READ_ONLY = "HtmlReadOnly",
  MONEY = "Money",
  NUMBER = "Number",
  PARTICIPANT = "Participant",
  STR255 = "Str255",
  STR255_PROTECTED = "Str255Protected",
  TEXT_AREA = "TextArea",
}

@Resource("datacollectionfields", "TODO", { can: ["read", "create", "update", "delete"] })
export class DataCollectionField {
  @Id("TODO") id!: string;

  @Text("TODO", { nonNull: true, write: "once", required: true })
  name!: string;

  @Choice({ DataCollectionFieldDataType }, "TODO", { nonNull: true, write: true, required: true })
  dataType!: DataCollectionFieldDataType;

  @Text("TODO", { nonNull: true, write: true })
  label!: string;

  @Whole("TODO", { nonNull: true, write: true })
  formOrder!: number;

  @Whole("TODO", { nonNull: true, write: true })
  listOrder!: number;

  @Flag("TODO", { nonNull: true, write: true })
  required!: boolean;

  @Text("TODO", { write: true })
  description?: string;

  @Text("TODO", { write: true })
  customHtmlBelow?: string;

  @Text("TODO", { write: true })
  customHtmlAbove?: string;

  @Whole("TODO", { write: true, deprecated: "TODO" })
  width?: number;

  @Whole("TODO", { write: true, deprecated: "TODO" })
  height?: number;

  @Text("TODO", { write: true, deprecated: "TODO" })
  class?: string;

  @Text("TODO", { write: true, deprecated: "TODO" })
  style?: string;

  @Flag("TODO", { write: true, deprecated: "TODO" })
  listViewTotal?: boolean;

  @Link(() => DataCollection, "TODO", { write: true, required: true })
  dataCollection?: DataCollection;

  @Link(() => Tag, "TODO", { write: true })
  tag?: Tag;
}
