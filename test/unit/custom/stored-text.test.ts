import { describe, expect, test } from "@jest/globals";
import type { CustomValueInput } from "../../../schema/custom/inputs.js";
import { dataTypeOf } from "../../../schema/custom/kind.js";
import { checkedValue } from "../../../schema/custom/stored-text.js";

type Given = Omit<CustomValueInput, "field">;
const check = (type: string, given: Given, more: { isRequired?: boolean; choices?: readonly string[] } = {}): unknown => {
  const dataType = dataTypeOf(type);
  const checked = checkedValue({ field: "f", ...given }, { kind: dataType.kind, dataType, isRequired: false, ...more }, (id) =>
    id.slice(2),
  );
  return "text" in checked ? checked.text : [checked.problem.code, checked.problem.member];
};

describe("a value that fits its field is stored as Actionstep writes it:", () => {
  test.each<[string, Given, string | null, { choices: readonly string[] }?]>([
    ["Str255", { text: "two words" }, "two words"],
    ["TextArea", { text: "x".repeat(1_000) }, "x".repeat(1_000)],
    ["Number", { number: "007.50" }, "007.50"],
    ["Money", { money: "1234567890123.45" }, "1234567890123.45"],
    ["Date", { date: "2026-03-04" }, "2026-03-04"],
    ["DateTimeNM", { dateTime: "2026-03-04T09:15:00+11:00" }, "2026-03-04T09:15:00+11:00"],
    ["Boolean", { flag: true }, "T"],
    ["Boolean", { flag: false }, "F"],
    ["DropDown", { choice: "epay" }, "epay", { choices: ["cash", "epay"] }],
    ["DropDownMulti", { choices: ["b", "a", "b"] }, "b,a", { choices: ["a", "b"] }],
    ["DropDownMulti", { choices: ["a, or b", "a"] }, "a, or b\na", { choices: ["a", "a, or b"] }],
    ["DropDownMulti", { choices: [] }, null, { choices: ["a"] }],
    ["Participant", { participantId: "P:34" }, "34"],
    ["Money", { clear: true }, null],
    ["Money", { money: "1", clear: false }, "1"],
  ])("%s %j", (type, given, text, more) => {
    expect(check(type, given, more)).toBe(text);
  });
});

describe("a value that does not is refused, and it is said where:", () => {
  test.each<[string, Given, unknown, { isRequired?: boolean; choices?: readonly string[] }?]>([
    ["Date", { number: "7" }, ["INVALID", "number"]],
    ["Date", {}, ["REQUIRED", undefined]],
    ["Date", { clear: false }, ["REQUIRED", undefined]],
    ["Date", { date: "2026-03-04", number: "7" }, ["INVALID", "date"]],
    ["Date", { date: null }, ["INVALID", "date"]],
    ["Date", { date: "2026-03-04", clear: true }, ["INVALID", "clear"]],
    ["Date", { clear: true }, ["REQUIRED", "clear"], { isRequired: true }],
    ["Str255", { text: " " }, ["REQUIRED", "text"], { isRequired: true }],
    ["Str255", { text: "x".repeat(256) }, ["INVALID", "text"]],
    ["DropDown", { choice: "fax" }, ["INVALID", "choice"], { choices: ["epay"] }],
    ["DropDownMulti", { choices: ["epay", "fax"] }, ["INVALID", "choices"], { choices: ["epay"] }],
    ["DropDownMulti", { choices: [] }, ["REQUIRED", "choices"], { choices: ["epay"], isRequired: true }],
    ["AutoNumber", { text: "7" }, ["INVALID", "text"]],
    ["HtmlReadOnly", { clear: true }, ["INVALID", "clear"]],
    ["Appointment", { dateTime: "2026-03-04T09:15:00Z" }, ["INVALID", "dateTime"]],
    ["String", { text: "x" }, ["INVALID", "text"]],
  ])("%s %j", (type, given, problem, more) => {
    expect(check(type, given, more)).toEqual(problem);
  });
});
