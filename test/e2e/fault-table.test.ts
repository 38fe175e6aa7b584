import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../simulator/index.js";
import { faults, SECRETS } from "../support/faults.js";
import { startTestGateway, type Answer, type Client, type TestGateway } from "../support/gateway.js";
import { createServedTime } from "../support/served-time.js";

/*
 * What a client sees of each fault at each place of a query, as one table that a person can read: fault-table.md. It is
 * compared word by word; `UPDATE_TABLE=1` writes it anew, to be read before it is committed.
 */

const TABLE = new URL("fault-table.md", import.meta.url);

let server: TestGateway;
/** The same without side-loaded records, so that what a link leads to is asked for by itself. */
let plain: TestGateway;
const clients = new Map<TestGateway, Client>();
/** All that were issued. */
const tokens = new Set<string>();
/** The time of the gateways and of Actionstep. */
const time = createServedTime();
beforeAll(async () => {
  const noting: typeof fetch = async (...request) => {
    const answer = await fetch(...request);
    const { access_token, refresh_token } = (await answer.clone().json()) as Record<string, string>;
    for (const token of [access_token, refresh_token]) if (token) tokens.add(token);
    return answer;
  };
  const ports = { fetch: noting, repeats: { afterRefusal: 1, afterFailure: 1 } };
  server = await startTestGateway({ time, ports });
  plain = await startTestGateway({ time, ports: { ...ports, planning: { includes: false } } });
  for (const each of [server, plain]) clients.set(each, await each.connect("ana"));
});
afterAll(async () => {
  await server.close();
  await plain.close();
});

/** A place of a query where a request can fail. */
interface Place {
  readonly name: string;
  /** Beside it, in the same operation, another root field is asked for. */
  readonly query: string;
  /** For a mutation; `ID` in it stands for a record that it has not been done to. */
  readonly isMutation?: true;
  /** The requests that the fault befalls, by method and URL. */
  readonly befalls: RegExp;
  readonly gateway: () => TestGateway;
  /** What a query without a fault answers here; each piece that an answer lacks is null. */
  readonly pieces: (data: Answer["data"]) => readonly unknown[];
  /** What a piece is called in the table. */
  readonly piece: string;
}

