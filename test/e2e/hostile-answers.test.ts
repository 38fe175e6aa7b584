import { describe, expect, test } from "@jest/globals";
import type { Fault } from "../../simulator/index.js";
import { useGateway } from "../support/use-gateway.js";

const { server, ana } = useGateway();

const answering = (path: RegExp, body: string | ((real: string) => string)): void => {
  const fault: Fault = { kind: "replace", body };
  server.simulator.fault({ match: ({ kind, path: at }) => kind === "rest" && path.test(at), fault });
};
const nested = (depth: number): string => '{"a":['.repeat(depth / 2) + "]}".repeat(depth / 2);
const changed =
  (change: (body: { actions: object[]; meta: { paging: { actions: object } } }) => void) =>
  (real: string): string => {
    const body = JSON.parse(real) as Parameters<typeof change>[0];
    change(body);
    return JSON.stringify(body);
  };

const LIST = `{ matters(first: 2) { totalCount nodes { name assignedTo { displayName } } } contacts: participants(first: 1) { nodes { displayName } } }`;
const CHILDREN = `{ matters(first: 40) { nodes { name tasks(first: 2) { nodes { name } } } } contacts: participants(first: 1) { nodes { displayName } } }`;
const BY_ID = `{ nodes(ids: [${Array.from({ length: 60 }, (_, id) => `"Task:${id + 1}"`).join()}]) { id } contacts: participants(first: 1) { nodes { displayName } } }`;

describe("when Actionstep sends what no answer can be, that part is UPSTREAM_INVALID_RESPONSE and the rest answers", () => {
  test.each<[string, RegExp, string | ((real: string) => string), string]>([
    ["a million rows for two", /actions/, `{"actions":[${Array(1_000_000).fill('{"id":1}').join()}]}`, LIST],
    ["twice the rows of any list", /actions/, changed((body) => (body.actions = Array(2000).fill({ id: 1 }))), LIST],
    ["1e300 rows in the list", /actions/, (real) => real.replace(/"recordCount":\d+/, '"recordCount":1e300'), LIST],
    ["less than no rows in the list", /actions/, (real) => real.replace(/"recordCount":\d+/, '"recordCount":-1'), LIST],
    ["JSON nested 5,000 deep", /actions/, (real) => real.replace("{", `{"x":${nested(5000)},`), LIST],
    ["JSON nested 100,000 deep", /actions/, `{"actions":${nested(100_000)}}`, LIST],
    ["a row nested 70 deep", /actions/, (real) => real.replace(/"name":"[^"]*"/, `"name":${nested(70)}`), LIST],
    ["1e300 rows in the children's list", /tasks/, (real) => real.replace(/"recordCount":\d+/, '"recordCount":1e300'), CHILDREN],
    ["JSON nested 5,000 deep for children", /tasks/, `{"tasks":${nested(5000)}}`, CHILDREN],
    ["JSON nested 5,000 deep for records by id", /tasks/, `{"tasks":${nested(5000)}}`, BY_ID],
    ["a million rows for records by id", /tasks/, `{"tasks":[${Array(1_000_000).fill('{"id":1}').join()}]}`, BY_ID],
  ])("%s", async (_, path, body, query) => {
    answering(path, body);
    const before = server.logged().length;
    const { status, data, errors, requests } = await ana.query(query);
    expect(status).toBe(200);
    expect(data.contacts.nodes).toHaveLength(1);
    expect(new Set(errors!.map(({ extensions }) => extensions["code"]))).toEqual(new Set(["UPSTREAM_INVALID_RESPONSE"]));
    // What cannot be read is asked for in parts, but not without end.

    expect(requests.length).toBeLessThan(80);
    const lines = server.logged().slice(before).trim().split("\n");
    const levels = lines.map((line) => (JSON.parse(line) as { level: number }).level);
    expect(Math.max(...levels)).toBe(40);
  });
});

test("a list that says it has two thousand million rows costs no more requests than its rows that are wanted", async () => {
  answering(/tasks|actions/, (real) => real.replace(/"recordCount":\d+/, '"recordCount":2000000000'));
  for (const query of [CHILDREN, BY_ID, `{ matters(first: 1) { nodes { tasks(first: 2) { totalCount nodes { name } } } } }`]) {
    const { status, requests } = await ana.query(query);
    expect(status).toBe(200);
    expect(requests.length).toBeLessThan(100);
  }
});

test("no log line has what people typed into filters or the ids they asked for, at whichever level", async () => {
  const secret = "Confidential Person";
  const before = server.logged().length;
  await ana.query(`{ tasks(filter: { name: { ilike: "${secret}*" } }) { totalCount } matter(id: 987654321) { name } }`);
  await ana.query(
    `{ matters(filter: { name: { eq: "${secret}" }, assignedTo: { displayName: { eq: "${secret}" } } }) { totalCount } }`,
  );
  await ana.query(`{ nodes(ids: ["GenderType:${secret}"]) { id } }`);
  await ana.query(`mutation { updateTask(input: { id: "987654321", name: "${secret}" }) { userErrors { message } } }`);
  const logged = server.logged().slice(before);
  expect(logged).toContain('"parameters":["name","assignedTo[displayName]"');
  expect(decodeURIComponent(logged)).not.toContain(secret);
  expect(logged).not.toMatch(/Confidential|987654321/);
});
