import { afterEach, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../simulator/index.js";
import { defaultQuirks, type RestQuirks } from "../../simulator/answer-rest.js";
import { described, type Answer } from "../support/gateway.js";
import { createServedTime } from "../support/served-time.js";
import { useGateway } from "../support/use-gateway.js";

/** The time of the gateway and of Actionstep. */
const time = createServedTime();
const { server, ana } = useGateway({
  time,
  ports: { retry: { afterRefusal: 1, afterFailure: 1 } },
});
let repair = (): void => undefined;
afterEach(async () => {
  repair();
  repair = () => undefined;
  server.simulator.set({ quirks: defaultQuirks });
  // What was learned of endpoints is forgotten after an hour.
  await time.skip(61 * 60_000);
});

const TASK = { name: "Call the client", dueTimestamp: "2026-12-01T10:00:00+11:00", matterId: "2", assigneeId: "10" };
const CREATE = `mutation Create($input: CreateTaskInput!) { createTask(input: $input) { task { id name status } userErrors { code message field } } }`;
const UPDATE = `mutation Update($input: UpdateTaskInput!) { updateTask(input: $input) { task { id name priority description } userErrors { code message field } } }`;
const LINKED = `mutation Update($input: UpdateTaskInput!) { updateTask(input: $input) { task { name matter { name division { participant { displayName } } } assignee { displayName } } userErrors { code } } }`;
const DELETE = `mutation Delete($input: DeleteTaskInput!) { deleteTask(input: $input) { deletedId userErrors { code } } }`;

const newTask = async (): Promise<string> => {
  const { data, errors } = await ana.query(CREATE, { input: TASK });
  expect(errors).toBeUndefined();
  return data.createTask.task.id as string;
};
const restId = (id: string): string => id.split(":")[1]!;
const done = ({ data, errors }: Answer, field: string): Record<string, unknown> => {
  expect(errors).toBeUndefined();
  expect(data[field].userErrors).toEqual([]);
  return data[field] as Record<string, unknown>;
};

describe("what a write answers with", () => {
  test("comes from the write's own answer, without another request", async () => {
    const { data, requests, extensions } = await ana.query(CREATE, { input: TASK });
    expect(data.createTask).toEqual({
      task: { id: expect.stringMatching(/^Task:\d+$/), name: TASK.name, status: "INCOMPLETE" },
      userErrors: [],
    });
    expect(requests).toEqual(["POST tasks"]);
    expect(extensions.cost).toEqual({ upstreamRequests: 1, rounds: 1, cacheHits: 0 });
  });

  test("S9: links that are selected cost one request more, however many there are and however deep", async () => {
    const id = await newTask();
    const answer = await ana.query(LINKED, { input: { id, name: "Call again" } });
    expect(done(answer, "updateTask")["task"]).toEqual({
      name: "Call again",
      matter: { name: expect.any(String), division: { participant: { displayName: expect.any(String) } } },
      assignee: { displayName: expect.any(String) },
    });
    expect(answer.requests.map((request) => request.replace(/&fields.*/, ""))).toEqual([
      `PUT tasks/${restId(id)}`,
      `GET tasks/${restId(id)}?include=action,action.division,action.division.participant,assignee`,
    ]);
    expect(answer.extensions.cost).toMatchObject({ upstreamRequests: 2, rounds: 2 });
    // What the write told is not asked for again.
    expect(answer.requests[1]).toContain("fields[tasks]=id,action,assignee&");
  });

  test("one link costs the record behind it and no more, and none that is null", async () => {
    const id = await newTask();
    const one = `mutation($input: UpdateTaskInput!) { updateTask(input: $input) { task { name matter { name } rate { name } } userErrors { code } } }`;
    const answer = await ana.query(one, { input: { id, name: "Once more" } });
    expect(done(answer, "updateTask")["task"]).toEqual({ name: "Once more", matter: { name: expect.any(String) }, rate: null });
    expect(answer.requests).toEqual([`PUT tasks/${restId(id)}`, "GET actions/2?fields[actions]=id,name"]);
  });

  test("lists below it are read once it is written", async () => {
    const query = `mutation($input: UpdateMatterInput!) { updateMatter(input: $input) { matter { name tasks(first: 2) { nodes { name matter { name } } } assignedTo { displayName } } userErrors { code } } }`;
    const answer = await ana.query(query, { input: { id: "Matter:2", name: "Renamed" } });
    const { matter } = done(answer, "updateMatter") as {
      matter: { name: string; tasks: { nodes: { matter: { name: string } }[] } };
    };
    expect(matter.tasks.nodes.map((task) => task.matter.name)).toEqual(["Renamed", "Renamed"]);
    expect(answer.requests).toHaveLength(3);
    expect(answer.extensions.cost.rounds).toBe(2);
  });

  test.each<[string, Partial<RestQuirks>, number]>([
    ["201", { createStatus: 201 }, 1],
    ["the whole record", { writeAnswer: "record" }, 1],
    // What it leaves out is asked for.
    ["only what was sent", { writeAnswer: "changed" }, 2],
    ["nothing, with status 200", { writeAnswer: "empty" }, 2],
    ["204", { writeAnswer: "204" }, 2],
  ])("is the same when Actionstep answers an update with %s", async (_, quirks, requests) => {
    const id = await newTask();
    server.simulator.set({ quirks });
    const answer = await ana.query(UPDATE, { input: { id, priority: "HIGH" } });
    expect(done(answer, "updateTask")["task"]).toEqual({ id, name: TASK.name, priority: "HIGH", description: null });
    expect(answer.requests).toHaveLength(requests);
    expect(answer.requests[0]).toBe(`PUT tasks/${restId(id)}`);
  });

  test.each<[string, Partial<RestQuirks>]>([
    ["nothing", { writeAnswer: "empty" }],
    ["204", { writeAnswer: "204" }],
  ])("is null when Actionstep answers a creation with %s: what it made cannot be known", async (_, quirks) => {
    server.simulator.set({ quirks });
    const answer = await ana.query(CREATE, { input: TASK });
    expect(done(answer, "createTask")["task"]).toBeNull();
    expect(answer.requests).toEqual(["POST tasks"]);
  });
});

describe("an update", () => {
  test("sends only what is given; null clears a value and a link", async () => {
    const id = await newTask();
    const set = `mutation($input: UpdateTaskInput!) { updateTask(input: $input) { task { name description template { id } } userErrors { code } } }`;
    const filled = await ana.query(set, { input: { id, description: "At length", templateId: "TaskTemplate:1" } });
    expect(done(filled, "updateTask")["task"]).toEqual({
      name: TASK.name,
      description: "At length",
      template: { id: "TaskTemplate:1" },
    });
    const cleared = await ana.query(set, { input: { id, description: null, templateId: null } });
    expect(done(cleared, "updateTask")["task"]).toEqual({ name: TASK.name, description: null, template: null });
  });

  test("is sent as PATCH where only that is accepted, which is asked once", async () => {
    const id = await newTask();
    server.simulator.set({ quirks: { updateVerb: "patch" } });
    const first = await ana.query(UPDATE, { input: { id, name: "By PATCH" } });
    expect(done(first, "updateTask")["task"]).toMatchObject({ name: "By PATCH" });
    expect(first.requests).toEqual([`PUT tasks/${restId(id)}`, `PATCH tasks/${restId(id)}`]);
    const second = await ana.query(UPDATE, { input: { id, name: "Again" } });
    expect(second.requests).toEqual([`PATCH tasks/${restId(id)}`]);
    server.simulator.set({ quirks: { updateVerb: "put" } });
    const third = await ana.query(UPDATE, { input: { id, name: "By PUT" } });
    expect(done(third, "updateTask")["task"]).toMatchObject({ name: "By PUT" });
  });
});

describe("a write that is not accepted", () => {
  const BAD = { completedTimestamp: "2026-01-01T10:00:00Z", startedTimestamp: "2026-01-02T10:00:00Z" };
  const shapes: readonly [string, Partial<RestQuirks>][] = [
    ["an object", {}],
    ["a list", { rejectionAs: "array" }],
    ["a 422", { rejectionStatus: 422 }],
    ["a 409", { rejectionStatus: 409 }],
    ["a 500", { rejectionStatus: 500 }],
    ["no pointer", { rejectionPointer: "none" }],
    ["the name of a parameter", { rejectionPointer: "parameter" }],
    ["a code in the detail alone", { rejectionCodeIn: "detail" }],
    ["the first fault only", { rejections: "first" }],
  ];

  test.each(shapes)("is a userError that names Actionstep's code and the input's member, said with %s", async (_, quirks) => {
    const id = await newTask();
    server.simulator.set({ quirks });
    const answer = await ana.query(UPDATE, { input: { id, ...BAD } });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.updateTask.task).toBeNull();
    expect(answer.data.updateTask.userErrors).toContainEqual({
      code: "T04",
      message: "A task cannot have been completed before it was started.",
      field: ["input", "completedTimestamp"],
    });
    expect(answer.requests).toEqual([`PUT tasks/${restId(id)}`]);
  });

  test("says which link was wrong, without a word of Actionstep's", async () => {
    const { data } = await ana.query(CREATE, { input: { ...TASK, matterId: "99999999" } });
    expect(data.createTask.userErrors).toEqual([
      { code: "REJECTED", message: "Actionstep does not accept this matterId.", field: ["input", "matterId"] },
    ]);
  });

  test("of several in one request says which, and writes none", async () => {
    const query = `mutation($input: [CreateTaskInput!]!) { createTasks(input: $input) { tasks { id } userErrors { code field } } }`;
    const before = (await ana.query(`{ tasks { totalCount } }`)).data.tasks.totalCount as number;
    const { data, requests } = await ana.query(query, { input: [TASK, { ...TASK, ...BAD }] });
    expect(data.createTasks.tasks).toEqual([]);
    expect(data.createTasks.userErrors).toContainEqual({ code: "T04", field: ["input", "1", "completedTimestamp"] });
    expect(requests).toEqual(["POST tasks"]);
    expect((await ana.query(`{ tasks { totalCount } }`)).data.tasks.totalCount).toBe(before);
  });

  test("leaves the other writes of the operation alone", async () => {
    const { data } = await ana.query(
      `mutation($good: CreateTaskInput!, $bad: CreateTaskInput!) {
        one: createTask(input: $good) { task { id } userErrors { code } }
        two: createTask(input: $bad) { task { id } userErrors { code } }
        three: createTask(input: $good) { task { id } userErrors { code } }
      }`,
      { good: TASK, bad: { ...TASK, assigneeId: "99999999" } },
    );
    expect([data.one.task, data.two.task, data.three.task]).toEqual([
      { id: expect.any(String) },
      null,
      { id: expect.any(String) },
    ]);
    expect(data.two.userErrors).toEqual([{ code: expect.any(String) }]);
  });
});

