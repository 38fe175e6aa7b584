import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startSimulator, type RestQuirks, type Row, type Simulator } from "../../../simulator/index.js";
import { createDatabase } from "../../../simulator/seed/index.js";
import { clientOf, type Answered, type Client } from "../../support/simulator/writing.js";

const database = createDatabase();
let simulator: Simulator;
let ana: Client;

beforeEach(async () => {
  simulator = await startSimulator({ database, clock: () => Date.UTC(2026, 10, 20) });
  ana = clientOf(simulator, "ana");
});
afterEach(() => simulator.close());

const quirks = (change: Partial<RestQuirks>): void => simulator.set({ quirks: change });
const rowsOf = (path: string): readonly Row[] => simulator.database.organisations[0]!.rows.get(path) ?? [];

/** The records of a collection that can be written to. */
const openRecords = (collection: number): Row[] =>
  rowsOf("datacollectionrecords").filter((row) => row.links!["dataCollection"] === String(collection) && row["canWrite"] === "T");

/** The id of a value of a field: `7--method`. */
const valueOf = (field: string, record = openRecords(Number(field.split("--")[0]))[0]!.id): string => `${field}--${record}`;

const put = (id: string, stringValue: string | null): Promise<Answered> =>
  ana("PUT", `datacollectionrecordvalues/${id}`, { datacollectionrecordvalues: { stringValue } });
const read = async (id: string): Promise<unknown> => {
  const { records } = await ana("GET", `datacollectionrecordvalues/${id}`);
  return records[0]!["stringValue"];
};
const complaints = ({ errors }: Answered): unknown[] => errors.map(({ detail, source }) => [source.pointer, detail]);

/** A matter of the type of a collection that has no record of it. */
function bareMatter(collection: number): number {
  const type = rowsOf("datacollections").find(({ id }) => id === collection)!.links!["actionType"];
  const filled = new Set(
    rowsOf("datacollectionrecords")
      .filter((row) => row.links!["dataCollection"] === String(collection))
      .map((row) => row.links!["action"]),
  );
  return Number(rowsOf("actions").find((row) => row.links!["actionType"] === type && !filled.has(String(row.id)))!.id);
}

/** Opens a matter of the second type and returns its id. */
async function openMatter(): Promise<string> {
  const client = rowsOf("participanttypes").find((row) => row["name"] === "Client")!.id;
  const created = await ana("POST", "actioncreate", {
    actioncreate: { actionName: "A", links: { actionType: "2", [`participantType${client}`]: ["1"] } },
  });
  expect(created.errors).toEqual([]);
  return String((created.body!["actioncreate"] as Row).id);
}

describe("a value is saved as its field has it", () => {
  test.each([
    ["number", "8--rank", "42.10", "42.10"],
    ["number that is none", "8--rank", "forty-two", "0"],
    ["amount without cents", "8--amount", "420000", "420000.00"],
    ["amount with half its cents", "8--amount", "12.5", "12.50"],
    ["large amount", "8--amount", "1234567890123.45", "1234567890123.45"],
    ["day", "8--since", "2026-02-28", "2026-02-28"],
    ["day with a memo", "8--since", "2026-02-28 (by telephone)", "2026-02-28 (by telephone)"],
    ["day that takes no memo", "7--settlementdate", "2026-12-18", "2026-12-18"],
    ["date-time with an offset", "7--settledat", "2026-12-18T14:00:00+13:00", "2026-12-18T14:00:00+13:00"],
    ["date-time without", "8--dischargedby", "2026-12-18T14:00:00", "2026-12-18T14:00:00"],
    ["flag", "8--registered", "F", "F"],
    ["choice", "7--method", "cash", "cash"],
    ["choices", "8--affects", "land,drive", "land,drive"],
    ["participant", "7--agent", "1", "1"],
    ["line of text", "8--reference", "NA-77 🏡", "NA-77 🏡"],
    ["long text", "8--remarks", `One\nTwo ${"x".repeat(300)}`, `One\nTwo ${"x".repeat(300)}`],
    ["appointment", "12--interview", "2026-12-03T11:00:00+13:00", "2026-12-03T11:00:00+13:00"],
    ["text of an undocumented type", "8--externalid", "a-1", "a-1"],
    ["nothing", "8--amount", null, null],
  ])("a %s", async (_what, field, sent, stored) => {
    const id = valueOf(field);
    const { status, records } = await put(id, sent);
    expect([status, records[0]!["stringValue"]]).toEqual([200, stored]);
    expect(await read(id)).toBe(stored);
  });

  test.each(["7--settlementno", "8--entryno", "7--statement"])("%s is not written: it stays, or is refused", async (field) => {
    const id = valueOf(field);
    const before = await read(id);
    expect(before).toEqual(expect.any(String));
    expect((await put(id, "7777")).status).toBe(200);
    expect((await put(id, null)).status).toBe(200);
    expect(await read(id)).toBe(before);
    quirks({ readOnlyMember: "error" });
    expect((await put(id, "7777")).status).toBe(400);
  });
});

