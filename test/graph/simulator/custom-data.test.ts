import { describe, expect, test } from "@jest/globals";
import { DataCollectionFieldDataType } from "../../../schema/resources/data-collection-field.js";
import { ParticipantTypeDataFieldDataType } from "../../../schema/resources/participant-type-data-field.js";
import type { Organisation, Row } from "../../../simulator/database.js";
import { createDatabase } from "../../../simulator/seed/index.js";

const { organisations } = createDatabase();
const firms = organisations.map((organisation): [string, Organisation] => [organisation.orgkey, organisation]);
const rowsOf = (organisation: Organisation, path: string): readonly Row[] => organisation.rows.get(path) ?? [];
const linkOf = (row: Row, link: string): string => String(row.links![link]);

const collectionsOf = (organisation: Organisation): readonly Row[] => rowsOf(organisation, "datacollections");
const fieldsOf = (organisation: Organisation, collection: Row): Row[] =>
  rowsOf(organisation, "datacollectionfields").filter((row) => linkOf(row, "dataCollection") === String(collection.id));
const recordsOf = (organisation: Organisation, collection: Row): Row[] =>
  rowsOf(organisation, "datacollectionrecords").filter((row) => linkOf(row, "dataCollection") === String(collection.id));
const named = (organisation: Organisation, name: string): Row => collectionsOf(organisation).find((row) => row["name"] === name)!;

/** All that is stored for the fields of some data types. */
function valuesOf(organisation: Organisation, ...dataTypes: readonly string[]): unknown[] {
  const fields = rowsOf(organisation, "datacollectionfields").filter((row) => dataTypes.includes(String(row["dataType"])));
  const ids = new Set(fields.map(({ id }) => id));
  return rowsOf(organisation, "datacollectionrecordvalues")
    .filter((row) => ids.has(linkOf(row, "dataCollectionField")))
    .map((row) => row["stringValue"]);
}

describe.each(firms)("the data collections of %s", (_orgkey, firm) => {
  test("have a field of each documented type, and one of another", () => {
    const types = new Set(rowsOf(firm, "datacollectionfields").map((row) => String(row["dataType"])));
    expect([...types].sort()).toEqual([...Object.values(DataCollectionFieldDataType), "String"].sort());
  });

  test("are several for a matter type, some with several records", () => {
    for (const name of ["settlement", "encumbrances", "keydates", "children", "assets", "KeyDates", "exhibits", "visa"])
      expect(rowsOf(firm, "datacollections").map((row) => row["name"])).toContain(name);
    const multiple = collectionsOf(firm).filter((row) => row["multipleRecords"] === "T");
    expect(multiple.length).toBeGreaterThanOrEqual(4);
    for (const collection of multiple) {
      const matters = recordsOf(firm, collection).map((row) => linkOf(row, "action"));
      expect(new Set(matters).size).toBeLessThan(matters.length);
    }
  });

  test("share names: of fields within a matter type, of collections between two, and some but for case", () => {
    const fieldsOfType = (type: string): string[] =>
      collectionsOf(firm)
        .filter((row) => linkOf(row, "actionType") === type)
        .flatMap((collection) => fieldsOf(firm, collection).map((row) => String(row["name"])));
    const isDouble = (names: readonly string[]): boolean => new Set(names).size < names.length;
    const types = rowsOf(firm, "actiontypes").map(({ id }) => String(id));
    expect(types.filter((type) => isDouble(fieldsOfType(type))).length).toBeGreaterThan(0);
    const names = collectionsOf(firm).map((row) => String(row["name"]));
    expect(names.filter((name) => name === "keydates")).toHaveLength(2);
    expect(new Set(names.filter((name) => /^keydates$/i.test(name)))).toEqual(new Set(["keydates", "KeyDates", "KEYDATES"]));
  });

  test("have one record at most on a matter where there is to be one, and none on about half of the matters", () => {
    const single = collectionsOf(firm).filter((row) => row["multipleRecords"] === "F");
    for (const collection of single) {
      const matters = recordsOf(firm, collection).map((row) => linkOf(row, "action"));
      expect(new Set(matters).size).toBe(matters.length);
    }
    const types = rowsOf(firm, "actiontypes").length;
    const further = single.filter(({ id }) => Number(id) > types);
    const share = further.map((collection) => {
      const ofType = rowsOf(firm, "actions").filter((row) => linkOf(row, "actionType") === linkOf(collection, "actionType"));
      return recordsOf(firm, collection).length / ofType.length;
    });
    for (const each of share) expect(each).toBeGreaterThan(0);
    for (const each of share) expect(each).toBeLessThan(0.8);
  });

  test("have one record that cannot be written to", () => {
    const locked = rowsOf(firm, "datacollectionrecords").filter((row) => row["canWrite"] === "F");
    expect(locked.map((row) => linkOf(row, "dataCollection"))).toEqual([String(named(firm, "settlement").id)]);
  });

  test("hold values that programs stumble over", () => {
    expect(valuesOf(firm, "Number")).toEqual(expect.arrayContaining(["007.50", "-2", ".5", null]));
    expect(valuesOf(firm, "Money")).toEqual(expect.arrayContaining(["12.5", "0.10", "999999999999999.99", null, ""]));
    expect(valuesOf(firm, "Date")).toEqual(
      expect.arrayContaining(["2024-03-05 (settled early)", "31/02/2020", "2023-02-29", ""]),
    );
    expect(valuesOf(firm, "DropDownMulti")).toEqual(expect.arrayContaining(["land,house", "land,barn", "", null]));
    const times = valuesOf(firm, "DateTime", "DateTimeNM").map(String);
    expect(times.some((text) => /T\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(text))).toBe(true);
    expect(times.some((text) => /T\d\d:\d\d:\d\d$/.test(text))).toBe(true);
    expect(valuesOf(firm, "HtmlReadOnly").join()).toContain("<b>noon</b> &amp;");
  });

  test("offer choices, and hold some that are not offered", () => {
    const offered = new Map<string, string[]>();
    for (const row of rowsOf(firm, "datacollectionfielddropdownchoices")) {
      const field = linkOf(row, "dataField");
      offered.set(field, [...(offered.get(field) ?? []), String(row["value"])]);
    }
    const choosing = rowsOf(firm, "datacollectionfields").filter((row) => /^DropDown/.test(String(row["dataType"])));
    expect(choosing.filter(({ id }) => !offered.has(String(id)))).toEqual([]);
    const held = rowsOf(firm, "datacollectionrecordvalues").flatMap((row) => {
      const choices = offered.get(linkOf(row, "dataCollectionField"));
      const value = row["stringValue"] as string | null;
      return choices && value ? [choices.includes(value)] : [];
    });
    expect(new Set(held)).toEqual(new Set([true, false]));
  });

  test("name participants by id, among them the client of the matter", () => {
    const people = new Set(rowsOf(firm, "participants").map(({ id }) => String(id)));
    expect(valuesOf(firm, "Participant").filter((value) => people.has(String(value))).length).toBeGreaterThan(5);
  });
});

