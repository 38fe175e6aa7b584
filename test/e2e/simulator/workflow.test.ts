import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startSimulator, type Database, type RestQuirks, type Row, type Simulator } from "../../../simulator/index.js";
import { smallFirm } from "../../fixtures/small-firm.js";
import { clientOf, type Answered, type Client } from "../../support/simulator/writing.js";

const step = (number: number, more: Readonly<Record<string, unknown>> = {}): Row => ({
  id: `7--${number}`,
  stepNumber: String(number),
  stepName: `Step ${number}`,
  description: null,
  actionStatus: number === 3 ? "Closed" : "Active",
  assignedToMandatory: "F",
  ...more,
  links: { actionType: "7", assignToParticipantType: null },
});
const stepTask = (id: number, onStep: number, isMandatory: "T" | "F", type: string | null = null): Row => ({
  id: String(id),
  name: `Task ${id}`,
  priority: "High",
  dueDateText: "in 3 days",
  isMandatory,
  links: { actionType: "7", assignToParticipantType: type, step: `7--${onStep}` },
});
const stepField = (
  id: number,
  onStep: number,
  field: string,
  isRequired: "T" | "F",
  defaultValue: string | null = null,
): Row => ({
  id,
  fieldLabel: field,
  defaultValue,
  isRequired,
  links: { actionType: "7", step: `7--${onStep}`, dataCollection: "24", dataField: `24--${field}` },
});
const stepType = (onStep: number, type: number): Row => ({
  id: `7--${onStep}--${type}`,
  isRequired: "T",
  displayOrder: 1,
  links: { actionType: "7", step: `7--${onStep}`, participantType: String(type) },
});
const message = (onStep: number, toParticipantType: string): Row => ({
  id: `7--${onStep}--1`,
  method: "email",
  isMandatory: "F",
  links: { actionType: "7", step: `7--${onStep}`, fromParticipantType: null, toParticipantType },
});

const rows: Readonly<Record<string, readonly Row[]>> = {
  actiontypes: [
    { id: 7, name: "Conveyancing", links: { primaryParticipantType: "31" } },
    { id: 33, name: "Disputes", links: { primaryParticipantType: "31" } },
  ],
  steps: [step(1), step(2, { assignedToMandatory: "T" }), step(3)],
  steptasks: [stepTask(8, 1, "T"), stepTask(9, 2, "F", "54"), stepTask(10, 2, "F")],
  stepdatafields: [
    stepField(1, 1, "lotno", "T"),
    stepField(2, 1, "titleref", "F", "to be found"),
    stepField(3, 2, "titleref", "T"),
  ],
  stepparticipanttypes: [stepType(1, 31), stepType(2, 54)],
  stepmessages: [message(2, "31")],
  trustaccounts: [{ id: 1 }],
  actiontypefolders: [
    { id: 1, name: "Contract", links: { actionType: "7", parentFolder: null } },
    { id: 2, name: "Drafts", links: { actionType: "7", parentFolder: "1" } },
    { id: 3, name: "Evidence", links: { actionType: "33", parentFolder: null } },
  ],
};

let simulator: Simulator;
let jo: Client;
beforeEach(async () => {
  const database: Database = {
    ...smallFirm,
    organisations: smallFirm.organisations.map((each) => ({ ...each, rows: new Map([...each.rows, ...Object.entries(rows)]) })),
  };
  simulator = await startSimulator({ database, clock: () => Date.UTC(2026, 0, 20, 1, 2, 3) });
  jo = clientOf(simulator, "jo");
});
afterEach(() => simulator.close());

const quirks = (change: Partial<RestQuirks>): void => simulator.set({ quirks: change });
const faults = ({ errors }: Answered): unknown[] => errors.map(({ code, source }) => [code, source.pointer]);
const records = async (address: string): Promise<readonly Row[]> => (await jo("GET", address)).records;
const put = (path: string, id: string, more: Readonly<Record<string, unknown>>): void => {
  const all = simulator.database.organisations[0]!.rows as Map<string, readonly Row[]>;
  all.set(
    path,
    all.get(path)!.map((row) => (String(row.id) === id ? { ...row, ...more } : row)),
  );
};

