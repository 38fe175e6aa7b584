import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startSimulator, type Database, type RestQuirks, type Row, type Simulator } from "../../../simulator/index.js";
import { smallFirm } from "../../fixtures/small-firm.js";
import { clientOf, upload, type Answered, type Client } from "../../support/simulator/writing.js";

const NOW = Date.UTC(2026, 0, 20, 1, 2, 3);

/** The small firm with a password its people can sign in with, and more rows where a test needs them. */
const firmWith = (more: Readonly<Record<string, readonly Row[]>> = {}): Database => ({
  ...smallFirm,
  organisations: smallFirm.organisations.map((each) => ({ ...each, rows: new Map([...each.rows, ...Object.entries(more)]) })),
});

let simulator: Simulator;
let jo: Client;
let lou: Client;

async function start(database: Database = firmWith()): Promise<void> {
  simulator = await startSimulator({ database, clock: () => NOW });
  jo = clientOf(simulator, "jo");
  lou = clientOf(simulator, "lou");
}

beforeEach(() => start());
afterEach(() => simulator.close());

const stored = (path: string): readonly Row[] => simulator.database.organisations[0]!.rows.get(path) ?? [];
const quirks = (change: Partial<RestQuirks>): void => simulator.set({ quirks: change });
const faults = ({ errors }: Answered): unknown[] => errors.map(({ code, source }) => [code, source.pointer]);

const task = { name: "Call the bank", status: "Incomplete", dueTimestamp: "2026-02-03T17:00:00+11:00" };
const on = (action: number | string, more: object = {}): object => ({ links: { action, ...more } });
const newTask = (more: object = {}, links: object = {}): object => ({
  tasks: { ...task, ...more, ...on(101, { assignee: 12, ...links }) },
});

describe("a body", () => {
  test("is wrapped in the resource's name or bare, and link ids are numbers or text", async () => {
    for (const body of [newTask(), (newTask() as { tasks: object }).tasks]) {
      const { status, records } = await jo("POST", "tasks", body);
      expect(status).toBe(200);
      expect(records).toMatchObject([{ name: "Call the bank", links: { action: "101", assignee: "12", rate: null } }]);
    }
    expect((await jo("GET", "tasks?name=Call%20the%20bank")).records.map(({ id }) => id)).toEqual([13, 14]);
  });

  test("of one in a list answers one object, of several a list in the order sent", async () => {
    const one = await jo("POST", "actionparticipants", {
      actionparticipants: [on(102, { participantType: 54, participant: 44 })],
    });
    expect(one.body!["actionparticipants"]).toMatchObject({ id: "102--54--44", participantNumber: 1 });
    const two = await jo("POST", "actionparticipants", {
      actionparticipants: [
        on(101, { participantType: "54", participant: "13" }),
        on(101, { participantType: "31", participant: "44" }),
      ],
    });
    expect(two.body!["actionparticipants"]).toMatchObject([
      { id: "101--54--13", participantNumber: 2 },
      { id: "101--31--44", participantNumber: 2 },
    ]);
    const meta = two.body!["meta"] as { paging: Record<string, { recordCount: number }> };
    expect(meta.paging["actionparticipants"]!.recordCount).toBe(2);
  });

  test("can be an HTML form", async () => {
    const form = new URLSearchParams({ ...task, action: "101", assignee: "12" }).toString();
    const { status, records } = await jo("POST", "tasks", form, "application/x-www-form-urlencoded");
    expect([status, records[0]]).toMatchObject([200, { name: "Call the bank", links: { action: "101" } }]);
  });

  test.each(["", "{", "[1,"])("that is no JSON (%p) is refused as a captured answer has it", async (body) => {
    const { status, body: answered } = await jo("POST", "tasks", body);
    expect(status).toBe(400);
    expect(answered).toEqual({
      errors: {
        id: expect.stringMatching(/^[0-9a-f]{40}$/),
        links: { about: null },
        status: 400,
        code: "AS-1302",
        title: "Invalid JSON Message",
        detail: "Unable to decode the JSON message",
        source: { pointer: null, parameter: null },
        meta: { json: body, json_last_error: 4, json_last_error_msg: "Syntax error" },
        rls: null,
      },
    });
  });

  test.each([[5], [[]], [[5]], [null]])("that holds no record (%p) is refused", async (body) =>
    expect((await jo("POST", "tasks", JSON.stringify(body))).status).toBe(400),
  );

  test("of another type is refused", async () => expect((await jo("POST", "tasks", "x", "text/plain")).status).toBe(415));
});