test("a collection and a field of one firm have the id and the name of others in the other firm, with other values", () => {
  const [kauri, harlow] = organisations as [Organisation, Organisation];
  for (const name of ["property", "settlement", "encumbrances"]) expect(named(kauri, name).id).toBe(named(harlow, name).id);
  const references = (firm: Organisation): unknown[] =>
    rowsOf(firm, "datacollectionrecordvalues")
      .filter((row) => linkOf(row, "dataCollectionField") === "8--reference" && row["stringValue"])
      .map((row) => row["stringValue"]);
  expect(references(kauri).join()).toContain("KP");
  expect(references(harlow).join()).not.toContain("KP");
});

describe.each(firms)("the participant fields of %s", (_orgkey, firm) => {
  const fields = rowsOf(firm, "participanttypedatafields");

  test("are of each type, on several participant types, with equal names but for case", () => {
    expect([...new Set(fields.map((row) => String(row["dataType"])))].sort()).toEqual(
      Object.values(ParticipantTypeDataFieldDataType).sort(),
    );
    expect(new Set(fields.map((row) => linkOf(row, "participantType"))).size).toBeGreaterThanOrEqual(3);
    expect(fields.map((row) => row["name"])).toEqual(expect.arrayContaining(["ReferralSource", "referralsource"]));
  });

  test("have values that lead to participant, type and field; those limited to matters have none here", () => {
    const limited = fields.filter((row) => row["limitUseToMatterOnly"] === "T").map(({ id }) => String(id));
    expect(limited).toHaveLength(2);
    const values = rowsOf(firm, "participantdatafieldvalues");
    const typeOf = new Map(fields.map((row) => [String(row.id), linkOf(row, "participantType")]));
    for (const row of values) {
      expect(linkOf(row, "participantType")).toBe(typeOf.get(linkOf(row, "participantTypeDataField")));
      expect(limited).not.toContain(linkOf(row, "participantTypeDataField"));
    }
    const held = new Set(values.map((row) => linkOf(row, "participantTypeDataField")));
    expect(held.size).toBe(fields.length - limited.length);
  });
});
