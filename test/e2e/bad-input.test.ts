import { describe, expect, test } from "@jest/globals";
import { useGateway } from "../support/use-gateway.js";

const { server, ana } = useGateway();

describe("bad input is refused by name, before any request", () => {
  test.each<[string, string, RegExp]>([
    ["too many rows", `{ matters(first: 5000) { nodes { id } } }`, /^first: 5000 was given; expected 0 to 1000/],
    ["a negative count", `{ matters(last: -1) { nodes { id } } }`, /^last: -1 was given; expected 0 to 1000/],
    ["first with last", `{ matters(first: 1, last: 1) { nodes { id } } }`, /^last: cannot be combined with first/],
    ["page with after", `{ matters(page: 2, after: "x") { nodes { id } } }`, /^page: cannot be combined with after/],
    ["page zero", `{ matters(page: 0) { nodes { id } } }`, /^page: 0 was given; pages are counted from 1/],
    [
      "a long page",
      `{ matters(page: 1, first: 500) { nodes { id } } }`,
      /^first: 500 was given; expected 0 to 200 together with page/,
    ],
    ["a cursor that is none", `{ matters(after: "zzz") { nodes { id } } }`, /^after: this is not a cursor/],
    ["an ill-typed id", `{ matter(id: "seven") { id } }`, /^id: "seven" is not the id of a Matter; expected a number/],
    ["an id of another type", `{ matter(id: "Task:7") { id } }`, /^id: "Task:7" is the id of a Task; expected a Matter/],
    ["a bare id as a node", `{ node(id: "113") { id } }`, /^id: "113" is not a typed id/],
    ["a type that is none", `{ node(id: "Lawsuit:113") { id } }`, /^id: "Lawsuit" is not a type/],
    ["several ids in the place of one", `{ matter(id: "1,2") { id } }`, /^id: "1,2" is not the id of a Matter/],
    ["a path in the place of an id", `{ step(id: "../users/1") { id } }`, /^id: "\.\.\/users\/1" is not the id of a Step/],
    [
      "a filter three links away",
      `{ matters(filter: { division: { participant: { physicalCountry: { name: { eq: "Fiji" } } } } }) { nodes { id } } }`,
      /^filter\.division\.participant\.physicalCountry: /,
    ],
    [
      "too many fields to sort by",
      `{ matters(orderBy: [${"{ field: NAME }".repeat(11)}]) { nodes { id } } }`,
      /^orderBy: 11 fields were given; at most 10/,
    ],
    ["null as a value", `{ matters(filter: { name: { eq: null } }) { nodes { id } } }`, /^filter\.name\.eq: null is not a value/],
  ])("%s", async (_, query, message) => {
    const { status, errors, requests } = await ana.query(query);
    expect(status).toBe(200);
    expect(errors).toHaveLength(1);
    expect(errors![0]!.message).toMatch(message);
    expect(errors![0]!.extensions).toMatchObject({ code: "BAD_USER_INPUT" });
    expect(requests).toEqual([]);
  });

  test("a cursor of another list", async () => {
    const { data } = await ana.query(
      `{ matters(first: 2) { pageInfo { endCursor } } tasks(first: 1) { pageInfo { endCursor } } }`,
    );
    for (const query of [
      `{ matters(first: 2, after: "${data.tasks.pageInfo.endCursor}") { nodes { id } } }`,
      `{ matters(first: 2, filter: { status: { eq: ACTIVE } }, after: "${data.matters.pageInfo.endCursor}") { nodes { id } } }`,
    ]) {
      const { errors } = await ana.query(query);
      expect(errors![0]!.message).toMatch(/^after: this cursor is of another list/);
    }
  });

  test("too many nodes", async () => {
    const { errors } = await ana.query(`query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, {
      ids: Array.from({ length: 201 }, (_, id) => `Matter:${id}`),
    });
    expect(errors![0]!.message).toMatch(/^ids: 201 ids were given; at most 200/);
  });

  test("a value of the wrong form, in a variable", async () => {
    const { status, errors } = await ana.query(
      `query ($since: DateTime!) { matters(filter: { modifiedTimestamp: { gte: $since } }) { nodes { id } } }`,
      { since: "yesterday" },
    );
    expect(status).toBe(400);
    expect(errors![0]!.extensions["code"]).toBe("BAD_USER_INPUT");
    expect(errors![0]!.message).toMatch(
      /DateTime cannot represent "yesterday": expected a value like "2026-03-04T09:15:00\+11:00"/,
    );
  });
});

test("one bad argument leaves the rest of the query alone", async () => {
  const { data, errors } = await ana.query(`{ matters(first: 5000) { nodes { id } } tasks(first: 1) { nodes { id } } }`);
  expect(errors).toHaveLength(1);
  expect(errors![0]!.path).toEqual(["matters", "nodes"]);
  expect(data.tasks.nodes).toHaveLength(1);
});

test("an unknown id is null, not an error", async () => {
  const { data, errors } = await ana.query(
    `{ matter(id: "999999") { id } node(id: "Task:99999999") { id } step(id: "7--99") { id } nodes(ids: ["Matter:999999", "Matter:1"]) { id } }`,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ matter: null, node: null, step: null, nodes: [null, { id: "Matter:1" }] });
});

describe("over HTTP", () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/graphql`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

  test.each([
    ["malformed JSON", "{ not json", 400],
    ["an empty body", "", 400],
    ["JSON that is no request", "[1, 2]", 400],
    ["a syntax error", JSON.stringify({ query: "{ matters" }), 400],
    ["a kind of operation there is not", JSON.stringify({ query: "mutation { x }" }), 400],
    ["an unknown field", JSON.stringify({ query: "{ lawsuits { id } }" }), 400],
  ])("%s gets status 400 and JSON, never a stack", async (_, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toMatch(/^application\/(json|graphql-response\+json)/);
    const text = await response.text();
    expect(JSON.parse(text)).toHaveProperty("errors");
    expect(text).not.toMatch(/node_modules|at .*\.(js|ts):\d+/);
  });

  test("a form cannot post a query", async () => {
    const response = await post("query={viewer{org}}", { "content-type": "text/plain" });
    expect(response.status).toBe(400);
  });

  test("another site cannot post a query", async () => {
    const query = JSON.stringify({ query: "{ __typename }" });
    expect((await post(query, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post(query, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await post(query, { origin: server.url })).status).toBe(200);
  });

  test("a query that could cost thousands of requests is refused before it runs", async () => {
    const { errors, requests } = await ana.query(
      `{ matters(first: 1000) { nodes { tasks(first: 1000) { nodes { timeEntries(first: 1000) { nodes { id } } } } } } }`,
    );
    expect(errors![0]!.extensions).toMatchObject({ code: "QUERY_TOO_EXPENSIVE", limit: 10_000 });
    expect(requests).toEqual([]);
  });
});
