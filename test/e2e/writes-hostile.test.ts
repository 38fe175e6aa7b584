import { afterEach, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../simulator/index.js";
import { defaultQuirks } from "../../simulator/answer-rest.js";
import { described, startTestGateway, type Answer } from "../support/gateway.js";
import { createServedTime } from "../support/served-time.js";
import { useGateway } from "../support/use-gateway.js";

/* Writes by somebody who means ill, to an Actionstep on a bad day. */

/** The time of the gateway and of Actionstep. */
const time = createServedTime();
const { server, ana } = useGateway({
  time,
  ports: { retry: { random: () => 0 } },
});
const repairs: (() => void)[] = [];
afterEach(async () => {
  for (const repair of repairs.splice(0)) repair();
  server.simulator.set({ quirks: defaultQuirks, latency: 0 });
  // What was learned of endpoints is forgotten after an hour.
  await time.skip(61 * 60_000);
});

const befall = (request: RegExp, fault: Fault, times = Infinity): void => {
  repairs.push(
    server.simulator.fault({
      match: ({ kind, method, url }) => kind === "rest" && request.test(`${method} ${url.replace(/^.*\/api\/rest\//, "")}`),
      ...(times < Infinity && { times }),
      fault,
    }),
  );
};
const codes = ({ errors = [] }: Answer): unknown[] => errors.map(({ extensions }) => extensions["code"]);
const isWrite = (request: string): boolean => !request.startsWith("GET ");
const writesIn = (requests: readonly string[]): string[] => requests.filter(isWrite);

const TASK = { name: "Call the client", dueTimestamp: "2026-12-01T10:00:00+11:00", matterId: "2", assigneeId: "10" };
const CREATE = `mutation Create($input: CreateTaskInput!) { createTask(input: $input) { task { id name } userErrors { code message field } } }`;
const UPDATE = `mutation Update($input: UpdateTaskInput!) { updateTask(input: $input) { task { id name status } userErrors { code message field } } }`;

const refusal = (errors: unknown, status = 400): Fault => ({ kind: "status", status, body: JSON.stringify({ errors }) });

describe("an objection of Actionstep's", () => {
  test.each<[string, object, unknown]>([
    ["says nothing of which it means", { code: "T04" }, null],
    ["points beyond them", { code: "T04", source: { pointer: "/tasks/7/completedTimestamp" } }, null],
    [
      "points at the second",
      { code: "T04", source: { pointer: "/tasks/1/completedTimestamp" } },
      ["input", "1", "completedTimestamp"],
    ],
    ["points at no member", { code: "T04", source: { pointer: "/tasks/1/__proto__" } }, ["input", "1", "completedTimestamp"]],
    ["has no code", { source: { pointer: "/tasks/constructor" } }, null],
  ])("to one of several that %s blames no other", async (_, error, field) => {
    const query = `mutation($input: [CreateTaskInput!]!) { createTasks(input: $input) { tasks { id } userErrors { code field } } }`;
    befall(/^POST tasks/, refusal(error));
    const { data, errors } = await ana.query(query, { input: [TASK, TASK] });
    expect(errors).toBeUndefined();
    expect(data.createTasks.userErrors).toEqual([{ code: "code" in error ? "T04" : "REJECTED", field }]);
  });
});

describe("several in one request", () => {
  const values = `mutation($input: [UpdateDataCollectionRecordValueInput!]!) { updateDataCollectionRecordValues(input: $input) { dataCollectionRecordValues { id } userErrors { code field message } } }`;

  test("whose ids together are too long for an address are not sent", async () => {
    const input = Array.from({ length: 100 }, (_, index) => ({ id: `1--${"x".repeat(120)}--${index + 1}`, stringValue: "x" }));
    const { data, errors, requests } = await ana.query(values, { input });
    expect(errors).toBeUndefined();
    expect(data.updateDataCollectionRecordValues.userErrors).toEqual([
      { code: "TOO_MANY", field: ["input"], message: expect.stringContaining("too long") },
    ]);
    expect(requests).toEqual([]);
  });

  test("nor by the mutation that fills in the fields of one record", async () => {
    const query = `mutation($values: [DataCollectionValueInput!]!) { setDataCollectionValues(recordId: 1, values: $values) { userErrors { code field } } }`;
    const some = Array.from({ length: 100 }, (_, index) => ({ field: `1--${"é".repeat(30)}${index}`, value: "x" }));
    const { data, requests } = await ana.query(query, { values: some });
    expect(data.setDataCollectionValues.userErrors).toEqual([{ code: "TOO_MANY", field: ["values"] }]);
    expect(requests).toEqual([]);
  });
});

describe("an answer to a write", () => {
  test("that leaves out what must be there, of a record that cannot be read again, is an error in its place", async () => {
    server.simulator.set({ quirks: { writeAnswer: "changed" } });
    befall(/^GET actions\/2/, refusal({ code: "AS-TBC" }, 404));
    const query = `mutation { updateMatter(input: { id: 2, name: "Seen no more" }) { matter { id name isDeleted } userErrors { code } } }`;
    const answer = await ana.query(query);
    expect(codes(answer)).toEqual(["NOT_FOUND"]);
    expect(writesIn(answer.requests)).toEqual(["PUT actions/2"]);
    // What the answer told stands.
    expect(answer.data).toEqual({
      updateMatter: { matter: { id: "Matter:2", name: "Seen no more", isDeleted: null }, userErrors: [] },
    });
    expect(answer.errors![0]!.path).toEqual(["updateMatter", "matter", "isDeleted"]);
  });

  test("that has the record under another id, because of what was changed, is the record", async () => {
    const id = "1--tenure--Crosslease";
    befall(/^PUT datacollectionfielddropdownchoices/, {
      kind: "replace",
      body: (real) => real.replaceAll(`"${id}"`, `"1--tenure--Renamed"`),
    });
    const query = `mutation($id: ID!) { updateDataCollectionFieldDropdownChoice(input: { id: $id, name: "Renamed" }) { dataCollectionFieldDropdownChoice { restId name } userErrors { code } } }`;
    const { data, errors, requests } = await ana.query(query, { id });
    expect(errors).toBeUndefined();
    expect(data.updateDataCollectionFieldDropdownChoice.dataCollectionFieldDropdownChoice).toEqual({
      restId: "1--tenure--Renamed",
      name: "Renamed",
    });
    expect(requests).toHaveLength(1);
  });

  test("that has another record where ids are numbers is not taken for the one that was changed", async () => {
    befall(/^PUT tasks/, { kind: "replace", body: (real) => real.replace(/"id":\s*1\b/, `"id":2`) });
    const { data, errors, requests } = await ana.query(UPDATE, { input: { id: 1, name: "The first" } });
    expect(errors).toBeUndefined();
    expect(data.updateTask.task).toMatchObject({ id: "Task:1", name: "The first" });
    expect(writesIn(requests)).toEqual(["PUT tasks/1"]);
  });

  test.each<[string, Fault, string]>([
    [
      "that sends elsewhere",
      { kind: "status", status: 303, headers: { location: "https://x.example/" } },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    [
      "that is a failure, and only quotes what looks like a code",
      refusal({ code: "AS-TBC", detail: "Deadlock while writing 'Form T04'" }, 500),
      "UPSTREAM_UNAVAILABLE",
    ],
  ])("%s leaves open whether it was made", async (_, fault, code) => {
    befall(/^POST tasks/, fault);
    const answer = await ana.query(CREATE, { input: TASK });
    expect(answer.data).toEqual({ createTask: null });
    expect(answer.errors![0]!.extensions).toMatchObject({ code, outcome: "UNKNOWN" });
    expect(answer.requests).toEqual(["POST tasks"]);
  });
});

describe("the parts of a new matter", () => {
  const query = `mutation($input: CreateMatterInput!) { createMatter(input: $input) { matter { id } userErrors { code field } } }`;
  const create = (more: object): Promise<Answer> => ana.query(query, { input: { matterName: "M", matterTypeId: "1", ...more } });

  test("cannot hold one field twice", async () => {
    const stepDataFields = [
      { stepDataFieldId: "1", value: "a" },
      { stepDataFieldId: "StepDataField:1", value: "b" },
    ];
    const { data, requests } = await create({ stepDataFields });
    expect(data.createMatter).toEqual({
      matter: null,
      userErrors: [{ code: "DUPLICATE", field: ["input", "stepDataFields", "1", "stepDataFieldId"] }],
    });
    expect(requests).toEqual([]);
  });

  test("that Actionstep asks for and were not given are said to be missing where they belong", async () => {
    befall(
      /^POST actioncreate/,
      refusal([{ source: { pointer: "/actioncreate/links/participantType4" } }, { source: { parameter: "stepDataField9" } }]),
    );
    const { data } = await create({});
    expect(data.createMatter.userErrors).toEqual([
      { code: "REJECTED", field: ["input", "participants"] },
      { code: "REJECTED", field: ["input", "stepDataFields"] },
    ]);
  });

  test("may lie outside the granted scopes when they are read back: the matter was made all the same", async () => {
    const narrow = await server.connect("moana", { scope: "actioncreate" });
    befall(/^POST actioncreate/, {
      kind: "replace",
      status: 200,
      contentType: "application/json",
      body: `{"actioncreate":{"id":77,"name":"M"}}`,
    });
    const answer = await narrow.query(
      query.replace("matter { id }", "matter { id name reference tasks(first: 1) { nodes { id } } }"),
      {
        input: { matterName: "M", matterTypeId: "1" },
      },
    );
    expect(answer.data.createMatter).toMatchObject({ matter: { id: "Matter:77", name: "M", reference: null }, userErrors: [] });
    expect(new Set(codes(answer))).toEqual(new Set(["INSUFFICIENT_SCOPE"]));
    expect(writesIn(answer.requests)).toEqual(["POST actioncreate"]);
  });
});

test("what comes with a form is read again where it is not all that is wanted", async () => {
  server.simulator.set({ quirks: { additionalFields: "asked" } });
  await ana.query(`mutation { updateParticipant(input: { id: 73, physicalCounty: "Kent" }) { userErrors { code } } }`);
  const query = `{ matter(id: 21) { nextSteps { mustHaveEmailAddresses { id displayName COUNTY } } } }`;
  const { data, requests } = await ana.query(query.replace("COUNTY", "physicalCounty"));
  const people = (data.matter.nextSteps as { mustHaveEmailAddresses: object[] }[]).flatMap((step) => step.mustHaveEmailAddresses);
  expect(people).toEqual([{ id: "Participant:73", displayName: expect.any(String), physicalCounty: "Kent" }]);
  expect(requests.filter((request) => request.startsWith("GET participants"))).toHaveLength(1);
  // What it did bring is not asked for.
  const short = await ana.query(query.replace("COUNTY", ""));
  expect(short.requests.filter((request) => request.startsWith("GET participants"))).toEqual([]);
});

describe("a write is sent once more only when it cannot have been looked at", () => {
  const kinds: readonly [string, Fault][] = [
    ["cut", { kind: "reset-after-commit" }],
    ["a 503", { kind: "status", status: 503, headers: { "retry-after": "0" } }],
    ["half", { kind: "truncate" }],
  ];
  test.each(kinds)("refused for its token, then for coming too soon, then %s: three times, and no more", async (_, fault) => {
    befall(/^POST tasks/, { kind: "status", status: 401, body: `{"error":"expired_token"}` }, 1);
    befall(/^POST tasks/, { kind: "status", status: 429, headers: { "retry-after": "0" } }, 1);
    befall(/^POST tasks/, fault);
    const answer = await ana.query(CREATE, { input: TASK });
    expect(answer.errors![0]!.extensions).toMatchObject({ outcome: "UNKNOWN" });
    expect(writesIn(answer.requests)).toHaveLength(3);
  });

  test("a method that is not the one, then cut: the other is not tried again", async () => {
    befall(/^PUT tasks/, { kind: "status", status: 405 });
    befall(/^PATCH tasks/, { kind: "reset-after-commit" });
    const answer = await ana.query(UPDATE, { input: { id: 1, name: "Perhaps" } });
    expect(answer.errors![0]!.extensions).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", outcome: "UNKNOWN" });
    expect(answer.requests).toEqual(["PUT tasks/1", "PATCH tasks/1"]);
  });

  test("a token that cannot be renewed ends it, with nothing said of an outcome", async () => {
    const other = await server.connect("moana");
    befall(/^POST tasks/, { kind: "status", status: 401, body: `{"error":"expired_token"}` });
    repairs.push(server.simulator.fault({ match: ({ kind }) => kind === "token", fault: { kind: "status", status: 503 } }));
    const answer = await other.query(CREATE, { input: TASK });
    expect(codes(answer)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(answer.errors![0]!.extensions).not.toHaveProperty("outcome");
    expect(writesIn(answer.requests)).toHaveLength(1);
  });

  test("a client that leaves: what waits is not sent, what was sent is sent once", async () => {
    server.simulator.set({ latency: 300 });
    const leave = new AbortController();
    const cookie = [...ana.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    server.simulator.clearRequests();
    const query = `mutation($i: CreateTaskInput!) { ${[1, 2, 3, 4].map((n) => `a${n}: createTask(input: $i) { userErrors { code } }`).join(" ")} }`;
    const gone = fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie },
      body: JSON.stringify({ query, variables: { i: TASK } }),
      signal: leave.signal,
    }).catch(() => undefined);
    await time.until(() => server.simulator.restRequests().length > 0);
    leave.abort();
    await gone;
    await time.pass(900);
    expect(server.simulator.restRequests().map(described)).toEqual(["POST tasks"]);
  });

  test("aliases of one mutation are each made once, and one that is written twice but is the same field, once", async () => {
    const query = `mutation($i: CreateTaskInput!) { a: createTask(input: $i) { task { id } } b: createTask(input: $i) { task { id } } a: createTask(input: $i) { task { name } } }`;
    const { data, requests } = await ana.query(query, { i: TASK });
    expect(data.a.task.id).not.toBe(data.b.task.id);
    expect(requests).toEqual(["POST tasks", "POST tasks"]);
  });
});

describe("ids that want to be more than ids", () => {
  test.each([
    "1/../actions/2",
    "1?x=1",
    "1,2",
    "1#2",
    "1%2C2",
    "1;2",
    "..",
    ".",
    "../actions/2",
    "%2e%2e",
    "1\u0000",
    "current",
    "1 ",
    "１",
    "1e3",
    "Task:1,2",
    "Task:Task:1",
    "-1",
    "01",
    "",
  ])("%j is no task's", async (id) => {
    for (const query of [UPDATE, `mutation($input: DeleteTaskInput!) { deleteTask(input: $input) { deletedId } }`]) {
      const { errors, requests } = await ana.query(query, { input: { id, ...(query === UPDATE && { name: "x" }) } });
      expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["BAD_USER_INPUT"]);
      expect(requests).toEqual([]);
    }
  });

  test.each(["%2C", "%2e%2e%2factions", "*", ":NULL"])("%j is none, also where ids are text", async (id) => {
    const query = `mutation($id: ID!) { updateUtbmsCode(input: { id: $id, description: "x" }) { userErrors { code } } }`;
    const { errors, requests } = await ana.query(query, { id });
    expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["BAD_USER_INPUT"]);
    expect(requests).toEqual([]);
  });

  test.each([
    ["a?include=b&c#d", "PUT utbmscodes/a%3Finclude%3Db%26c%23d"],
    ["__proto__", "PUT utbmscodes/__proto__"],
    ["a;b=c", "PUT utbmscodes/a%3Bb%3Dc"],
  ])("%j, where ids are text, is one step of a path and no more", async (id, request) => {
    const query = `mutation($id: ID!) { updateUtbmsCode(input: { id: $id, description: "x" }) { userErrors { code } } }`;
    const { errors, requests } = await ana.query(query, { id });
    expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["NOT_FOUND"]);
    expect(requests).toEqual([request]);
  });
});

