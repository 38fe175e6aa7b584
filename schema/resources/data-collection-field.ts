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

@Resource("datacollectionfields", "A custom field that a firm has added to a data collection.", {
  can: ["read", "create", "update", "delete"],
  bulk: ["update"],
  maxAge: 600,
})
export class DataCollectionField {
  @Id("data collection and field name joined by two hyphens, as `100--ContractDate`") id!: string;

  @Text("The name the field is known by in merge fields and in its id, at most 50 characters; fixed once created.", {
    write: "once",
    required: true,
  })
  name?: string;

  @Choice({ DataCollectionFieldDataType }, "What values the field takes.", { write: true, required: true })
  dataType?: DataCollectionFieldDataType;

  @Text("The text shown beside the field on a form.", { write: true })
  label?: string;

  @Whole("Position of the field on a form, lowest first.", { write: true })
  formOrder?: number;

  @Whole("Position of the field where records are shown as a list, lowest first.", { write: true })
  listOrder?: number;

  @Flag("Whether a record cannot be saved while the field is empty.", { write: true })
  required?: boolean;

  @Text("What the field is for.", { write: true })
  description?: string;

  @Text("HTML shown below the field.", { write: true })
  customHtmlBelow?: string;

  @Text("HTML shown above the field.", { write: true })
  customHtmlAbove?: string;

  @Whole("How wide the field was shown.", {
    write: true,
    deprecated: "Not in Actionstep's specification, only in a client library of 2015; nothing replaces it.",
  })
  width?: number;

  @Whole("How high the field was shown.", {
    write: true,
    deprecated: "Not in Actionstep's specification, only in a client library of 2015; nothing replaces it.",
  })
  height?: number;

  @Text("CSS class the field was shown with.", {
    write: true,
    deprecated: "Not in Actionstep's specification, only in a client library of 2015; nothing replaces it.",
  })
  class?: string;

  @Text("CSS the field was shown with.", {
    write: true,
    deprecated: "Not in Actionstep's specification, only in a client library of 2015; nothing replaces it.",
  })
  style?: string;

  @Flag("Whether lists showed a total of the field.", {
    write: true,
    deprecated: "Not in Actionstep's specification, only in a client library of 2015; nothing replaces it.",
  })
  listViewTotal?: boolean;

  @Link(() => DataCollection, "The data collection the field is part of.", { write: true, required: true })
  dataCollection?: DataCollection;

  @Link(() => Tag, "A tag on the field.", { write: true })
  tag?: Tag;
}