describe("a new record", () => {
  test("has the members of its siblings, with what the server sets in the organisation's zone", async () => {
    const { records } = await jo("POST", "tasks", newTask({ dueTimestamp: "2026-02-03T06:00:00Z", actualHours: 1.5 }));
    expect(Object.keys(records[0]!)).toEqual([...Object.keys(stored("tasks")[0]!).filter((name) => name !== "links"), "links"]);
    expect(records[0]).toMatchObject({
      id: 13,
      status: "Incomplete",
      priority: "Normal",
      dueTimestamp: "2026-02-03T17:00:00+11:00",
      actualHours: "1.50",
      description: null,
    });
  });

  test("of a collection that had none has every member the catalogue knows", async () => {
    const { records } = await jo("POST", "filenotes", { filenotes: { text: "Called.", ...on(101) } });
    expect(records).toEqual([
      {
        id: 1,
        enteredTimestamp: "2026-01-20T12:02:03+11:00",
        text: "Called.",
        enteredBy: "Quill, Jo",
        source: "User",
        noteTimestamp: "2026-01-20T12:02:03+11:00",
        links: { action: "101", document: null, participant: "12", tags: null },
      },
    ]);
  });

  test("never has the id of one that was there before", async () => {
    expect((await jo("POST", "tasks", newTask())).records[0]!.id).toBe(13);
    await jo("DELETE", "tasks/13");
    expect((await jo("POST", "tasks", newTask())).records[0]!.id).toBe(14);
  });

  test("shows at once, to everybody who may see it, and in every index", async () => {
    expect((await lou("GET", "tasks?action=101")).records).toHaveLength(2);
    await jo("POST", "tasks", newTask());
    expect((await lou("GET", "tasks?action=101")).records).toHaveLength(3);
    expect((await lou("GET", "tasks/13")).status).toBe(200);
  });

  test("of a contact is called by its names, and by other names when these change", async () => {
    const { records } = await jo("POST", "participants", { participants: { firstName: "Ada", lastName: "Poe", isCompany: "F" } });
    expect(records[0]).toMatchObject({ displayName: "Poe, Ada", displayInitials: "AP" });
    const changed = await jo("PUT", `participants/${String(records[0]!.id)}`, { participants: { lastName: "Roe" } });
    expect(changed.records[0]).toMatchObject({ displayName: "Roe, Ada", firstName: "Ada" });
    const company = await jo("POST", "participants", { participants: { companyName: "Poe Ltd", isCompany: "T" } });
    expect(company.records[0]).toMatchObject({ displayName: "Poe Ltd" });
    expect(faults(await jo("POST", "participants", { participants: { isCompany: "F" } }))).toEqual([
      ["AS-TBC", "/participants/displayName"],
    ]);
  });

  test("that is there already is refused", async () => {
    const { status, errors } = await jo("POST", "actionparticipants", {
      actionparticipants: on(101, { participantType: 31, participant: 31 }),
    });
    expect([status, errors[0]!.detail]).toEqual([400, "There is a 'actionparticipants' record '101--31--31' already"]);
  });

  test("of a document names its file, and needs one", async () => {
    const file = await upload(simulator, "jo", "deed.PDF", "%PDF-1.4");
    const { records } = await jo("POST", "actiondocuments", {
      actiondocuments: { name: "Deed", file: `${file};deed.PDF`, ...on(101, { folder: null }) },
    });
    expect(records[0]).toMatchObject({
      id: 63729,
      file: "DL::Actions::101::63729",
      fileSize: 8,
      extension: ".pdf",
      isDeleted: "F",
    });
    const made = { actiondocuments: { name: "Deed", file: "1740278677tYhv;deed.pdf", ...on(101) } };
    expect(faults(await jo("POST", "actiondocuments", made))).toEqual([["AS-TBC", "/actiondocuments/file"]]);
  });
});