const unfit: [what: string, field: string, value: string | null][] = [
  ["an amount that is none", "8--amount", "plenty"],
  ["a tenth of a cent", "8--amount", "1.005"],
  ["a day that is none", "8--since", "2023-02-29"],
  ["a memo where none is taken", "7--settlementdate", "2026-12-18 (or so)"],
  ["a time that is none", "7--settledat", "2026-12-18T25:00:00"],
  ["a flag that is none", "8--registered", "yes"],
  ["a choice that is not offered", "7--method", "fax"],
  ["choices of which one is not offered", "8--affects", "land,barn"],
  ["a participant that is not there", "7--agent", "999999"],
  ["a line that is too long", "8--reference", "x".repeat(256)],
  ["nothing where something is required", "8--kind", null],
];

describe("a value that its field cannot hold", () => {
  test.each(unfit)("%s is refused, or stored where a quirk says so", async (_what, field, value) => {
    const id = valueOf(field);
    const before = await read(id);
    const refused = await put(id, value);
    expect([refused.status, refused.errors[0]!.source.pointer]).toEqual([400, "/datacollectionrecordvalues/stringValue"]);
    expect(await read(id)).toBe(before);
    quirks({ unfitFieldValue: "stored" });
    expect((await put(id, value)).status).toBe(200);
    expect(await read(id)).toBe(value);
  });

  test("spoils a write of several, which says which it is", async () => {
    const [amount, since, rank] = ["8--amount", "8--since", "8--rank"].map((field) => valueOf(field)) as [string, string, string];
    const before = [await read(amount), await read(rank)];
    const answer = await ana("PUT", `datacollectionrecordvalues/${[amount, since, rank].join(",")}`, {
      datacollectionrecordvalues: [
        { id: amount, stringValue: "5" },
        { id: since, stringValue: "someday" },
        { id: rank, stringValue: "9" },
      ],
    });
    expect(answer.status).toBe(400);
    expect(complaints(answer)).toEqual([
      ["/datacollectionrecordvalues/1/stringValue", "'stringValue' must be a date as YYYY-MM-DD"],
    ]);
    expect([await read(amount), await read(rank)]).toEqual(before);
  });

  test("is refused in what a step asks for, too", async () => {
    const field = rowsOf("stepdatafields").find((row) => row.links!["dataField"] === "2--startdate")!;
    const matter = await openMatter();
    const mandatory = rowsOf("steptasks").filter((row) => row.links!["step"] === "2--1" && row["isMandatory"] === "T");
    const chosen = { stepTasks: mandatory.map(({ id }) => String(id)) };
    const move = (value: string): Promise<Answered> =>
      ana("POST", "actionchangestep", {
        actionchangestep: { [`stepDataField${field.id}`]: value, links: { action: String(matter), step: "2--1", ...chosen } },
      });
    expect(complaints(await move("long ago"))).toEqual([
      [`/actionchangestep/stepDataField${field.id}`, `'stepDataField${field.id}' must be a date as YYYY-MM-DD`],
    ]);
    expect((await move("2009-03-14")).errors).toEqual([]);
    const { records } = await ana("GET", `datacollectionrecordvalues?action=${matter}&dataCollectionField=2--startdate`);
    expect(records).toMatchObject([{ stringValue: "2009-03-14" }]);
  });
});