const places: readonly Place[] = [
  {
    name: "one by id",
    query: `task(id: 1) { name }`,
    befalls: /\/tasks\b/,
    gateway: () => server,
    pieces: ({ task }) => [task],
    piece: "`task`",
  },
  {
    name: "list",
    query: `tasks(first: 2) { nodes { name } totalCount }`,
    befalls: /\/tasks\b/,
    gateway: () => server,
    pieces: ({ tasks }) => [tasks.nodes, tasks.totalCount],
    piece: "`nodes` and `totalCount`",
  },
  {
    name: "link, read by itself",
    query: `tasks(first: 2) { nodes { name matter { name } } }`,
    befalls: /\/actions\b/,
    gateway: () => plain,
    pieces: ({ tasks }) => tasks.nodes.map(({ name, matter }: { name: string; matter: unknown }) => name && matter),
    piece: "each `matter`",
  },
  {
    name: "link, side-loaded",
    query: `tasks(first: 2) { nodes { name matter { name } } }`,
    befalls: /include=/,
    gateway: () => server,
    pieces: ({ tasks }) => [tasks.nodes?.every(({ matter }: { matter: unknown }) => matter) ? tasks.nodes : null],
    piece: "`nodes`, and each `matter` in them,",
  },
  {
    name: "way back",
    query: `matters(first: 2) { nodes { name tasks(first: 1) { nodes { name } } } }`,
    befalls: /\/tasks\b/,
    gateway: () => server,
    pieces: ({ matters }) =>
      matters.nodes.map(({ name, tasks }: { name: string; tasks: { nodes: unknown } }) => name && tasks.nodes),
    piece: "each `nodes` of tasks",
  },
  {
    name: "way back, of one of three",
    query: `nodes(ids: ["Matter:1", "Matter:2", "Matter:3"]) { ... on Matter { tasks(first: 1) { nodes { name } } } }`,
    befalls: /\/tasks\?.*\baction(_in)?=(\d+,)*2\b/,
    gateway: () => server,
    pieces: ({ nodes }) => nodes.map(({ tasks }: { tasks: { nodes: unknown } }) => tasks.nodes),
    piece: "each `nodes` of tasks",
  },
  {
    name: "one of four ids",
    query: `nodes(ids: ["Task:1", "Task:2", "Task:3", "Task:4"]) { ... on Task { name } }`,
    befalls: /\/tasks(\/|\?id(_in)?=)(\d+,)*2\b/,
    gateway: () => server,
    pieces: ({ nodes }) => nodes,
    piece: "each node",
  },
  {
    name: "create",
    query: `createTask(input: { matterId: 1, name: "Call back", assigneeId: 1, dueTimestamp: "2026-12-01T09:00:00+13:00" }) { task { name } userErrors { code } }`,
    isMutation: true,
    befalls: /^(POST|PUT|PATCH|DELETE) .*\/tasks\b/,
    gateway: () => server,
    pieces: ({ createTask }) => [createTask?.task],
    piece: "`task`",
  },
  {
    name: "update",
    query: `updateTask(input: { id: ID, name: "Call back" }) { task { name } userErrors { code } }`,
    isMutation: true,
    befalls: /^(POST|PUT|PATCH|DELETE) .*\/tasks\b/,
    gateway: () => server,
    pieces: ({ updateTask }) => [updateTask?.task],
    piece: "`task`",
  },
  {
    name: "delete",
    query: `deleteTask(input: { id: ID }) { deletedId userErrors { code } }`,
    isMutation: true,
    befalls: /^(POST|PUT|PATCH|DELETE) .*\/tasks\b/,
    gateway: () => server,
    pieces: ({ deleteTask }) => [deleteTask?.deletedId],
    piece: "`deletedId`",
  },
];

/** Those before it are read, and none is changed twice. */
let lastTask = 10;
/** A place's operation, with another root field beside it. */
function operationAt({ query, isMutation }: Place): string {
  if (!isMutation) return `{ ${query} beside: divisions(first: 1) { nodes { id } } }`;
  lastTask += 1;
  return `mutation { ${query.replace("ID", String(lastTask))} beside: updateFileNote(input: { id: 1, text: "Called back." }) { fileNote { id } } }`;
}

const isBesideThere = ({ data }: Answer): boolean => Boolean(data.beside.nodes?.[0] ?? data.beside.fileNote);

const userErrorsOf = ({ data }: Answer): readonly { code: string }[] =>
  Object.values(data as Record<string, { userErrors?: { code: string }[] } | null>).flatMap((each) => each?.userErrors ?? []);

/** What a client sees, in a few words. */
function told(answer: Answer, pieces: readonly unknown[]): string {
  const { errors = [] } = answer;
  const codes = errors.map(({ extensions }) => `\`${String(extensions["code"])}\`${extensions["outcome"] ? ", unknown" : ""}`);
  const objections = userErrorsOf(answer).map(({ code }) => `user error \`${code}\``);
  const missing = pieces.filter((each) => each === null || each === undefined).length;
  if (errors.length > 0) expect(errors).toHaveLength(missing);
  const lost = missing === pieces.length ? "null" : `${missing} of ${pieces.length} null`;
  return [...new Set(codes), ...objections, missing === 0 ? "answers" : lost].join(", ");
}

/** The table as the file has it, every column as wide as its widest cell. */
function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const [head, ...others] = rows.map((row) => `| ${row.map((text, column) => text.padEnd(widths[column]!)).join(" | ")} |`);
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...others].join("\n");
}