describe("a change", () => {
  test("touches what was sent only; null empties a link or an attribute", async () => {
    const before = (await jo("GET", "tasks/9")).records[0]!;
    const { records } = await jo("PUT", "tasks/9", { tasks: { description: null, links: { rate: 2 } } });
    expect(records[0]).toEqual({ ...before, description: null, links: { ...before.links, rate: "2" } });
    const emptied = await jo("PUT", "tasks/9", { links: { rate: null } });
    expect(emptied.records[0]!.links).toMatchObject({ rate: null, action: "101" });
    expect(faults(await jo("PUT", "tasks/9", { name: null, links: { action: null } }))).toEqual([
      ["AS-TBC", "/tasks/name"],
      ["AS-TBC", "/tasks/links/action"],
    ]);
  });

  test("of several is one list with their ids", async () => {
    const address = "datacollectionrecordvalues/24--lotno--28,24--titleref--28";
    const { status, records } = await jo("PUT", address, {
      datacollectionrecordvalues: [
        { id: "24--titleref--28", stringValue: "AB12/34" },
        { id: "24--lotno--28", stringValue: null },
      ],
    });
    expect(status).toBe(200);
    expect(records.map(({ id, stringValue }) => [id, stringValue])).toEqual([
      ["24--titleref--28", "AB12/34"],
      ["24--lotno--28", null],
    ]);
    expect((await jo("PUT", address, { datacollectionrecordvalues: [{ stringValue: "5" }] })).status).toBe(400);
    expect((await jo("PUT", "tasks/9", { id: 10, name: "Mine" })).status).toBe(400);
  });

  test("of an unknown record is 404, or 204; among others it is left out, or spoils the whole", async () => {
    const both = [
      { id: 9, name: "One" },
      { id: 99, name: "Two" },
    ];
    expect((await jo("PUT", "tasks/99", { name: "One" })).status).toBe(404);
    expect((await jo("PUT", "tasks/9,99", both)).records).toMatchObject([{ id: 9, name: "One" }]);
    quirks({ missingItem: "204", unknownInMany: "404" });
    expect((await jo("PUT", "tasks/99", { name: "One" })).status).toBe(204);
    expect((await jo("PUT", "tasks/9,99", both)).status).toBe(404);
  });

  test("of a matter's status notes when; the matter keeps what only one caller sees of it", async () => {
    const { records } = await jo("PUT", "actions/102", { actions: { status: "Closed", priority: 4 } });
    expect(records[0]).toMatchObject({
      status: "Closed",
      priority: 4,
      statusTimestamp: "2026-01-20T12:02:03+11:00",
      modifiedTimestamp: "2026-01-20T12:02:03+11:00",
      isFavorite: "T",
    });
    expect(stored("actions").find(({ id }) => id === 102)).toMatchObject({ isFavorite: "F" });
    expect((await lou("GET", "actions/102")).records[0]).toMatchObject({ isFavorite: "F", status: "Closed" });
  });

  test("goes by PUT or PATCH, or by one of them", async () => {
    const patch = (): Promise<Answered> => jo("PATCH", "tasks/9", { name: "A" });
    const put = (): Promise<Answered> => jo("PUT", "tasks/9", { name: "B" });
    expect([(await put()).status, (await patch()).status]).toEqual([200, 200]);
    quirks({ updateVerb: "put" });
    expect([(await put()).status, await patch()]).toMatchObject([200, { status: 405, allow: "GET, HEAD, OPTIONS, PUT, DELETE" }]);
    quirks({ updateVerb: "patch" });
    expect([await put(), (await patch()).status]).toMatchObject([
      { status: 405, allow: "GET, HEAD, OPTIONS, PATCH, DELETE" },
      200,
    ]);
  });
});

