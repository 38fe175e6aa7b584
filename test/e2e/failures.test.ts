import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../simulator/index.js";
import { startTestGateway, type Client, type TestGateway } from "../support/gateway.js";
import { createServedTime } from "../support/served-time.js";
import { useGateway } from "../support/use-gateway.js";

const { server, ana } = useGateway({ time: createServedTime(), ports: { retry: { afterRefusal: 1, afterFailure: 1 } } });

let repair = (): void => undefined;
afterEach(() => repair());
const breakTasks = (fault: Fault): void => {
  repair = server.simulator.fault({ match: ({ kind, path }) => kind === "rest" && /tasks/.test(path), fault });
};

const SECRET = "upstream-secret-detail";

describe("when Actionstep fails for one resource, the rest of the query answers", () => {
  test.each<[string, Fault, string]>([
    ["400", { kind: "status", status: 400, body: `{"errors":{"title":"${SECRET}"}}` }, "UPSTREAM_INVALID_RESPONSE"],
    ["403", { kind: "status", status: 403, body: SECRET }, "FORBIDDEN"],
    [
      "403 for want of a scope",
      { kind: "status", status: 403, body: `{"error":"insufficient_scope","error_description":"${SECRET}"}` },
      "INSUFFICIENT_SCOPE",
    ],
    ["404", { kind: "status", status: 404, body: SECRET }, "NOT_FOUND"],
    ["429", { kind: "status", status: 429, headers: { "retry-after": "7" } }, "RATE_LIMITED"],
    ["500", { kind: "status", status: 500, body: `<html>${SECRET}</html>` }, "UPSTREAM_UNAVAILABLE"],
    [
      "500 with a code that blames the request",
      { kind: "status", status: 500, body: `{"errors":{"status":500,"code":"AS-1302","title":"${SECRET}"}}` },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    ["503", { kind: "status", status: 503, body: SECRET }, "UPSTREAM_UNAVAILABLE"],
    ["a redirect", { kind: "status", status: 302, headers: { location: "/login" } }, "UPSTREAM_INVALID_RESPONSE"],
    [
      "a page of HTML",
      { kind: "replace", contentType: "text/html", body: `<html>${SECRET}</html>` },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    ["JSON of another kind", { kind: "replace", body: `{"hello":"${SECRET}"}` }, "UPSTREAM_INVALID_RESPONSE"],
    ["half an answer", { kind: "truncate" }, "UPSTREAM_"],
    ["a reset", { kind: "reset" }, "UPSTREAM_UNAVAILABLE"],
    ["silence", { kind: "stall" }, "UPSTREAM_UNAVAILABLE"],
    ["silence after half an answer", { kind: "stall-body" }, "UPSTREAM_UNAVAILABLE"],
  ])("%s", async (_, fault, code) => {
    breakTasks(fault);
    const { status, data, errors } = await ana.query(`{ matters(first: 2) { nodes { name tasks(first: 1) { nodes { id } } } } }`);
    expect(status).toBe(200);
    expect(data.matters.nodes.map((matter: { name: string; tasks: unknown }) => [typeof matter.name, matter.tasks])).toEqual([
      ["string", { nodes: null }],
      ["string", { nodes: null }],
    ]);
    expect(errors).toHaveLength(2);
    for (const error of errors!) {
      expect(String(error.extensions["code"])).toContain(code);
      expect(error.path?.slice(-2)).toEqual(["tasks", "nodes"]);
    }
    expect(JSON.stringify(errors)).not.toMatch(new RegExp(`${SECRET}|${server.simulator.url}|Bearer|api/rest`));
  });

  test("the log says what failed and how, and nothing of what was asked for", async () => {
    breakTasks({ kind: "reset" });
    await ana.query(`{ tasks(filter: { name: { eq: "Confidential Person" } }) { nodes { id } } }`);
    const lines = server
      .logged()
      .split("\n")
      .filter((line) => line.includes("upstream did not answer"));
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({
      resource: "tasks",
      failure: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/),
    });
    expect(lines.join()).not.toContain("Confidential");
  });

  test("the log has of a refused request its kind, Actionstep's code and the request id that the client got, not its detail", async () => {
    const error = {
      status: 403,
      code: "AS-1502",
      title: "Access Denied",
      detail: "Task 'Confidential Person' is restricted",
      source: { pointer: "/tasks/name", parameter: null },
      meta: { user: "Confidential Person" },
    };
    breakTasks({ kind: "status", status: 403, body: JSON.stringify({ errors: [error] }) });
    const { errors, headers } = await ana.query(`{ tasks(first: 1) { nodes { id } } }`);
    expect(errors![0]!.extensions).toEqual({ code: "FORBIDDEN" });
    const requestId = headers.get("x-request-id");
    const lines = server
      .logged()
      .split("\n")
      .filter((line) => line.includes(requestId!) && line.includes("upstream refused"));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(JSON.parse(line)).toEqual({
        level: 40,
        time: expect.any(Number),
        reqId: requestId,
        resource: "tasks",
        method: "GET",
        status: 403,
        code: "AS-1502",
        title: "Access Denied",
        pointer: "/tasks/name",
        ms: expect.any(Number),
        msg: "upstream refused a request",
      });
    }
  });

  test.each<[string, Fault]>([
    ["unreadable", { kind: "replace", contentType: "text/html", body: `<html>${SECRET}</html>` }],
    ["not there", { kind: "reset" }],
  ])("an answer that is %s has the request id on its errors, by which the log has more", async (_, fault) => {
    breakTasks(fault);
    const { errors, headers } = await ana.query(`{ tasks(first: 1) { nodes { id } } }`);
    const requestId = headers.get("x-request-id")!;
    expect(errors![0]!.extensions["requestId"]).toBe(requestId);
    const lines = server
      .logged()
      .split("\n")
      .filter((line) => line.includes(requestId) && JSON.parse(line).level === 40);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toContain(SECRET);
  });

  test("whatever a title holds besides words is kept out of the log", async () => {
    breakTasks({ kind: "status", status: 409, body: JSON.stringify({ errors: { title: `No ${SECRET} 7`, code: "<b>" } }) });
    await ana.query(`{ tasks(first: 1) { nodes { id } } }`);
    const line = server
      .logged()
      .split("\n")
      .findLast((each) => each.includes("upstream refused"))!;
    expect(JSON.parse(line)).toMatchObject({ status: 409 });
    expect(JSON.parse(line)).not.toHaveProperty("title");
    expect(JSON.parse(line)).not.toHaveProperty("code");
  });

  test("a 429 says when to come back", async () => {
    breakTasks({ kind: "status", status: 429, headers: { "retry-after": "7" } });
    const { errors } = await ana.query(`{ tasks { nodes { id } } }`);
    expect(errors![0]!.extensions).toMatchObject({ code: "RATE_LIMITED", retryAfter: 7 });
  });

  test("an access token refused although it has not expired is renewed, once, and the read repeated", async () => {
    server.simulator.clearRequests();
    server.simulator.expireAccessTokens();
    const { data, errors } = await ana.query(`{ tasks(first: 1) { nodes { id } } }`);
    expect(errors).toBeUndefined();
    expect(data.tasks.nodes).toHaveLength(1);
    expect(server.simulator.requests.map(({ kind, status }) => [kind, status])).toEqual([
      ["rest", 401],
      ["token", 200],
      ["rest", 200],
    ]);
  });
});