const file = (table: string): string => `# What a client sees of each fault

Written by \`fault-table.test.ts\`, which compares it with what happens: \`UPDATE_TABLE=1\` writes it anew.
Each fault lasts. Each query has another root field beside it, which always answers; so does what else the same records
hold. A code stands for an error at each place that is null; "null" alone is null without an error. "Unknown" is the
\`outcome\` of a write that may have been made; a user error stands in the payload.

${places.map(({ name, query, piece }) => `- **${name}**: ${piece} of \`{ ${query} }\``).join("\n")}

${table}
`;

const cells = new Map<string, string>();
const cell = (fault: string, place: string): string => `${fault} × ${place}`;

test.each(places)("without a fault, all is answered: $name", async (place) => {
  const { gateway, pieces } = place;
  const whole = await clients.get(gateway())!.query(operationAt(place));
  expect(whole.errors).toBeUndefined();
  expect(pieces(whole.data)).not.toContainEqual(null);
  expect(userErrorsOf(whole)).toEqual([]);
  expect(isBesideThere(whole)).toBe(true);
});

describe.each<[string, Fault]>(faults)("%s", (title, fault) => {
  const leaves = "leaves the rest of the query alone and shows nothing of itself: $name";
  test.each(places)(leaves, async (place) => {
    const { name, befalls, gateway, pieces } = place;
    const { simulator, url } = gateway();
    const repair = simulator.fault({
      match: ({ kind, method, url: asked }) => kind === "rest" && befalls.test(`${method} ${asked}`),
      fault,
    });
    try {
      const answer = await clients.get(gateway())!.query(operationAt(place));
      expect(answer.status).toBe(200);
      expect(isBesideThere(answer)).toBe(true);
      for (const { path, message, extensions } of answer.errors ?? []) {
        expect(path![0]).not.toBe("beside");
        const { connectUrl, ...others } = extensions;
        const shown = JSON.stringify({ message, others, headers: [...answer.headers] });
        expect(shown).not.toMatch(/Bearer|api\/rest|https?:/);
        expect(connectUrl ?? url).toMatch(new RegExp(`^${url}`));
      }
      const seen = JSON.stringify([answer.errors, answer.data, [...answer.headers]]);
      expect(seen).not.toMatch(SECRETS);
      expect([...tokens].filter((token) => seen.includes(token))).toEqual([]);
      const writes = answer.requests.filter((request) => /^(?!GET).* tasks\b/.test(request));
      // A refused token, method or moment has done nothing.
      if (!/^4(01|05|29)/.test(title)) expect(writes).toHaveLength(place.isMutation ? 1 : 0);
      cells.set(cell(title, name), told(answer, pieces(answer.data)));
    } finally {
      repair();
      // What was learned of the endpoint is forgotten after an hour; a session that nobody uses ends after a few.
      await time.skip(61 * 60_000);
      for (const client of clients.values()) await client.query(`{ viewer { org } }`);
    }
  });
});

test("each fault means at each place what the table says", () => {
  const rows = faults.map(([fault]) => [fault, ...places.map(({ name }) => cells.get(cell(fault, name)) ?? "not tried")]);
  const table = file(tableOf([["fault", ...places.map(({ name }) => name)], ...rows]));
  if (process.env["UPDATE_TABLE"]) writeFileSync(TABLE, table);
  expect(table).toBe(readFileSync(TABLE, "utf8"));
});

test("the logs have nothing of what an answer held, and no token or cookie", () => {
  // Two clients have connected, and their tokens were renewed many times since.
  expect(tokens.size).toBeGreaterThan(100);
  for (const each of [server, plain]) {
    const logged = each.logged();
    expect(logged).toContain("upstream refused a request");
    expect(logged).not.toMatch(SECRETS);
    expect(logged).not.toMatch(/Bearer/);
    const cookies = [...clients.get(each)!.browser.cookies.values()];
    expect(cookies.length).toBeGreaterThan(0);
    expect([...tokens, ...cookies].filter((secret) => logged.includes(secret))).toEqual([]);
  }
});