describe("a record of a data collection", () => {
  const addTo = (action: number, collection: number): Promise<Answered> =>
    ana("POST", "datacollectionrecords", { datacollectionrecords: { links: { action, dataCollection: collection } } });

  test("has to be there for its values to be written, which then are all there; numbers count on", async () => {
    const matter = bareMatter(7);
    const highest = Math.max(...rowsOf("datacollectionrecords").map(({ id }) => Number(id)));
    expect((await put(`7--method--${highest + 1}`, "cash")).status).toBe(404);
    const { records } = await addTo(matter, 7);
    expect(records[0]!.id).toBe(highest + 1);
    expect((await put(`7--method--${highest + 1}`, "cash")).records[0]).toMatchObject({ stringValue: "cash" });
    const numbers = rowsOf("datacollectionrecordvalues").filter((row) => row.links!["dataCollectionField"] === "7--settlementno");
    expect(await read(`7--settlementno--${highest + 1}`)).toBe(String(numbers.length));
  });

  test("of several is numbered within its matter", async () => {
    const matter = bareMatter(8);
    const ids = [(await addTo(matter, 8)).records[0]!.id, (await addTo(matter, 8)).records[0]!.id];
    expect([await read(`8--entryno--${ids[0]}`), await read(`8--entryno--${ids[1]}`)]).toEqual(["1", "2"]);
  });

  test("can be a second one where one is meant, or is refused", async () => {
    const matter = bareMatter(7);
    await addTo(matter, 7);
    expect((await addTo(matter, 7)).status).toBe(200);
    quirks({ secondRecord: "refused" });
    expect(complaints(await addTo(matter, 7))).toEqual([
      ["/datacollectionrecords/links/dataCollection", "The matter has its record of this data collection already"],
    ]);
    expect((await addTo(matter, 8)).status).toBe(200);
    const both = await ana("POST", "datacollectionrecords", {
      datacollectionrecords: [1, 2].map(() => ({ links: { action: bareMatter(15), dataCollection: 15 } })),
    });
    expect(both.errors.map(({ source }) => source.pointer)).toEqual(["/datacollectionrecords/1/links/dataCollection"]);
  });

  test("that cannot be written to takes no value", async () => {
    const locked = rowsOf("datacollectionrecords").find((row) => row["canWrite"] === "F")!;
    const id = `7--method--${locked.id}`;
    const before = await read(id);
    const answer = await put(id, "cash");
    expect([answer.status, complaints(answer)]).toEqual([
      400,
      [["/datacollectionrecordvalues/links/dataCollectionRecord", "The record cannot be written to"]],
    ]);
    expect(await read(id)).toBe(before);
  });

  test("is made by the first save on a new matter, or was there from the start", async () => {
    const open = async (): Promise<unknown[]> => {
      const { records } = await ana("GET", `datacollectionrecords?action=${await openMatter()}`);
      return records.map(({ links }) => links!["dataCollection"]);
    };
    expect(await open()).toEqual([]);
    quirks({ recordsOfNewMatter: "all" });
    expect(await open()).toEqual(["2", "9", "10"]);
  });
});

describe("a protected value", () => {
  test("is null in every answer, yet kept; a quirk shows it", async () => {
    const id = valueOf("7--keysafe");
    expect(await read(id)).toBeNull();
    expect((await put(id, "4711#")).records[0]!["stringValue"]).toBeNull();
    expect((await ana("GET", "datacollectionrecordvalues?stringValue=4711%23")).status).toBe(204);
    expect(rowsOf("datacollectionrecordvalues").find((row) => row.id === id)!["stringValue"]).toBeNull();
    await ana("PUT", `datacollectionrecordvalues/${id}`, { last_modified_by_user_id: 2 });
    quirks({ protectedFieldValues: "shown" });
    expect(await read(id)).toBe("4711#");
    expect((await ana("GET", "datacollectionrecordvalues?stringValue=4711%23")).records.map((row) => row.id)).toEqual([id]);
    expect((await put(id, null)).records[0]!["stringValue"]).toBeNull();
  });

  test("of a participant too", async () => {
    const field = rowsOf("participanttypedatafields").find((row) => row["dataType"] === "Str255Protected")!;
    const address = `participantdatafieldvalues?participantTypeDataField=${field.id}`;
    const values = async (): Promise<unknown[]> => (await ana("GET", address)).records.map((row) => row["stringValue"]);
    expect(new Set(await values())).toEqual(new Set([null]));
    quirks({ protectedFieldValues: "shown" });
    expect(new Set(await values())).toEqual(new Set(["KPP-5550101", null]));
  });
});

describe("a participant's field", () => {
  test("saves as a matter's does", async () => {
    const value = rowsOf("participantdatafieldvalues").find((row) => row.links!["participantTypeDataField"] === "11")!;
    const address = `participantdatafieldvalues/${value.id}`;
    const saved = async (stringValue: string): Promise<unknown> =>
      (await ana("PUT", address, { participantdatafieldvalues: { stringValue } })).records[0]!["stringValue"];
    expect([await saved("3"), await saved("three")]).toEqual(["3", "0"]);
  });

  test("can be no participant", async () => {
    const add = (dataType: string): Promise<Answered> =>
      ana("POST", "participanttypedatafields", {
        participanttypedatafields: { name: "Agent", dataType, links: { participantType: "6" } },
      });
    expect((await add("Participant")).errors[0]!.source.pointer).toBe("/participanttypedatafields/dataType");
    expect((await add("Str255")).status).toBe(200);
  });
});