describe("a write that was made and of which Actionstep said nothing", () => {
  test("has the failure to read its record at the fields it was to be shown in, and is not taken for failed", async () => {
    const undo = server.simulator.fault({
      match: ({ kind, method, path }) => kind === "rest" && method === "PUT" && /tasks/.test(path),
      fault: { kind: "replace", status: 200, body: "" },
    });
    const undoReads = server.simulator.fault({
      match: ({ kind, method, path }) => kind === "rest" && method === "GET" && /tasks/.test(path),
      fault: { kind: "status", status: 500 },
    });
    repair = () => {
      undo();
      undoReads();
    };
    const { data, errors } = await ana.query(
      `mutation { updateTask(input: { id: "Task:3", name: "Call back" }) { task { id name matter { id } } userErrors { code } } }`,
    );
    expect(data.updateTask).toEqual({ task: { id: "Task:3", name: null, matter: null }, userErrors: [] });
    expect(errors!.map(({ path, extensions }) => [path!.join("."), extensions["code"], extensions["outcome"]])).toEqual([
      ["updateTask.task.name", "UPSTREAM_UNAVAILABLE", undefined],
      ["updateTask.task.matter", "UPSTREAM_UNAVAILABLE", undefined],
    ]);
    repair();
    expect((await ana.query(`{ task(id: 3) { name } }`)).data.task.name).toBe("Call back");
  });
});

describe("writes that were made and whose answer has rows", () => {
  test.each([
    ["that do not say which they are", [{ text: "one" }, { text: "two" }]],
    ["beyond any that an answer may have", Array.from({ length: 1_001 }, (_, index) => ({ id: index + 1, text: "one" }))],
  ])("%s are not taken for failed, and show none", async (_, rows) => {
    repair = server.simulator.fault({
      match: ({ kind, method, path }) => kind === "rest" && method === "POST" && /filenotes/.test(path),
      fault: { kind: "replace", status: 200, body: JSON.stringify({ filenotes: rows }) },
    });
    const { data, errors } = await ana.query(
      `mutation { createFileNotes(input: [{ matterId: 1, text: "one" }, { matterId: 1, text: "two" }]) { fileNotes { id } userErrors { code } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.createFileNotes).toEqual({ fileNotes: [], userErrors: [] });
  });
});

describe("a link to what Actionstep refuses", () => {
  let plain: TestGateway;
  let client: Client;
  beforeAll(async () => {
    // Side-loaded with the records that link to it, what it leads to would not be asked for by itself.
    plain = await startTestGateway({ ports: { planning: { includes: false } } });
    client = await plain.connect("ana");
  });
  afterAll(() => plain.close());

  const refuse = (path: RegExp, status: number): void => {
    repair = plain.simulator.fault({
      match: (request) => request.kind === "rest" && path.test(request.path),
      fault: { kind: "status", status },
    });
  };
  const query = `{ allMatterBillSettings(first: 3) { nodes { id currency { name } } } tasks(first: 1) { nodes { matter { id } } } }`;

  test.each([400, 403, 404])("is null where nobody documents what it leads to: %i", async (status) => {
    refuse(/\/currencies/, status);
    const { data, errors } = await client.query(query);
    expect(errors).toBeUndefined();
    expect(data.allMatterBillSettings.nodes.map(({ currency }: { currency: unknown }) => currency)).toEqual([null, null, null]);
  });

  test("is an error where it is documented", async () => {
    refuse(/\/actions\/\d/, 403);
    const { data, errors } = await client.query(query);
    expect(data.tasks.nodes[0].matter).toBeNull();
    expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["FORBIDDEN"]);
  });
});