describe("a deletion", () => {
  test("takes one or several, and answers nothing", async () => {
    expect(await jo("DELETE", "tasks/9,10")).toMatchObject({ status: 204, body: undefined });
    expect((await jo("GET", "tasks")).records.map(({ id }) => id)).toEqual([11, 12]);
    expect((await jo("DELETE", "tasks/9")).status).toBe(404);
    quirks({ deleteAnswer: "200" });
    expect(await jo("DELETE", "tasks/11")).toMatchObject({ status: 200, body: undefined });
  });

  test("of a matter's document marks it: it can be read, and lists hold it or not", async () => {
    expect((await jo("DELETE", "actiondocuments/63727")).status).toBe(204);
    expect((await jo("GET", "actiondocuments/63727")).records[0]).toMatchObject({ isDeleted: "T" });
    const listed = async (): Promise<unknown[]> => (await jo("GET", "actiondocuments")).records.map(({ id }) => id);
    expect(await listed()).toEqual([63727, 63728]);
    quirks({ deletedDocuments: "hidden" });
    expect(await listed()).toEqual([63728]);
    expect((await jo("GET", "actiondocuments?isDeleted=T")).records).toHaveLength(1);
    expect((await jo("GET", "actiondocuments/63727")).status).toBe(200);
  });

  test("takes along what is nothing without the record, and empties other links to it", async () => {
    await jo("DELETE", "datacollectionrecords/28");
    expect(stored("datacollectionrecordvalues")).toEqual([]);
    await jo("PUT", "timeentries/1", { links: { task: 9 } });
    await jo("DELETE", "tasks/9");
    expect((await jo("GET", "timeentries/1")).records[0]!.links).toMatchObject({ task: null });
  });
});

test("the values of a data collection's record are there with the record, and those of a new field with the field", async () => {
  const { records } = await jo("POST", "datacollectionrecords", { datacollectionrecords: on(102, { dataCollection: 24 }) });
  expect(records[0]).toEqual({ id: 29, canWrite: "T", canDelete: "T", links: { action: "102", dataCollection: "24" } });
  expect((await jo("PUT", "datacollectionrecordvalues/24--lotno--29", { stringValue: "7" })).records[0]).toMatchObject({
    stringValue: "7",
  });
  await jo("POST", "datacollectionfields", {
    datacollectionfields: { name: "area", dataType: "Number", links: { dataCollection: 24 } },
  });
  expect((await jo("GET", "datacollectionrecordvalues?dataCollectionRecord=29")).records.map(({ id }) => id)).toEqual([
    "24--area--29",
    "24--lotno--29",
    "24--titleref--29",
  ]);
});

test("a matter's primary participants follow who takes part in it as what it is for", async () => {
  await simulator.close();
  await start(firmWith({ actiontypes: [{ id: 7, name: "Conveyancing", links: { primaryParticipantType: "31" } }] }));
  const primary = async (): Promise<unknown> => (await jo("GET", "actions/101")).records[0]!.links!["primaryParticipants"];
  await jo("POST", "actionparticipants", on(101, { participantType: 31, participant: 44 }));
  expect(await primary()).toEqual(["31", "44"]);
  await jo("DELETE", "actionparticipants/101--31--31,101--54--44");
  expect(await primary()).toEqual(["44"]);
  await jo("DELETE", "actionparticipants/101--31--44");
  expect(await primary()).toBeNull();
});

