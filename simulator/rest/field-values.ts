import type { Organisation, Row } from "../database.js";
import { instantOf, timestampIn } from "../time-zones.js";
import { Collection, linkedIds } from "./collection.js";
import type { RestQuirks } from "./quirks.js";
import { instantOfText } from "./values.js";

/** Where the fields stand that the values of a collection are for, and the link that leads there. */
const FIELDS: Readonly<Record<string, { readonly path: string; readonly link: string }>> = {
  datacollectionrecordvalues: { path: "datacollectionfields", link: "dataCollectionField" },
  participantdatafieldvalues: { path: "participanttypedatafields", link: "participantTypeDataField" },
};

/** Where the field of a value stands and its id; undefined for rows that are no values of fields. */
export function fieldOf(path: string, row: Row): { readonly path: string; readonly id: string } | undefined {
  const fields = Object.hasOwn(FIELDS, path) ? FIELDS[path]! : undefined;
  const id = fields && linkedIds(row, fields.link)[0];
  return id === undefined ? undefined : { path: fields!.path, id };
}

/** What protected values are; their rows hold null, which is what answers show. */
const secrets = new WeakMap<Row, string>();

/** Keeps what the value of a protected field is, beside its row. */
export function keepSecret(row: Row, value: string | null | undefined): void {
  if (value !== null && value !== undefined) secrets.set(row, value);
}

/** What a protected value is; undefined where there is none. */
export const secretOf = (row: Row): string | undefined => secrets.get(row);

/** A day or a date-time, and the memo after it in parentheses or on a line of its own. */
const WITH_MEMO = /^(\d{4}-\d{2}-\d{2}\S*(?: \d{2}:\d{2}\S*)?)(?: \((.*)\)|\n(.*))$/s;

/** Takes the memo off a value. */
export function splitMemo(text: string): { readonly value: string; readonly memo?: string } {
  const [, value, inParentheses, onLine] = WITH_MEMO.exec(text) ?? [];
  return value === undefined ? { value: text } : { value, memo: inParentheses ?? onLine ?? "" };
}

/** What stands between the choices of a value that holds several. */
export const choiceSeparator = ({ fieldChoiceLists }: RestQuirks): string => (fieldChoiceLists === "comma" ? "," : "\n");

const OFFSET = /(?:Z|[+-]\d{2}:\d{2})$/;

/** A date-time in the form that answers have them in; what is none stays as it is. */
function dateTimeAs(text: string, { fieldDateTimes }: RestQuirks, zone: string): string {
  const read = instantOfText(text);
  if (fieldDateTimes === "stored" || read === undefined) return text;
  const instant = /[T ]/.test(text) && OFFSET.test(text) ? read : instantOf(zone, read);
  const timestamp = timestampIn(zone, instant);
  return fieldDateTimes === "offset" ? timestamp : timestamp.slice(0, 19);
}

/** The value of a field as answers have it. */
function shown(dataType: string, text: string, quirks: RestQuirks, zone: string): string {
  if (dataType === "DropDownMulti") return text.split(",").join(choiceSeparator(quirks));
  if (!/^Date/.test(dataType)) return text;
  const { value, memo } = splitMemo(text);
  const inForm = dataType.startsWith("DateTime") ? dateTimeAs(value, quirks, zone) : value;
  if (memo === undefined) return inForm;
  return quirks.fieldMemos === "parentheses" ? `${inForm} (${memo})` : `${inForm}\n${memo}`;
}

const isAsStored = ({ protectedFieldValues, fieldMemos, fieldChoiceLists, fieldDateTimes }: RestQuirks): boolean =>
  protectedFieldValues === "null" && fieldMemos === "parentheses" && fieldChoiceLists === "comma" && fieldDateTimes === "stored";

/** The values of fields in the form that the quirks give them; any other collection as it is. */
export function asQuirksHaveThem(collection: Collection, organisation: Organisation, quirks: RestQuirks): Collection {
  const { resource, rows } = collection;
  if (!Object.hasOwn(FIELDS, resource.path) || isAsStored(quirks)) return collection;
  const fields = organisation.rows.get(FIELDS[resource.path]!.path) ?? [];
  const types = new Map(fields.map((field) => [String(field.id), String(field["dataType"])]));
  const inForm = (row: Row): Row => {
    const type = types.get(fieldOf(resource.path, row)?.id ?? "");
    const value = quirks.protectedFieldValues === "shown" ? (row["stringValue"] ?? secretOf(row)) : row["stringValue"];
    if (type === undefined || typeof value !== "string") return row;
    return { ...row, stringValue: shown(type, value, quirks, organisation.timeZone) };
  };
  return new Collection(resource, rows.map(inForm));
}