describe("actioncreate", () => {
  const body = (more: object = {}, links: object = {}): { actioncreate: object } => ({
    actioncreate: {
      actionName: "Sale of 9 Jetty Lane",
      fileReference: "JL-9",
      stepDataField1: "12",
      ...more,
      links: { actionType: 7, participantType31: ["44", "31"], stepTasks: ["8"], ...links },
    },
  });

  test("opens a matter at the first step of its type, and answers it without meta", async () => {
    const { status, body: answered } = await jo("POST", "actioncreate", body());
    expect(status).toBe(200);
    expect(Object.keys(answered!)).toEqual(["links", "actioncreate"]);
    expect(Object.keys(answered!["links"] as object)).toContain("actions.step");
    expect(answered!["actioncreate"]).toEqual({
      id: 70152,
      name: "Sale of 9 Jetty Lane",
      reference: "JL-9",
      priority: 0,
      status: "Active",
      statusTimestamp: "2026-01-20T12:02:03+11:00",
      isBillableOverride: null,
      createdTimestamp: "2026-01-20",
      modifiedTimestamp: "2026-01-20T12:02:03+11:00",
      isDeleted: "F",
      deletedBy: null,
      deletedTimestamp: null,
      isFavorite: "F",
      overrideBillingStatus: null,
      lastAccessTimestamp: null,
      importExternalReference: null,
      amlReviewStatus: "None",
      links: {
        assignedTo: "12",
        division: "1",
        actionType: "7",
        primaryParticipants: ["44", "31"],
        step: "7--1",
        billSettings: "70152",
        relatedActions: null,
      },
    });
    expect(await records("actions/70152")).toEqual([answered!["actioncreate"]]);
  });

  test("brings all that belongs to it: participants, bill settings, folders, data, tasks, a note", async () => {
    await jo("POST", "actioncreate", body({ fileNote: "By API", assignedToParticipant: "13", priority: 2 }));
    expect((await records("actions/70152"))[0]).toMatchObject({ priority: 2, links: { assignedTo: "13" } });
    expect((await records("actionparticipants?action=70152")).map(({ id }) => id)).toEqual(["70152--31--31", "70152--31--44"]);
    expect(await records("actionbillsettings/70152")).toEqual([{ id: 70152, billType: "Hourly" }]);
    expect((await records("actionfolders?action=70152")).map(({ name, links }) => [name, links!["parentFolder"]])).toEqual([
      ["Contract", null],
      ["Drafts", "1"],
    ]);
    expect(await records("datacollectionrecords?action=70152")).toMatchObject([{ id: 29, links: { dataCollection: "24" } }]);
    expect((await records("datacollectionrecordvalues?action=70152")).map(({ id, stringValue }) => [id, stringValue])).toEqual([
      ["24--lotno--29", "12"],
      ["24--titleref--29", "to be found"],
    ]);
    expect(await records("tasks?action=70152")).toMatchObject([
      {
        name: "Task 8",
        priority: "High",
        status: "Incomplete",
        dueTimestamp: "2026-01-23T17:00:00+11:00",
        links: { assignee: "13" },
      },
    ]);
    expect(await records("filenotes?action=70152")).toMatchObject([{ text: "By API", enteredBy: "Quill, Jo" }]);
  });

  test("takes everything it is documented to take, the assignee as a link too", async () => {
    const { status, errors } = await jo(
      "POST",
      "actioncreate",
      body(
        { status: "Inactive", timestamp: "2026-01-02T10:00:00+11:00" },
        { assignedToParticipant: 13, trustAccounts: ["1"], stepMessages: [], documentTemplates: null, participantType54: 44 },
      ).actioncreate,
    );
    expect([status, errors]).toEqual([200, []]);
    expect((await records("actions/70152"))[0]).toMatchObject({
      status: "Inactive",
      createdTimestamp: "2026-01-02",
      links: { assignedTo: "13" },
    });
  });

  test("without what the step demands is refused, everything at once, and nothing is left behind", async () => {
    const answer = await jo("POST", "actioncreate", { actioncreate: { links: { actionType: "7" } } });
    expect(answer.status).toBe(400);
    expect(faults(answer)).toEqual(
      ["actionName", "links/stepTasks", "links/participantType31", "stepDataField1"].map((member) => [
        "AS-TBC",
        `/actioncreate/${member}`,
      ]),
    );
    const wrong = body(
      { priority: "high", status: "Open", colour: "red", stepDataField3: "x", stepDataField99: "x" },
      { actionType: 99, participantType99: ["1"], stepTasks: ["9"] },
    );
    expect(faults(await jo("POST", "actioncreate", wrong))).toEqual([
      ["A02", "/actioncreate/priority"],
      ["A01", "/actioncreate/status"],
      ["AS-TBC", "/actioncreate/colour"],
      ["AS-TBC", "/actioncreate/stepDataField99"],
      ["AS-TBC", "/actioncreate/links/actionType"],
      ["AS-TBC", "/actioncreate/links/participantType99"],
    ]);
    expect(faults(await jo("POST", "actioncreate", body({ stepDataField3: "x" }, { stepTasks: ["8", "9"] })))).toEqual([
      ["AS-TBC", "/actioncreate/links/stepTasks"],
      ["AS-TBC", "/actioncreate/stepDataField3"],
    ]);
    expect(await records("actions?id_gt=70151")).toEqual([]);
    expect(await records("filenotes")).toEqual([]);
  });

  test("needs its own scope, has no other verbs, and shows links within the scope only", async () => {
    expect((await clientOf(simulator, "jo", ["actions"])("POST", "actioncreate", body())).status).toBe(403);
    expect(await jo("PUT", "actioncreate/7", body())).toMatchObject({ status: 405 });
    expect(await jo("OPTIONS", "actioncreate")).toMatchObject({ status: 204, allow: "OPTIONS, POST" });
    const narrow = clientOf(simulator, "jo", ["actioncreate", "participants"]);
    const { body: answered } = await narrow("POST", "actioncreate", body());
    expect(answered!["actioncreate"]).toMatchObject({ links: { assignedTo: "12", primaryParticipants: ["44", "31"] } });
    expect((answered!["actioncreate"] as Row).links).not.toHaveProperty("step");
    quirks({ createStatus: 201 });
    expect((await jo("POST", "actioncreate", body())).status).toBe(201);
  });
});