describe("what is refused before anything is sent", () => {
  const post = async (body: string, headers: Record<string, string>): Promise<{ status: number; text: string }> => {
    const cookie = [...ana.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await time.during(fetch(`${server.url}/graphql`, { method: "POST", headers: { cookie, ...headers }, body }));
    return { status: response.status, text: await response.text() };
  };
  const MUTATION = `mutation { createTask(input: { name: "x", matterId: 2, assigneeId: 10, dueTimestamp: "2026-12-01T10:00:00Z" }) { userErrors { code } } }`;

  test("a mutation by GET, also a persisted one", async () => {
    const before = server.simulator.restRequests().length;
    const cookie = [...ana.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const hash = (await import("node:crypto")).createHash("sha256").update(MUTATION).digest("hex");
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } });
    for (const search of [
      new URLSearchParams({ query: MUTATION }),
      new URLSearchParams({ query: MUTATION, extensions }),
      new URLSearchParams({ extensions }),
      new URLSearchParams({ query: `query Q { __typename } ${MUTATION.replace("mutation", "mutation M")}`, operationName: "M" }),
    ]) {
      const response = await fetch(`${server.url}/graphql?${search.toString()}`, {
        headers: { cookie, accept: "application/json", "apollo-require-preflight": "1" },
      });
      expect(response.ok && /"data":\{"createTask/.test(await response.text())).toBe(false);
    }
    expect(server.simulator.restRequests()).toHaveLength(before);
  });

  test("a form, text and another site's request", async () => {
    const before = server.simulator.restRequests().length;
    const json = JSON.stringify({ query: MUTATION });
    for (const [body, headers] of [
      [new URLSearchParams({ query: MUTATION }).toString(), { "content-type": "application/x-www-form-urlencoded" }],
      [json, { "content-type": "text/plain" }],
      [json, { "content-type": "multipart/form-data; boundary=x" }],
      [json, { "content-type": "application/json", origin: "https://evil.example" }],
      [json, { "content-type": "application/json", "sec-fetch-site": "cross-site" }],
    ] as const) {
      const { status } = await post(body, headers);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(server.simulator.restRequests()).toHaveLength(before);
  });

  test("more than a megabyte, with a clear error", async () => {
    const { status, text } = await post(
      JSON.stringify({ query: CREATE, variables: { input: { ...TASK, name: "x".repeat(1_100_000) } } }),
      {
        "content-type": "application/json",
      },
    );
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ message: expect.stringMatching(/too large/i), extensions: { code: "BAD_REQUEST" } }],
    });
  });

  test("many records of which much is wanted: that costs as much as of many that are read", async () => {
    const query = `mutation($input: [CreateTaskInput!]!) { createTasks(input: $input) { tasks { matter { tasks(first: 100) { nodes { matter { name } tags: matter { fileNotes(first: 1) { nodes { id } } } } } } } } }`;
    const many = await ana.query(query, { input: Array.from({ length: 200 }, () => TASK) });
    expect(many.status).toBe(400);
    expect(codes(many)).toEqual(["QUERY_TOO_EXPENSIVE"]);
    expect(many.requests).toEqual([]);
    const few = await ana.query(query, { input: [TASK, TASK] });
    expect(few.errors).toBeUndefined();
    expect(writesIn(few.requests)).toEqual(["POST tasks"]);
  });

  test("aliases without end", async () => {
    const query = `mutation($i: CreateTaskInput!) { ${Array.from({ length: 2000 }, (_, n) => `a${n}: createTask(input: $i) { task { id } userErrors { code } }`).join(" ")} }`;
    const { status, errors, requests } = await ana.query(query, { i: TASK });
    expect(status).toBe(400);
    expect(errors).toHaveLength(1);
    expect(requests).toEqual([]);
  });
});

test("a Retry-After of any kind leaves a whole number of seconds, of at least one", async () => {
  const once = await startTestGateway({ time, ports: { retry: { afterRefusal: 1 } } });
  try {
    const ben = await once.connect("ana");
    for (const value of ["0", "-5", "soon", "1e9", "99999", "3.5", "99999999999999999999", "Thu, 01 Jan 1970 00:00:00 GMT", ""]) {
      const fault = { kind: "status", status: 429, headers: { "retry-after": value } } as const;
      const repair = once.simulator.fault({ match: ({ method, path }) => method === "POST" && path.endsWith("/tasks"), fault });
      const { errors, data } = await ben.query(CREATE, { input: TASK });
      repair();
      expect(data).toEqual({ createTask: null });
      expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["RATE_LIMITED"]);
      const seconds = errors![0]!.extensions["retryAfter"];
      expect([value, Number.isSafeInteger(seconds) && (seconds as number) >= 1]).toEqual([value, true]);
      // However long it asks for, it is tried again before long.
      await time.skip(16 * 60_000);
      expect((await ben.query(CREATE, { input: TASK })).errors).toBeUndefined();
    }
  } finally {
    await once.close();
  }
});