describe("values come in the form that the quirks say, and go in it", () => {
  const both = async (field: string, sent: string): Promise<unknown[]> => {
    const written = await put(valueOf(field), sent);
    return [written.errors.map(({ detail }) => detail).join(), await read(valueOf(field))];
  };

  test("memos on a line of their own", async () => {
    quirks({ fieldMemos: "newline" });
    expect(await both("8--since", "2026-02-28\nby telephone")).toEqual(["", "2026-02-28\nby telephone"]);
    expect(await both("8--since", "2026-02-28 (by mail)")).toEqual(["", "2026-02-28\nby mail"]);
    quirks({ fieldMemos: "parentheses" });
    expect(await read(valueOf("8--since"))).toBe("2026-02-28 (by mail)");
  });

  test("several choices on lines", async () => {
    quirks({ fieldChoiceLists: "newline" });
    expect(await both("8--affects", "drive\nhouse")).toEqual(["", "drive\nhouse"]);
    expect((await put(valueOf("8--affects"), "drive,house")).status).toBe(400);
    quirks({ fieldChoiceLists: "comma" });
    expect(await read(valueOf("8--affects"))).toBe("drive,house");
  });

  test("date-times all with an offset, or all without one", async () => {
    const field = "7--settledat";
    const list = async (): Promise<unknown[]> => {
      const { records } = await ana("GET", `datacollectionrecordvalues?dataCollectionField=${field}`);
      return records.map((row) => row["stringValue"]);
    };
    expect(await list()).toEqual([
      "2026-12-11T14:30:00+13:00",
      "2027-01-22T10:00:00",
      "2026-11-27T16:05:00+13:00 (the bank was late)",
      null,
      "2026-12-04 09:15:00",
      "half past two",
    ]);
    quirks({ fieldDateTimes: "offset" });
    expect(await list()).toEqual([
      "2026-12-11T14:30:00+13:00",
      "2027-01-22T10:00:00+13:00",
      "2026-11-27T16:05:00+13:00 (the bank was late)",
      null,
      "2026-12-04T09:15:00+13:00",
      "half past two",
    ]);
    quirks({ fieldDateTimes: "local" });
    expect(await list()).toEqual([
      "2026-12-11T14:30:00",
      "2027-01-22T10:00:00",
      "2026-11-27T16:05:00 (the bank was late)",
      null,
      "2026-12-04T09:15:00",
      "half past two",
    ]);
    expect(await both(field, "2026-12-18T01:00:00Z")).toEqual(["", "2026-12-18T14:00:00"]);
  });
});

describe("filters", () => {
  const found = async (search: string): Promise<number> =>
    (await ana("GET", `datacollectionrecordvalues?${search}`)).records.length;

  test("take several fields, or none at all: then collections alone", async () => {
    const byField = await found("dataCollectionField=7--method,8--kind&pageSize=200");
    expect(byField).toBe(6 + 15);
    quirks({ dataFieldFilter: "refused" });
    for (const search of [
      "dataCollectionField=7--method",
      "dataCollectionField_in=7--method,8--kind",
      "dataCollectionField[name]=method",
      "filter=dataCollectionField.name%20%3D%20%27method%27",
    ])
      expect((await ana("GET", `datacollectionrecordvalues?${search}`)).status).toBe(400);
    expect(await found("dataCollection=7&pageSize=200")).toBe(6 * 9);
    quirks({ unknownFilter: "ignore" });
    expect(await found("dataCollectionField=7--method&dataCollection=7&pageSize=200")).toBe(6 * 9);
  });

  test("of a plain name find parts of a text and take an asterisk as it is, where a quirk says so", async () => {
    const names = async (search: string): Promise<unknown[]> =>
      (await ana("GET", `datacollections?${search}`)).records.map((row) => row["name"]);
    expect(await names("name=dates")).toEqual([]);
    quirks({ plainEquals: "substring", wildcardsInEquals: true });
    expect(await names("name=dates")).toEqual(["keydates", "keydates"]);
    expect(await names("name=*dates")).toEqual([]);
    expect(await names("name_eq=keydates")).toEqual(["keydates", "keydates"]);
    expect(await names("name_eq=dates")).toEqual([]);
    expect(await names("multipleRecords=T")).toEqual(["encumbrances", "children", "assets", "exhibits"]);
  });
});
