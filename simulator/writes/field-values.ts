import type { Row } from "../database.js";
import { catalogue } from "../rest/catalogue.js";
import { linkedIds } from "../rest/collection.js";
import { choiceSeparator, fieldOf, keepSecret, secretOf, splitMemo } from "../rest/field-values.js";
import type { AddError, Members } from "./members.js";
import { isDay, isMoment } from "./values.js";
import type { Work } from "./work.js";

/** Characters that a field of one line takes. */
const MAX_LINE_CHARACTERS = 255;

/** What becomes of a value that is saved in a field: it is stored, left as it was, or not what the field takes. */
type Saved = { readonly value: string | null } | { readonly kept: true } | { readonly expected: string };

/** What the data type of a field makes of a text that is not empty. */
type Saving = (text: string, field: Row, work: Work) => Saved;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

const storedIf = (fits: boolean, value: string, expected: string): Saved => (fits ? { value } : { expected });

/** An amount with two decimals, to the digit. */
function withCents(text: string): Saved {
  const [, whole, cents = ""] = /^([+-]?\d+)\.?(\d{0,2})$/.exec(text) ?? [];
  return whole === undefined
    ? { expected: "an amount with at most two decimals" }
    : { value: `${whole}.${cents.padEnd(2, "0")}` };
}

/** The values a field of choices offers. */
function offered(field: Row, work: Work): ReadonlySet<string> {
  const id = String(field.id);
  const rows = [
    ...work.rows("datacollectionfielddropdownchoices").filter((row) => row.links?.["dataField"] === id),
    ...work.rows("participantdatafielddropdownchoices").filter((row) => row.links?.["participantDataField"] === id),
  ];
  return new Set(rows.map((row) => String(row["value"])));
}

const line: Saving = (text) =>
  storedIf([...text].length <= MAX_LINE_CHARACTERS, text, `at most ${MAX_LINE_CHARACTERS} characters long`);

const dated =
  (fits: (text: string) => boolean, takesMemo: boolean, expected: string): Saving =>
  (text) => {
    const { value, memo } = takesMemo ? splitMemo(text) : { value: text };
    return storedIf(fits(value), memo === undefined ? value : `${value} (${memo})`, expected);
  };

const kept: Saving = () => ({ kept: true });

/** What each data type makes of a text (protocol 11 for numbers, money and memos; assumed for the others). */
const savings: Readonly<Record<string, Saving>> = {
  AutoNumber: kept,
  AutoNumberDC: kept,
  HtmlReadOnly: kept,
  Boolean: (text) => storedIf(text === "T" || text === "F", text, "T or F"),
  Date: dated(isDay, true, "a date as YYYY-MM-DD"),
  DateNM: dated(isDay, false, "a date as YYYY-MM-DD"),
  DateTime: dated(isMoment, true, "a date and time"),
  DateTimeNM: dated(isMoment, false, "a date and time"),
  DropDown: (text, field, work) => storedIf(offered(field, work).has(text), text, "one of the choices"),
  DropDownMulti: (text, field, work) => {
    const choices = offered(field, work);
    const chosen = text.split(choiceSeparator(work.call.quirks));
    return storedIf(
      chosen.every((choice) => choices.has(choice)),
      chosen.join(","),
      "some of the choices",
    );
  },
  Money: withCents,
  Number: (text) => ({ value: NUMBER.test(text.trim()) ? text.trim() : "0" }),
  Participant: (text, _field, work) =>
    storedIf(work.call.collectionAt("participants").positionOf(text) !== undefined, text, "the id of a participant"),
  Str255: line,
  Str255Protected: line,
};

/** What becomes of a text that is saved in a field. What no field of its type can hold is stored where a quirk says so. */
export function savedIn(field: Row, text: string | null, work: Work): Saved {
  const isChecked = work.call.quirks.unfitFieldValue === "refused";
  if (text === null || text === "") {
    const isReadOnly = savings[String(field["dataType"])] === kept;
    if (isReadOnly) return { kept: true };
    return field["required"] === "T" && isChecked ? { expected: "given: the field is required" } : { value: text };
  }
  const dataType = String(field["dataType"]);
  const saved = Object.hasOwn(savings, dataType) ? savings[dataType]!(text, field, work) : { value: text };
  return "expected" in saved && !isChecked ? { value: text } : saved;
}

/** A row with another value, or none where the value of its field is protected: that is kept beside the row. */
function withValue(row: Row, field: Row, value: string | null | undefined): Row {
  if (field["dataType"] !== "Str255Protected") return { ...row, stringValue: value ?? null };
  const hidden = { ...row, stringValue: null };
  keepSecret(hidden, value);
  return hidden;
}

/** The value row as its field has it saved. `before` is the row it takes the place of; other rows come back as they are. */
export function saved(path: string, row: Row, before: Row | undefined, sent: Members, work: Work, addError: AddError): Row {
  const found = fieldOf(path, row);
  const field = found && work.findAt(found.path, found.id);
  if (!field) return row;
  const text = sent.attributes["stringValue"] as string | null | undefined;
  const result = text === undefined ? { kept: true as const } : savedIn(field, text, work);
  if ("value" in result) return withValue(row, field, result.value);
  if ("expected" in result) addError(`'stringValue' must be ${result.expected}`, "stringValue");
  else if (text !== undefined && work.call.quirks.readOnlyMember === "error")
    addError("The value of this field cannot be written", "stringValue");
  return withValue(row, field, before && (secretOf(before) ?? (before["stringValue"] as string | null)));
}

/** Says what a step's fields cannot hold of what is sent for them. What is empty is the step's own matter. */
export function judgeStepFields(fields: ReadonlyMap<string, string | null>, work: Work, addError: AddError): void {
  for (const [id, text] of fields) {
    const field = fieldOfStep(id, work);
    if (!field || text === null || text === "") continue;
    const result = savedIn(field, text, work);
    if ("expected" in result) addError(`'stepDataField${id}' must be ${result.expected}`, `stepDataField${id}`);
  }
}

/** The field of a data collection that a step asks for. */
export function fieldOfStep(id: string, work: Work): Row | undefined {
  const asked = work.findAt("stepdatafields", id);
  return asked && work.find(catalogue.get("datacollectionfields")!, linkedIds(asked, "dataField")[0] ?? "");
}

/** A value row with what a step puts into it. */
export function savedByStep(row: Row, field: Row, text: string | null, work: Work): Row {
  const result = text === null || text === "" ? { value: text } : savedIn(field, text, work);
  return "value" in result ? withValue(row, field, result.value) : row;
}