describe("what is wrong before anything is sent", () => {
  test.each<[string, Record<string, unknown>, string, string[]]>([
    ["a value that cannot be cleared", { name: null }, "REQUIRED", ["input", "name"]],
    ["a blank where there must be a text", { name: "  " }, "REQUIRED", ["input", "name"]],
    ["the value that is only ever read", { priority: "UNRECOGNIZED" }, "INVALID", ["input", "priority"]],
    ["nothing to change", {}, "NOTHING_TO_WRITE", ["input"]],
  ])("%s", async (_, change, code, field) => {
    const { data, requests } = await ana.query(UPDATE, { input: { id: "Task:1", ...change } });
    expect(data.updateTask).toEqual({ task: null, userErrors: [{ code, field, message: expect.any(String) }] });
    expect(requests).toEqual([]);
  });

  test("an id of another type", async () => {
    const { errors, requests } = await ana.query(CREATE, { input: { ...TASK, assigneeId: "Matter:2" } });
    expect(errors![0]).toMatchObject({ extensions: { code: "BAD_USER_INPUT", argument: "input.assigneeId" } });
    expect(requests).toEqual([]);
  });

  test("too many at once, and the same one twice", async () => {
    const query = `mutation($input: [DeleteFileNoteInput!]!) { deleteFileNotes(input: $input) { deletedIds userErrors { code field } } }`;
    const many = await ana.query(query, { input: Array.from({ length: 201 }, (_, index) => ({ id: String(index + 1) })) });
    expect(many.data.deleteFileNotes).toEqual({ deletedIds: [], userErrors: [{ code: "TOO_MANY", field: ["input"] }] });
    const twice = await ana.query(query, { input: [{ id: "1" }, { id: "FileNote:1" }] });
    expect(twice.data.deleteFileNotes.userErrors).toEqual([{ code: "DUPLICATE", field: ["input", "1", "id"] }]);
    expect([...many.requests, ...twice.requests]).toEqual([]);
  });
});

