import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createDatabase } from "../../simulator/data/index.js";
import { startTestGateway, type Answer, type Client, type TestGateway } from "../support/gateway.js";
import { randomRequests } from "../support/random-query.js";
import { rawFirm } from "../support/raw-firm.js";

/* Two gateways on the same data, one that plans documents and one that leaves them to graphql-js: nobody can tell which. */

const database = createDatabase();
const { queries } = randomRequests(rawFirm(database, "ana"), 3);
const executions = ["compiled", "interpreted"] as const;

let servers: readonly TestGateway[];
beforeAll(async () => {
  servers = await Promise.all(executions.map((execution) => startTestGateway({ simulator: { database }, ports: { execution } })));
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

const connectAll = (scope?: string): Promise<readonly Client[]> =>
  Promise.all(servers.map((server) => server.connect("ana", scope === undefined ? {} : { scope })));

/** All that can be seen of an answer, but where it came from. */
const seen = ({ status, headers, requests, ...body }: Answer): unknown =>
  JSON.parse(
    JSON.stringify({ status, type: headers.get("content-type"), requests: [...requests].sort(), body })
      .replaceAll(/localhost%3A\d+|localhost:\d+/g, "host")
      .replaceAll(headers.get("x-request-id")!, "request"),
  );

async function compare(clients: readonly Client[], ...request: Parameters<Client["query"]>): Promise<Answer> {
  const [compiled, interpreted] = await Promise.all(clients.map((client) => client.query(...request)));
  expect(seen(compiled!)).toEqual(seen(interpreted!));
  return compiled!;
}

test.each([
  ["everything", undefined],
  ["little", "actions tasks divisions"],
])("random queries of somebody who granted %s", async (_, scope) => {
  const clients = await connectAll(scope);
  let errors = 0;
  await fc.assert(
    fc.asyncProperty(queries, async ({ query, variables }) => {
      errors += (await compare(clients, query, variables)).errors?.length ?? 0;
    }),
    { numRuns: 60, seed: 20_261_125 },
  );
  expect(errors > 0).toBe(scope !== undefined);
});

test.each<[string, string, Record<string, unknown>?, Record<string, string>?]>([
  ["what cannot be parsed", `{ matters( }`],
  ["what is not valid", `{ matters { nodes { nothing } } }`],
  [
    "variables that do not fit",
    `query ($n: Int!, $f: MatterFilter) { matters(first: $n, filter: $f) { totalCount } }`,
    { n: "x", f: { id: 1 } },
  ],
  [
    "variables that do not fit, to a client of plain JSON",
    `query ($n: Int!) { matters(first: $n) { totalCount } }`,
    {},
    { accept: "application/json" },
  ],
  [
    "arguments that are refused in their fields",
    `{ matters(first: -1) { nodes { id } totalCount } a: matter(id: "Task:1") { id } node(id: "x") { id } tasks(first: 1) { nodes { id } } }`,
  ],
  ["several operations and no name", `query A { __typename } query B { __typename }`],
  ["a subscription", `subscription { matters { totalCount } }`],
  ["too much", `{ matters(first: 1000) { nodes { tasks(first: 1000) { nodes { timeEntries { nodes { id } } } } } } }`],
  ["the schema's description", `{ __schema { queryType { fields { name args { name type { name } } } } } }`],
  [
    "a filter with a variable inside that is not given",
    `query ($s: String) { matters(first: 2, filter: { name: { ilike: $s } }) { totalCount } }`,
  ],
  [
    "records of several types by id, some of which are not there",
    `{ nodes(ids: ["Matter:1", "Participant:1", "Matter:99999", "Task:3"]) { __typename id ... on Matter { name tasks(first: 2) { nodes { name } } } ... on Participant { displayName } } }`,
  ],
])("%s", async (_, ...request) => {
  await compare(await connectAll("actions tasks participants"), ...request);
});

test("nobody, and records whose values cannot be read", async () => {
  await compare(
    servers.map((server) => server.stranger()),
    `{ __typename matters { nodes { id } totalCount pageInfo { page } } matter(id: 1) { id } nodes(ids: ["Matter:1", "Task:1"]) { id } viewer { org } }`,
  );
  const clients = await connectAll();
  const rows = [1, 2].map((id) => ({ id, name: "n", isDeleted: "maybe", modifiedTimestamp: "soon", status: "Odd" }));
  for (const { simulator } of servers)
    simulator.fault({
      match: ({ kind, path }) => kind === "rest" && /actions/.test(path),
      fault: { kind: "replace", body: JSON.stringify({ actions: rows }) },
    });
  const { errors } = await compare(clients, `{ matters(first: 2) { nodes { id name isDeleted modifiedTimestamp status } } }`);
  expect(errors?.length).toBeGreaterThan(0);
});