describe("somebody's rights", () => {
  test("hidden matters are not there for writes: not to change, not to link to", async () => {
    expect((await lou("PUT", "actions/107", { name: "Mine" })).status).toBe(404);
    expect((await lou("DELETE", "tasks/12")).status).toBe(404);
    expect((await jo("PUT", "tasks/12", { name: "Jo's" })).status).toBe(200);
    const { status, errors } = await lou("POST", "filenotes", { filenotes: { text: "x", ...on(107) } });
    expect([status, errors[0]!.detail]).toEqual([400, "'action' leads to no 'actions' record: there is none with the id '107'"]);
  });

  test("a scope that is missing, and a collection that is closed, are 403", async () => {
    const narrow = clientOf(simulator, "jo", ["filenotes"]);
    const { status, body } = await narrow("POST", "tasks", newTask());
    expect([status, body]).toMatchObject([403, { error: "insufficient_scope" }]);
    const { records } = await narrow("POST", "filenotes", { filenotes: { text: "x", ...on(101) } });
    expect(records[0]!.links).toBeUndefined();
    await simulator.close();
    const closed = {
      ...firmWith(),
      people: smallFirm.people.map((person) => ({
        ...person,
        rights: { ...person.rights, closedCollections: new Set(["tasks"]) },
      })),
    };
    await start(closed);
    expect((await jo("POST", "tasks", newTask())).status).toBe(403);
    expect((await jo("DELETE", "tasks/9")).status).toBe(403);
  });

  test("two simulators over one database do not see each other's writes", async () => {
    const database = firmWith();
    const [one, two] = [await startSimulator({ database }), await startSimulator({ database })];
    try {
      await clientOf(one, "jo")("DELETE", "tasks/9");
      expect((await clientOf(one, "jo")("GET", "tasks/9")).status).toBe(404);
      expect((await clientOf(two, "jo")("GET", "tasks/9")).status).toBe(200);
      expect(database.organisations[0]!.rows.get("tasks")).toHaveLength(4);
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });
});

describe("validation", () => {
  const hours = { actualHours: "1.00", billableHours: "1.00" };
  const record = (more: object, links: object = {}): object => ({
    timerecords: {
      startTimestamp: "2026-01-19T09:00:00+11:00",
      ...hours,
      ...more,
      links: { owner: 12, division: 1, action: 101, ...links },
    },
  });
  beforeEach(async () => {
    await simulator.close();
    await start(
      firmWith({
        timerecordactivities: [
          { id: 3, name: "Attendance", links: { divisions: ["1", "2"] } },
          { id: 4, name: "Travel", links: { divisions: ["2"] } },
        ],
      }),
    );
  });

  const cases: [string, string, string, object, string][] = [
    ["A01", "PUT", "actions/101", { status: "Open" }, "status"],
    ["A02", "PUT", "actions/101", { priority: "high" }, "priority"],
    ["P01", "POST", "participants", { displayName: "X", isCompany: true }, "isCompany"],
    ["P02", "POST", "participants", { displayName: "X", gender: "X" }, "gender"],
    ["T03", "POST", "tasks", newTask({}, { assignee: 31 }), "links/assignee"],
    ["T03", "PUT", "tasks/12", { links: { assignee: 13 } }, "links/assignee"],
    [
      "T04",
      "POST",
      "tasks",
      newTask({ startedTimestamp: "2026-01-02T09:00:00Z", completedTimestamp: "2026-01-01T09:00:00Z" }),
      "completedTimestamp",
    ],
    ["T05", "PUT", "tasks/9", { status: "Complete", startedTimestamp: "2026-01-02T09:00:00Z" }, "completedTimestamp"],
    ["T06", "PUT", "tasks/9", { status: "Complete", completedTimestamp: "2026-01-02T09:00:00Z" }, "startedTimestamp"],
    ["T07", "POST", "tasks", newTask({ priority: "Urgent" }), "priority"],
    ["T08", "PUT", "tasks/9", { status: "Not Started" }, "status"],
    ["T09", "PUT", "tasks/9", { completeDuringStep: 3, completeBeforeStep: 3 }, "completeDuringStep"],
    [
      "T10",
      "PUT",
      "tasks/9",
      { confirmedNonBillable: "T", links: { confirmedNonBillableBy: 12 } },
      "confirmedNonBillableTimestamp",
    ],
    [
      "T11",
      "PUT",
      "tasks/9",
      { confirmedNonBillable: "T", confirmedNonBillableTimestamp: "2026-01-02T09:00:00Z" },
      "links/confirmedNonBillableBy",
    ],
    ["TR01", "POST", "timerecords", record({ billableHours: -1 }), "billableHours"],
    ["TR02", "POST", "timerecords", record({ actualHours: "-0.5" }), "actualHours"],
    ["TR03", "POST", "timerecords", record({}, { owner: 31 }), "links/owner"],
    ["TR04", "POST", "timerecords", record({}, { division: 2 }), "links/owner"],
    ["TR05", "POST", "timerecords", record({}, { activity: 4 }), "links/activity"],
  ];
  test.each(cases)("%s: %s %s is refused, and nothing is written", async (code, method, address, body, member) => {
    const path = address.split("/")[0]!;
    const before = stored(path);
    const answer = await jo(method, address, body);
    expect([answer.status, faults(answer)]).toEqual([400, [[code, `/${path}/${member}`]]]);
    expect(stored(path)).toBe(before);
  });

  test("T01 and T02: the hours of a task are not less than those recorded for it", async () => {
    for (const address of ["timerecords/1", "timeentries/1"]) await jo("PUT", address, { links: { task: 9 } });
    expect(faults(await jo("PUT", "tasks/9", { billableHours: 4.99, actualHours: 4.99 }))).toEqual([
      ["T01", "/tasks/billableHours"],
      ["T02", "/tasks/actualHours"],
    ]);
    expect((await jo("PUT", "tasks/9", { billableHours: 5, actualHours: 5 })).status).toBe(200);
  });

  test("P03: a person's last name is required only with trust accounting", async () => {
    const body = { participants: { displayName: "Ada", firstName: "Ada", isCompany: "F" } };
    expect((await jo("POST", "participants", body)).status).toBe(200);
    quirks({ trustAccounting: true });
    expect(faults(await jo("POST", "participants", body))).toEqual([["P03", "/participants/lastName"]]);
    expect((await jo("POST", "participants", { displayName: "Ada Ltd", isCompany: "T" })).status).toBe(200);
  });

  test("a task of the documented statuses is accepted with all that it needs", async () => {
    const done = { status: "Complete", startedTimestamp: "2026-01-02T09:00:00Z", completedTimestamp: "2026-01-02T10:00:00Z" };
    expect((await jo("PUT", "tasks/9", done)).records[0]).toMatchObject({ status: "Complete" });
    expect((await jo("POST", "timerecords", record({}, { activity: 3 }))).status).toBe(200);
  });

  test("what is missing, unknown, of the wrong kind or nowhere to be found is told member by member", async () => {
    const answer = await jo("POST", "tasks", {
      tasks: {
        status: "Incomplete",
        dueTimestamp: "tomorrow",
        colour: "red",
        actualHours: {},
        links: { action: 999, assignee: [12], friend: 1 },
      },
    });
    expect(faults(answer)).toEqual(
      ["dueTimestamp", "colour", "actualHours", "links/action", "links/assignee", "links/friend", "name"].map((member) => [
        "AS-TBC",
        `/tasks/${member}`,
      ]),
    );
    quirks({ unknownMember: "ignore" });
    expect((await jo("POST", "tasks", newTask({ colour: "red" }, { friend: 1 }))).status).toBe(200);
  });

  test("what is read only is left as it is, or refused", async () => {
    const body = { filenotes: { text: "x", enteredBy: "Somebody Else", ...on(101, { participant: 13 }) } };
    expect((await jo("POST", "filenotes", body)).records[0]).toMatchObject({
      enteredBy: "Quill, Jo",
      links: { participant: "12" },
    });
    quirks({ readOnlyMember: "error" });
    expect(faults(await jo("POST", "filenotes", body))).toEqual([
      ["AS-TBC", "/filenotes/enteredBy"],
      ["AS-TBC", "/filenotes/links/participant"],
    ]);
  });

  test("one bad record of a list spoils the whole, and the answer says which", async () => {
    const good = (newTask() as { tasks: object }).tasks;
    const answer = await jo("POST", "tasks", { tasks: [good, { ...good, priority: "Urgent" }] });
    expect([answer.status, faults(answer)]).toEqual([400, [["T07", "/tasks/1/priority"]]]);
    expect(stored("tasks")).toHaveLength(4);
  });
});

describe("nobody knows how a refused write is told:", () => {
  const one = (): Promise<Answered> => jo("PUT", "tasks/9", { priority: "Urgent" });
  const two = (): Promise<Answered> => jo("PUT", "tasks/9", { priority: "Urgent", links: { action: 999 } });

  test("one error or a list of one; several are a list, or only the first is told", async () => {
    expect(Array.isArray((await one()).body!["errors"])).toBe(false);
    expect((await two()).errors).toHaveLength(2);
    quirks({ rejectionAs: "array" });
    expect((await one()).body!["errors"]).toHaveLength(1);
    quirks({ rejectionAs: "object", errorsAs: "array" });
    expect((await one()).body!["errors"]).toHaveLength(1);
    quirks({ rejections: "first" });
    expect((await two()).errors).toHaveLength(1);
  });

  test("under any status", async () => {
    for (const rejectionStatus of [400, 409, 422, 500] as const) {
      quirks({ rejectionStatus });
      expect(await one()).toMatchObject({ status: rejectionStatus, errors: [{ status: rejectionStatus }] });
    }
  });

  test("with a pointer, a parameter or neither", async () => {
    const source = async (rejectionPointer: RestQuirks["rejectionPointer"]): Promise<unknown> => {
      quirks({ rejectionPointer });
      return (await two()).errors.map((error) => error.source);
    };
    expect(await source("pointer")).toEqual([
      { pointer: "/tasks/priority", parameter: null },
      { pointer: "/tasks/links/action", parameter: null },
    ]);
    expect(await source("parameter")).toEqual([
      { pointer: null, parameter: "priority" },
      { pointer: null, parameter: "action" },
    ]);
    expect(await source("none")).toEqual([
      { pointer: null, parameter: null },
      { pointer: null, parameter: null },
    ]);
  });

  test("with its code as such, or in words only", async () => {
    expect((await one()).errors[0]).toMatchObject({ code: "T07", detail: "'priority' must be one of Low, Normal, High" });
    quirks({ rejectionCodeIn: "detail" });
    expect((await one()).errors[0]).toMatchObject({ code: "AS-TBC", detail: "T07: 'priority' must be one of Low, Normal, High" });
  });
});

describe("nobody knows what a write answers:", () => {
  test("200 or 201 to a POST", async () => {
    quirks({ createStatus: 201 });
    expect((await jo("POST", "tasks", newTask())).status).toBe(201);
    expect((await jo("PUT", "tasks/9", { name: "A" })).status).toBe(200);
  });

  test("the record, what was sent of it, no body, or 204", async () => {
    const put = (): Promise<Answered> => jo("PUT", "tasks/9", { name: "A", links: { rate: "2" } });
    expect((await put()).records[0]).toMatchObject({ id: 9, status: "Incomplete" });
    quirks({ writeAnswer: "changed" });
    expect((await put()).records).toEqual([{ id: 9, name: "A", links: { rate: "2" } }]);
    quirks({ writeAnswer: "empty" });
    expect(await put()).toMatchObject({ status: 200, body: undefined });
    quirks({ writeAnswer: "204" });
    expect(await put()).toMatchObject({ status: 204, body: undefined });
    expect((await jo("GET", "tasks/9")).records[0]).toMatchObject({ name: "A" });
  });

  test("with the links in scope, the fields asked for and what is included", async () => {
    const { records, body } = await jo("PUT", "tasks/9?fields=id,assignee&include=assignee", { name: "A" });
    expect(records).toEqual([{ id: 9, links: { assignee: "12" } }]);
    expect(body!["linked"]).toMatchObject({ participants: [{ id: 12 }] });
  });
});

describe("faults befall writes", () => {
  const match = ({ method }: { method: string }): boolean => method === "POST";
  const posted = (): number => stored("tasks").length - 4;

  test("with the answer lost after the write is done", async () => {
    simulator.fault({ match, times: 1, fault: { kind: "reset-after-commit" } });
    await expect(jo("POST", "tasks", newTask())).rejects.toThrow();
    expect(posted()).toBe(1);
    expect((await jo("GET", "tasks/13")).status).toBe(200);
  });

  test("of those only whose query a rule names", async () => {
    const rule = { match: { method: "POST", urlPattern: "include=assignee$" }, times: 1, fault: { kind: "status", status: 502 } };
    const added = await fetch(`${simulator.url}/_simulator/faults`, { method: "POST", body: JSON.stringify(rule) });
    expect(added.status).toBe(204);
    expect((await jo("POST", "tasks", newTask())).status).toBe(200);
    expect((await jo("POST", "tasks?include=assignee", newTask())).status).toBe(502);
  });

  test("with nothing done", async () => {
    simulator.fault({ match, times: 1, fault: { kind: "reset" } });
    await expect(jo("POST", "tasks", newTask())).rejects.toThrow();
    simulator.fault({ match, times: 1, fault: { kind: "status", status: 503 } });
    expect((await jo("POST", "tasks", newTask())).status).toBe(503);
    expect(posted()).toBe(0);
  });
});
