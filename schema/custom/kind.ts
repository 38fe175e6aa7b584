import { registerEnumType } from "type-graphql";
import type { DataCollectionFieldDataType } from "../resources/data-collection-field.js";

/** What the values of a custom field are, whatever Actionstep calls its data type. */
export enum CustomKind {
  TEXT = "TEXT",
  NUMBER = "NUMBER",
  MONEY = "MONEY",
  DATE = "DATE",
  DATE_TIME = "DATE_TIME",
  FLAG = "FLAG",
  CHOICE = "CHOICE",
  CHOICES = "CHOICES",
  PARTICIPANT = "PARTICIPANT",
  AUTO_NUMBER = "AUTO_NUMBER",
  HTML = "HTML",
  APPOINTMENT = "APPOINTMENT",
  UNRECOGNIZED = "UNRECOGNIZED",
}

registerEnumType(CustomKind, {
  name: "CustomKind",
  description: "What the values of a custom field are. It says which member of a `CustomValue` is filled.",
  valuesConfig: {
    TEXT: { description: "Text, of one line or several: `text`." },
    NUMBER: { description: "An exact number: `number`." },
    MONEY: { description: "An exact amount: `money`." },
    DATE: { description: "A day: `date`, perhaps with a `memo`." },
    DATE_TIME: { description: "An instant: `dateTime`, perhaps with a `memo`." },
    FLAG: { description: "Yes or no: `flag`." },
    CHOICE: { description: "One of the field's choices: `choice`." },
    CHOICES: { description: "Several of the field's choices: `choices`." },
    PARTICIPANT: { description: "A person or company: `participant`." },
    AUTO_NUMBER: { description: "A number that Actionstep counts up, as `text`. It cannot be written." },
    HTML: { description: "Text of the form itself, as `text`. It cannot be written." },
    APPOINTMENT: { description: "An appointment: `dateTime`, where that can be read. It cannot be written." },
    UNRECOGNIZED: { description: "A data type that nobody documented: only `raw` is filled." },
  },
});

/** A data type and what it means: its kind, and whether a memo may follow the value (protocol 11). */
export interface DataType {
  readonly kind: CustomKind;
  readonly mayHaveMemo: boolean;
  /** Characters that a value may have. */
  readonly maxLength?: number;
}

/** Characters of a text of one line, as the data type's name says. */
const MAX_LINE_CHARACTERS = 255;

const plain = (kind: CustomKind): DataType => ({ kind, mayHaveMemo: false });
const line: DataType = { kind: CustomKind.TEXT, mayHaveMemo: false, maxLength: MAX_LINE_CHARACTERS };
const withMemo = (kind: CustomKind): DataType => ({ kind, mayHaveMemo: true });

/** The seventeen documented data types, by what Actionstep calls them. Participant fields have twelve of them. */
const dataTypes: Readonly<Record<`${DataCollectionFieldDataType}`, DataType>> = {
  Appointment: plain(CustomKind.APPOINTMENT),
  AutoNumber: plain(CustomKind.AUTO_NUMBER),
  AutoNumberDC: plain(CustomKind.AUTO_NUMBER),
  Boolean: plain(CustomKind.FLAG),
  Date: withMemo(CustomKind.DATE),
  DateNM: plain(CustomKind.DATE),
  DateTime: withMemo(CustomKind.DATE_TIME),
  DateTimeNM: plain(CustomKind.DATE_TIME),
  DropDown: plain(CustomKind.CHOICE),
  DropDownMulti: plain(CustomKind.CHOICES),
  HtmlReadOnly: plain(CustomKind.HTML),
  Money: plain(CustomKind.MONEY),
  Number: plain(CustomKind.NUMBER),
  Participant: plain(CustomKind.PARTICIPANT),
  Str255: line,
  Str255Protected: line,
  TextArea: plain(CustomKind.TEXT),
};

const known: ReadonlyMap<string, DataType> = new Map(Object.entries(dataTypes));

/** What a data type means; of kind `UNRECOGNIZED` where nobody documented it. */
export const dataTypeOf = (name: unknown): DataType =>
  (typeof name === "string" && known.get(name)) || plain(CustomKind.UNRECOGNIZED);
