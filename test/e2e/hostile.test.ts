import { request } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { getIntrospectionQuery } from "graphql";
import { startTestGateway } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";

const { server, ana } = useGateway();

const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/graphql`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...headers },
  });

/** Sends bytes as they are and resolves to the whole answer, once the server has ended it. */
const sendRaw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(new URL(server.url).port), "localhost", () => socket.write(bytes, "latin1"));
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => (answer += chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });

const get = (path: string, header = ""): string => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${header}\r\n`;
const errorLines = (): string[] =>
  server
    .logged()
    .split("\n")
    .filter((line) => line !== "" && (JSON.parse(line) as { level: number }).level >= 50);

describe("documents made to keep the gateway busy are refused, as the caller's doing", () => {
  const repeated = (times: number, part: (index: number) => string): string =>
    Array.from({ length: times }, (_, i) => part(i)).join(" ");

  test.each<[string, string]>([
    [
      "fragments that double at each level",
      `{ ...F0 } ${repeated(24, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F24 on Query { __typename }`,
    ],
    ["fragments in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"],
    [
      "levels beyond counting",
      `{ __schema { types { fields { type { ${"ofType { ".repeat(3000)} name ${"} ".repeat(3000)} } } } } }`,
    ],
    ["brackets beyond parsing", `{ matters(filter: ${"{ division: ".repeat(4900)} {} ${"}".repeat(4900)}) { totalCount } }`],
    ["more tokens than there may be", `{ ${"__typename ".repeat(20_000)} }`],
  ])("%s", async (_, query) => {
    const before = errorLines().length;
    const response = await post({ query });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect(errors[0]!.extensions.code).toMatch(/^(GRAPHQL_(PARSE|VALIDATION)_FAILED|OPERATION_RESOLUTION_FAILURE)$/);
    expect(errorLines().length).toBe(before);
  });

  test.each([
    ["the schema, many times over", `{ ${repeated(1600, (i) => `a${i}: __schema { types { name } }`)} }`],
    [
      "one part of the schema, many times over",
      `{ __schema { types { fields { args { ${repeated(600, (i) => `a${i}: name`)} } } } } }`,
    ],
  ])("%s, is an answer too large to be made", async (_, query) => {
    const response = await post({ query });
    expect(response.status).toBe(200);
    const { data, errors } = (await response.json()) as { data: unknown; errors: { extensions: object }[] };
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors[0]!.extensions).toEqual({ code: "ANSWER_TOO_LARGE", limit: 20 * 1_048_576 });
  });

  test("while the query with which tools read the schema is answered", async () => {
    const query = getIntrospectionQuery({
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    const response = await post({ query });
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveProperty("data.__schema.queryType.name", "Query");
  });

  test("null for an argument that must not be null, by way of a variable with a default", async () => {
    const before = errorLines().length;
    const response = await post({ query: `query ($id: ID = "1") { matter(id: $id) { id } }`, variables: { id: null } });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(`Argument \\"id\\" of non-null type \\"ID!\\" must not be null.`);
    expect(errorLines().length).toBe(before);
  });
});

describe("values made to mean something else upstream", () => {
  const steps = ["*", "7--*", "a,b", ":NULL", ":default", "7%2C8", "%2e%2e", "7--1\n"];
  test.each([".", "..", "current", "\ud800", "7--1\u0000", "a/b", "a\\b", ...steps])(
    "the id %j is none, and nothing is asked",
    async (id) => {
      for (const query of [
        `query ($id: ID!) { step(id: $id) { id } }`,
        `query ($id: ID!) { matters(filter: { step: { id: { eq: $id } } }) { totalCount } }`,
        `query ($id: ID!) { matters(filter: { step: { id: { in: ["7--1", $id] } } }) { totalCount } }`,
        `mutation ($id: ID!) { deleteMatterParticipant(input: { id: $id }) { deletedId userErrors { message } } }`,
      ]) {
        const { errors, requests } = await ana.query(query, { id });
        expect(errors![0]!.extensions["code"]).toBe("BAD_USER_INPUT");
        expect(requests).toEqual([]);
      }
      const { errors, requests } = await ana.query(`query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, { ids: [`Step:${id}`] });
      expect(errors![0]!.extensions).toMatchObject({ code: "BAD_USER_INPUT", argument: "ids[0]" });
      expect(requests).toEqual([]);
    },
  );

  test.each(["50%", "Why?", "no. 7 #1", "Takatāpui", "a:b", "..a", "x;y=1&z", "%zz"])(
    "the id %j is one, and asked for as itself",
    async (name) => {
      const { data, errors, requests } = await ana.query(`query ($id: ID!) { genderType(id: $id) { id } }`, { id: name });
      expect([data, errors]).toEqual([{ genderType: null }, undefined]);
      expect(requests).toHaveLength(1);
      const { path } = server.simulator.requests.at(-1)!;
      expect(decodeURIComponent(path.split("/").at(-1)!)).toBe(name);
    },
  );

  test.each([
    ["9999-12-31T23:59:59-05:00", undefined],
    ["9999-12-31T23:59:59+05:00", "9999-12-31T18:59:59"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00"],
    ["0001-01-01T00:00:00+00:01", undefined],
    ["0001-01-01T00:00:00-23:59", "0001-01-01T23:59:00"],
    ["0000-12-31T23:00:00-05:00", "0001-01-01T04:00:00"],
    ["0000-01-01T00:00:00+05:00", undefined],
    ["0000-06-01T00:00:00Z", undefined],
    ["0099-12-31T23:59:59.999Z", "0099-12-31T23:59:59"],
    ["2024-02-29T23:59:59-23:59", "2024-03-01T23:58:59"],
  ])("the instant %s at the edge of the calendar is asked for as %s, or refused by name", async (instant, asked) => {
    const query = `query ($at: DateTime!) { tasks(filter: { dueTimestamp: { gte: $at } }) { totalCount } }`;
    const { errors, requests } = await ana.query(query, { at: instant });
    if (asked === undefined) {
      expect(errors![0]!.extensions).toMatchObject({ code: "BAD_USER_INPUT", argument: "filter.dueTimestamp.gte" });
      expect(requests).toEqual([]);
    } else {
      expect(errors).toBeUndefined();
      expect(server.simulator.requests.at(-1)!.query["dueTimestamp_gteq"]).toBe(asked);
    }
  });

  test.each([
    "2016-12-31T23:59:60Z",
    "2026-01-01T24:00:00Z",
    "2026-02-30T00:00:00Z",
    "+010000-01-01T00:00:00Z",
    "2026-01-01T00:00:00+24:00",
  ])("the instant %s that no clock shows is refused before anything is asked", async (at) => {
    const query = `query ($at: DateTime!) { tasks(filter: { dueTimestamp: { gte: $at } }) { totalCount } }`;
    const { status, errors, requests } = await ana.query(query, { at });
    expect([status, errors!.length, requests]).toEqual([400, 1, []]);
  });

  test("a day in a year that there is not is refused by name, in a list too", async () => {
    for (const operand of [`eq: "0000-12-31"`, `in: ["2026-01-01", "0000-01-01"]`]) {
      const { errors, requests } = await ana.query(`{ bills(filter: { dueDate: { ${operand} } }) { totalCount } }`);
      expect(errors![0]!.extensions["code"]).toMatch(/BAD_USER_INPUT|VALIDATION/);
      expect(requests).toEqual([]);
    }
  });

  test("half a surrogate pair in a filter is refused by name", async () => {
    for (const name of [{ eq: "\ud800" }, { like: "a\udc00*" }, { in: ["fine", "\ud800"] }]) {
      const { errors, requests } = await ana.query(`query ($filter: MatterFilter) { matters(filter: $filter) { totalCount } }`, {
        filter: { name },
      });
      expect(errors![0]!.extensions).toMatchObject({ code: "BAD_USER_INPUT", argument: `filter.name.${Object.keys(name)[0]}` });
      expect(requests).toEqual([]);
    }
  });

  test("a filter value stays one value, whatever is in it", async () => {
    const value = "a&page=2&sort=-id#?[x]=%00+\r\nX-Other: 1";
    const { errors, requests } = await ana.query(
      `query ($name: String) { matters(filter: { name: { eq: $name } }) { totalCount } }`,
      {
        name: value,
      },
    );
    expect(errors).toBeUndefined();
    expect(requests).toHaveLength(1);
    const asked = server.simulator.requests.at(-1)!.query;
    expect(asked["name"]).toBe(value);
    expect(Object.keys(asked)).toEqual(["name", "pageSize", "fields"]);
  });

  test("a filter too long for a URL is the caller's mistake", async () => {
    const { errors } = await ana.query(`query ($name: String) { matters(filter: { name: { eq: $name } }) { totalCount } }`, {
      name: "x".repeat(100_000),
    });
    expect(errors![0]!.extensions).toMatchObject({ code: "BAD_USER_INPUT", argument: "filter" });
    expect(errors![0]!.message).toMatch(/longer than Actionstep accepts/);
  });

  test("names of JavaScript's own objects are names like any other", async () => {
    for (const id of ["__proto__", "constructor", "toString"]) {
      const { data, errors } = await ana.query(`query ($id: ID!) { step(id: $id) { id } }`, { id });
      expect([data, errors]).toEqual([{ step: null }, undefined]);
    }
    const { errors } = await ana.query(`{ node(id: "Constructor:1") { id } }`);
    expect(errors![0]!.message).toMatch(/^id: "Constructor" is not a type/);
    for (const body of [
      `{"query":"{__typename}","variables":{"__proto__":{"x":1}}}`,
      `{"query":"{__typename}","variables":{"constructor":{"prototype":{}}}}`,
    ])
      expect((await post(body)).status).toBe(400);
  });
});

describe("bytes that are no proper request", () => {
  test.each<[string, string, number]>([
    ["no HTTP at all", "\x00\xff garbage\r\n\r\n", 400],
    ["a broken escape", get("/%zz%c0%ae"), 400],
    ["a way out of the assets", get("/assets/..%2f..%2fpackage.json"), 403],
    ["a null byte in a file's name", get("/assets/%00"), 400],
    ["a method nobody has", get("/graphql").replace("GET", "PROPFIND"), 404],
    ["cookies of rubbish", get("/auth/session", "Cookie: =;;%%%; asgw=%ff%00; __proto__=1; constructor=\xff\r\n"), 200],
    [
      "cookies that only look like ours",
      get("/auth/connect", `Cookie: ${Array.from({ length: 7 }, (_, i) => `asgw-tx-a b(${i}\xff)=1`).join("; ")}\r\n`),
      303,
    ],
    ["somebody else's host", get("/auth/connect", "X-Forwarded-Host: evil.example\r\n"), 303],
    [
      "a content type that is none",
      "POST /auth/logout HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-csrf: 1\r\nContent-Type: ;;;\r\nContent-Length: 1\r\n\r\nx",
      415,
    ],
    ["two lengths", "POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400],
  ])("%s: no failure of ours is logged, and no stack is shown", async (_, bytes, status) => {
    const before = errorLines().length;
    const answer = await sendRaw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).not.toMatch(/\bat .*\.[jt]s:\d+|evil\.example/);
    expect(errorLines().length).toBe(before);
  });

  test("a request that never arrives does not keep its connection", () => {
    expect(server.gateway.app.server.requestTimeout).toBeGreaterThan(0);
    expect(server.gateway.app.server.headersTimeout).toBeGreaterThan(0);
  });

  test("an address that cannot be read is refused, and not repeated", async () => {
    for (const path of ["/%zz-secret", `/documents/${"secret".repeat(100)}/content`]) {
      const response = await fetch(server.url + path);
      expect([path.slice(0, 12), response.status >= 400 && response.status < 500]).toEqual([path.slice(0, 12), true]);
      expect(await response.text()).not.toContain("secret");
    }
  });

  test("a code in an address that leads nowhere is not logged", async () => {
    for (const path of ["/auth/callback/?code=stray-code", "/auth/callbac?code=stray-code", "/auth/callback%?code=stray-code"])
      await sendRaw(get(path));
    expect(server.logged()).not.toContain("stray-code");
  });
});

test("no cache keeps an answer, however it was asked for", async () => {
  const query = `{ viewer { org } }`;
  const asked = await ana.browser.send(`${server.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { "apollo-require-preflight": "1" },
  });
  expect(await asked.json()).toHaveProperty("data.viewer.org");
  const posted = await ana.query(query);
  for (const { headers } of [asked, posted]) {
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("a caller who leaves ends what was asked upstream, and nobody else's query", async () => {
  const repair = server.simulator.fault({
    match: ({ kind, path }) => kind === "rest" && path.includes("/tasks"),
    times: 1,
    fault: { kind: "stall-body" },
  });
  const cookie = [...ana.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const before = server.logged().length;
  const leaving = request(`${server.url}/graphql`, { method: "POST", headers: { "content-type": "application/json", cookie } });
  leaving.on("error", () => undefined).end(JSON.stringify({ query: "{ tasks(first: 1) { nodes { id } } }" }));
  while (!server.simulator.requests.some(({ url }) => url.includes("/tasks?pageSize=1"))) await new Promise(setImmediate);
  leaving.destroy();
  const { data, errors } = await ana.query(`{ tasks(first: 2) { nodes { id } } }`);
  repair();
  expect(errors).toBeUndefined();
  expect(data.tasks.nodes).toHaveLength(2);
  expect(server.logged().slice(before)).toContain("nobody waits for this request any more");
});

test("pages of nothing, as a broken API may claim them, do not lead the counting astray", async () => {
  const repair = server.simulator.fault({
    match: ({ kind, path }) => kind === "rest" && path.includes("/tasks"),
    fault: { kind: "replace", body: JSON.stringify({ meta: { paging: { tasks: { recordCount: 0, pageSize: 0 } } }, tasks: [] }) },
  });
  const { data, errors } = await ana.query(
    `{ a: tasks(first: 3) { totalCount nodes { id } } b: tasks(first: 5, page: 2) { totalCount nodes { id } } }`,
  );
  repair();
  expect(errors).toBeUndefined();
  expect(data).toEqual({ a: { totalCount: 0, nodes: [] }, b: { totalCount: 0, nodes: [] } });
});

test("a connection on which nothing is asked does not keep the gateway from closing", async () => {
  const other = await startTestGateway();
  const { address, port } = other.gateway.app.server.address() as AddressInfo;
  const accepted = new Promise((resolve) => other.gateway.app.server.once("connection", resolve));
  const silent = connect(port, address).on("error", () => undefined);
  const ended = new Promise((resolve) => silent.once("close", resolve));
  await accepted;
  await other.close();
  await ended;
});