describe("a write whose answer is lost", () => {
  const befall = (fault: Fault): void => {
    repair = server.simulator.fault({ match: ({ kind, method }) => kind === "rest" && method !== "GET", fault });
  };
  const faults: readonly [string, Fault, string][] = [
    ["is cut off after the deed", { kind: "reset-after-commit" }, "UPSTREAM_UNAVAILABLE"],
    ["is cut off before the deed", { kind: "reset" }, "UPSTREAM_UNAVAILABLE"],
    ["never comes", { kind: "stall" }, "UPSTREAM_UNAVAILABLE"],
    ["stops half way", { kind: "stall-body" }, "UPSTREAM_UNAVAILABLE"],
    ["is half of one", { kind: "truncate" }, "UPSTREAM_INVALID_RESPONSE"],
    ["is a page of HTML", { kind: "replace", contentType: "text/html", body: "<html>" }, "UPSTREAM_INVALID_RESPONSE"],
    ["is a 500", { kind: "status", status: 500 }, "UPSTREAM_UNAVAILABLE"],
    ["is a 502", { kind: "status", status: 502 }, "UPSTREAM_UNAVAILABLE"],
    ["is a 503", { kind: "status", status: 503, headers: { "retry-after": "1" } }, "UPSTREAM_UNAVAILABLE"],
    ["is a 504", { kind: "status", status: 504 }, "UPSTREAM_UNAVAILABLE"],
  ];
  test.each(faults)("because it %s is never sent twice, and says that it may have been made", async (_, fault, code) => {
    const id = await newTask();
    for (const [query, input] of [
      [CREATE, TASK],
      [UPDATE, { id, name: "Perhaps" }],
      // With no content there is no half of it.
      ...(code === "UPSTREAM_UNAVAILABLE" ? ([[DELETE, { id }]] as const) : []),
    ] as const) {
      befall(fault);
      server.simulator.clearRequests();
      const { errors, data } = await ana.query(query, { input });
      expect(errors!.map(({ extensions }) => extensions)).toEqual([expect.objectContaining({ code, outcome: "UNKNOWN" })]);
      expect(Object.values(data)).toEqual([null]);
      expect(server.simulator.restRequests().map(described)).toHaveLength(1);
      repair();
    }
  });

  test("an expired token is renewed and the write, which was not looked at, sent again", async () => {
    await newTask();
    server.simulator.expireAccessTokens();
    server.simulator.clearRequests();
    const answer = await ana.query(CREATE, { input: TASK });
    done(answer, "createTask");
    expect(server.simulator.requests.map(({ kind, status }) => [kind, status])).toEqual([
      ["rest", 401],
      ["token", 200],
      ["rest", 200],
    ]);
  });
});