describe("actionchangestep", () => {
  const body = (more: object = {}, links: object = {}): { actionchangestep: object } => ({
    actionchangestep: { ...more, links: { action: 101, step: "7--2", node: "45", ...links } },
  });
  const move = (more?: object, links?: object): Promise<Answered> => jo("POST", "actionchangestep", body(more, links));

  test("moves a matter to one of its next steps, with all that comes with it, and answers nothing", async () => {
    const answer = await move(
      { filenote: "Moved by API", actionName: "Sale", fileReference: "S-1", priority: 5, stepDataField3: "CT 1" },
      { stepTasks: ["9", "10"], stepMessages: [], documentTemplates: [], participantType54: ["13"], assignedToParticipant: "13" },
    );
    expect([answer.status, answer.body]).toEqual([200, undefined]);
    expect((await records("actions/101"))[0]).toMatchObject({
      name: "Sale",
      reference: "S-1",
      priority: 5,
      status: "Active",
      statusTimestamp: "2025-02-11T10:30:00+11:00",
      modifiedTimestamp: "2026-01-20T12:02:03+11:00",
      links: { step: "7--2", assignedTo: "13", primaryParticipants: ["31"] },
    });
    expect(await records("filenotes?action=101")).toMatchObject([{ text: "Moved by API" }]);
    expect((await records("tasks?action=101&id_gt=12")).map(({ name, links }) => [name, links!["assignee"]])).toEqual([
      ["Task 9", "13"],
      ["Task 10", "13"],
    ]);
    expect(await records("actionparticipants/101--54--13")).toMatchObject([{ participantNumber: 2 }]);
    expect(await records("datacollectionrecordvalues/24--titleref--28")).toMatchObject([{ stringValue: "CT 1" }]);
    expect((await records("actionchangestep/101")).map(({ links }) => links!["step"])).toEqual(["7--3"]);
  });

  test("into a step that ends matters closes this one, and says when", async () => {
    await move();
    expect((await move({}, { step: "7--3", node: undefined })).status).toBe(200);
    expect((await records("actions/101"))[0]).toMatchObject({ status: "Closed", statusTimestamp: "2026-01-20T12:02:03+11:00" });
  });

  test.each<[string, object, string]>([
    ["a step that is not next", { step: "7--3", node: "46" }, "links/step"],
    ["a node that does not lead there", { node: "46" }, "links/node"],
    ["no step", { step: null }, "links/step"],
    ["a matter nobody has", { action: 999 }, "links/action"],
    ["a task of another step", { stepTasks: ["8"] }, "links/stepTasks"],
  ])("is refused for %s", async (_what, links, member) => {
    expect(faults(await move({}, links))).toEqual([["AS-TBC", `/actionchangestep/${member}`]]);
    expect((await records("actions/101"))[0]).toMatchObject({ links: { step: "7--1" } });
  });

  test("is refused while something the step demands is missing", async () => {
    put("tasks", "9", { completeBeforeStep: 2 });
    expect(faults(await move())).toEqual([["AS-TBC", "/actionchangestep/links/step"]]);
    put("tasks", "9", { completeBeforeStep: null });

    put("datacollectionrecordvalues", "24--titleref--28", { stringValue: null });
    expect(faults(await move())).toEqual([["AS-TBC", "/actionchangestep/stepDataField3"]]);
    expect((await move({ stepDataField3: "CT 2" })).status).toBe(200);
  });

  test("is refused while somebody is missing: a participant, a lawyer, an address for a message", async () => {
    await jo("DELETE", "actionparticipants/101--54--44");
    await jo("PUT", "actions/101", { links: { assignedTo: null } });
    expect(faults(await move())).toEqual([
      ["AS-TBC", "/actionchangestep/links/assignedToParticipant"],
      ["AS-TBC", "/actionchangestep/links/participantType54"],
    ]);
    put("participants", "31", { email: null });
    const people = { assignedToParticipant: 12, participantType54: ["44"] };
    expect(faults(await move({}, { ...people, stepMessages: ["7--2--1"] }))).toEqual([
      ["AS-TBC", "/actionchangestep/links/stepMessages"],
    ]);
    expect((await move({}, people)).status).toBe(200);
  });

  test("does not move a matter that is hidden from the caller, and needs its own scope", async () => {
    const lou = clientOf(simulator, "lou");
    expect(faults(await lou("POST", "actionchangestep", body({}, { action: 107 })))).toEqual([
      ["AS-TBC", "/actionchangestep/links/action"],
    ]);
    expect((await clientOf(simulator, "jo", ["actions"])("POST", "actionchangestep", body())).status).toBe(403);
  });

  test("answers the matter where the API is taken to do so", async () => {
    quirks({ changeStepAnswer: "action" });
    const { body: asMatter } = await move();
    expect(asMatter!["actions"]).toMatchObject({ id: 101, links: { step: "7--2" } });
    quirks({ changeStepAnswer: "actionchangestep" });
    const { body: asVerb } = await move({}, { step: "7--3", node: "46" });
    expect(asVerb!["actionchangestep"]).toMatchObject({ id: 101, links: { step: "7--3" } });
    expect(asVerb).not.toHaveProperty("actions");
  });
});
