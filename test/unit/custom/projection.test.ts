import { describe, expect, test } from "@jest/globals";
import { dataTypeOf } from "../../../schema/custom/kind.js";
import { projected, type Projection } from "../../../schema/custom/projection.js";
import { DataCollectionFieldDataType } from "../../../schema/resources/data-collection-field.js";

test("every documented data type has a kind, and any other is unrecognized", () => {
  for (const name of Object.values(DataCollectionFieldDataType)) expect(dataTypeOf(name).kind).not.toBe("UNRECOGNIZED");
  for (const name of ["String", "constructor", "", undefined, null, 7]) expect(dataTypeOf(name).kind).toBe("UNRECOGNIZED");
});

describe("a stored text read as a value of its field", () => {
  test.each<[string, string | null, Projection]>([
    ["Str255", " two words ", { text: " two words " }],
    ["Str255", "", { text: "" }],
    ["Str255", null, {}],
    ["HtmlReadOnly", "<p>Read me</p>", { text: "<p>Read me</p>" }],
    ["AutoNumber", "00017", { text: "00017" }],
    ["Number", "007.50", { number: "007.50" }],
    ["Number", "12,5", {}],
    ["Number", "1e3", {}],
    ["Number", "", {}],
    ["Money", "1234567890123.45", { money: "1234567890123.45" }],
    ["Money", "$5.00", {}],
    ["Date", "2024-02-29", { date: "2024-02-29" }],
    ["Date", "2023-02-29", {}],
    ["Date", "2024-03-05 (settled early)", { date: "2024-03-05", memo: "settled early" }],
    ["Date", "2024-03-05 settled early", { date: "2024-03-05", memo: "settled early" }],
    ["Date", "2024-03-05|settled\nearly", { date: "2024-03-05", memo: "settled\nearly" }],
    ["Date", "2024-03-05T00:00:00", { date: "2024-03-05" }],
    ["DateNM", "2024-03-05 (settled early)", {}],
    ["Date", "5/3/2024", {}],
    ["Date", "2024-03-055", {}],
    ["DateTime", "2026-03-04T09:15:00+13:00", { dateTime: "2026-03-04T09:15:00+13:00" }],
    ["DateTime", "2026-03-04 09:15:00", { localDateTime: "2026-03-04T09:15:00" }],
    ["DateTime", "2026-07-04 09:15", { localDateTime: "2026-07-04T09:15:00" }],
    ["DateTime", "2026-03-04 09:15 (by phone)", { localDateTime: "2026-03-04T09:15:00", memo: "by phone" }],
    ["DateTime", "2026-03-04T09:15:00Z", { dateTime: "2026-03-04T09:15:00Z" }],
    ["DateTime", "2026-03-04", {}],
    ["DateTimeNM", "2026-03-04 09:15 (by phone)", {}],
    ["Appointment", "2026-03-04 09:15:00 Meet the client", { localDateTime: "2026-03-04T09:15:00" }],
    ["Appointment", "17", {}],
    ["Boolean", "T", { flag: true }],
    ["Boolean", "0", { flag: false }],
    ["Boolean", "No", { flag: false }],
    ["Boolean", "maybe", {}],
    ["Boolean", "", {}],
    ["DropDown", "No longer offered", { choice: "No longer offered" }],
    ["DropDown", "", {}],
    ["DropDownMulti", "Red, Green", { choices: ["Red", "Green"] }],
    ["DropDownMulti", "Red, dark\nGreen", { choices: ["Red, dark", "Green"] }],
    ["DropDownMulti", "", { choices: [] }],
    ["Participant", "34", { participantId: "34" }],
    ["Participant", "Ana Harlow", {}],
    ["String", "x", {}],
  ])("%s %j", (type, raw, expected) => {
    expect(projected(raw, dataTypeOf(type))).toEqual(expected);
  });
});

test("a text of any length is read in time that grows no faster than it", () => {
  for (const text of ["2024-03-05 ".padEnd(1_000_000, " "), `2024-03-05 (${"(".repeat(1_000_000)}`, "1".repeat(1_000_000)]) {
    const begun = performance.now();
    for (const type of ["Date", "DateTime", "Number", "DropDownMulti"]) projected(text, dataTypeOf(type));
    expect(performance.now() - begun).toBeLessThan(1_000);
  }
});