describe("after a write nothing stale is shown", () => {
  test("later in the same operation", async () => {
    const id = await newTask();
    const { data } = await ana.query(
      `mutation($id: ID!) {
        one: updateTask(input: { id: $id, name: "First" }) { task { name matter { tasks(first: 200, orderBy: { field: ID, direction: DESC }) { nodes { id name } } } } }
        two: updateTask(input: { id: $id, name: "Second" }) { task { name matter { tasks(first: 200, orderBy: { field: ID, direction: DESC }) { nodes { id name } } } } }
      }`,
      { id },
    );
    const nameIn = (payload: { task: { matter: { tasks: { nodes: { id: string; name: string }[] } } } }): unknown =>
      payload.task.matter.tasks.nodes.find((task) => task.id === id)?.name;
    expect([nameIn(data.one), nameIn(data.two)]).toEqual(["First", "Second"]);
  });

  test("of what is kept for long because it seldom changes", async () => {
    const read = `{ utbmsCode(id: "A101") { description } timeEntries(first: 1) { nodes { id } } }`;
    await ana.query(read);
    const warm = await ana.query(read);
    expect(warm.requests.some((request) => request.startsWith("GET utbmscodes"))).toBe(false);
    const write = `mutation { updateUtbmsCode(input: { id: "A101", description: "Another description" }) { utbmsCode { description } userErrors { code } } }`;
    done(await ana.query(write), "updateUtbmsCode");
    expect((await ana.query(read)).data.utbmsCode).toEqual({ description: "Another description" });
  });

  test("to whoever asks while a read from before it is still under way", async () => {
    const id = await newTask();
    const read = `query($id: ID!) { task(id: $id) { name } }`;
    repair = server.simulator.fault({
      match: ({ kind, method, path }) => kind === "rest" && method === "GET" && path.endsWith(`/${restId(id)}`),
      times: 1,
      fault: { kind: "replace", body: (real) => real },
    });
    server.simulator.set({ latency: 150 });
    const early = ana.query(read, { id });
    await time.pass(60);
    const written = ana.query(UPDATE, { input: { id, name: "Later" } });
    done(await written, "updateTask");
    expect((await ana.query(read, { id })).data.task).toEqual({ name: "Later" });
    await early;
    server.simulator.set({ latency: 0 });
  });
});

describe("who may write", () => {
  test("nobody who is not signed in", async () => {
    const { data, errors, requests } = await server.stranger().query(CREATE, { input: TASK });
    expect(data).toEqual({ createTask: null });
    expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["UNAUTHENTICATED"]);
    expect(requests).toEqual([]);
  });

  test("nobody who did not grant the scope", async () => {
    const narrow = await server.connect("ana", { scope: "actions" });
    const { data, errors, requests } = await narrow.query(CREATE, { input: TASK });
    expect(data).toEqual({ createTask: null });
    expect(errors!.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ code: "INSUFFICIENT_SCOPE", required: ["tasks"] }),
    ]);
    expect(requests).toEqual([]);
  });

  test("a plan is asked of queries only, and writes nothing", async () => {
    const { data, errors, requests } = await ana.query(CREATE, { input: TASK }, { "x-gateway-plan": "explain" });
    expect(data).toBeNull();
    expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["BAD_USER_INPUT"]);
    expect(requests).toEqual([]);
  });
});
