import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { exampleQueries } from "../../gateway/pages/example-queries.js";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";
import { inputCodes, validationCodes } from "../../schema/validation-codes.js";
import type { Fault } from "../../simulator/index.js";
import { startTestGateway, type Answer, type Client, type TestGateway } from "../support/gateway.js";
import { blocksOf, document, type Block } from "../support/markdown.js";

/** Where the documents take the gateway to be, and the id of each request in them. */
const DOCUMENTED_URL = "http://localhost:4000";
const DOCUMENTED_REQUEST = "0b6e5d1c-2f0e-4c0c-9d0e-3a1f6f3f8a11";

let server: TestGateway;
const clients = new Map<string, Promise<Client>>();
/** Starts a gateway for the tests of one document, some of which write. */
function serving(): void {
  beforeAll(async () => {
    // Documents show what is said in the end, not what is tried before.
    server = await startTestGateway({ ports: { retry: { afterRefusal: 1, afterFailure: 1 } } });
  });
  afterAll(async () => {
    clients.clear();
    await server.close();
  });
}

let repair = (): void => undefined;
afterEach(() => repair());

/** Signs somebody in, once for each set of scopes. What a person grants counts for all their sessions, so scopes are for people of their own. */
function clientAs(username: string, scope: string | undefined): Promise<Client> {
  if (username === "nobody") return Promise.resolve(server.stranger());
  const key = `${username} ${scope ?? ""}`;
  let client = clients.get(key);
  if (!client) {
    const person = server.simulator.database.people.find((candidate) => candidate.username === username);
    if (!person) throw new Error(`${username} is not one of the people of the demo.`);
    client = server.connect(username, {
      orgkey: person.orgkey,
      ...(scope !== undefined && { scope: scope.replaceAll(",", " ") }),
    });
    clients.set(key, client);
  }
  return client;
}

/** A query of a document, or a whole request, with what belongs to it: the variables and the answer follow in blocks of their own. */
interface Documented {
  readonly query: Block;
  readonly variables?: Record<string, unknown>;
  readonly answer?: Pick<Answer, "data" | "errors" | "extensions">;
}

const isAsked = ({ language, settings }: Block): boolean =>
  language === "graphql" || (language === "json" && settings.has("request"));

function documentedIn(path: string): [string, Documented][] {
  const blocks = blocksOf(document(path));
  return blocks.flatMap((query, index): [string, Documented][] => {
    if (!isAsked(query)) return [];
    const rest = blocks.slice(index + 1);
    const next = rest.findIndex(isAsked);
    const own = next < 0 ? rest : rest.slice(0, next);
    const json = (kind: string): unknown => {
      const block = own.find(({ language, settings }) => language === "json" && settings.has(kind));
      return block && JSON.parse(block.text);
    };
    const variables = json("variables") as Documented["variables"];
    const answer = json("answer") as Documented["answer"];
    return [[`${path}, line ${query.line}`, { query, ...(variables && { variables }), ...(answer && { answer }) }]];
  });
}

/** The answer as documents show it: with their address, and without the places in the query. */
function asShown({ data, errors, extensions, headers }: Answer): unknown {
  const shown = errors?.map(({ message, path, extensions: details }) => ({
    message,
    ...(path && { path }),
    extensions: details,
  }));
  const answer = { ...(data !== undefined && { data }), ...(shown && { errors: shown }), extensions };
  const requestId = headers.get("x-request-id")!;
  const text = JSON.stringify(answer).replaceAll(server.url, DOCUMENTED_URL).replaceAll(requestId, DOCUMENTED_REQUEST);
  return JSON.parse(text);
}

/** What a document says that goes wrong at Actionstep: a status, or one of these. */
const upstreamFaults: Readonly<Record<string, Fault>> = {
  reset: { kind: "reset" },
  html: { kind: "replace", contentType: "text/html", body: "<html></html>" },
};
const faultOf = (upstream: string): Fault =>
  upstreamFaults[upstream] ?? {
    kind: "status",
    status: Number(upstream),
    ...(upstream === "429" && { headers: { "retry-after": "7" } }),
  };

/** Makes go wrong what a document says: with requests to Actionstep whose URL has `at` in it, with a person's connection, or with a root field. */
function breakAs(settings: Block["settings"]): void {
  const upstream = settings.get("upstream");
  const at = settings.get("at") ?? "";
  if (upstream !== undefined)
    repair = server.simulator.fault({
      match: ({ kind, url }) => kind === "rest" && url.includes(at),
      fault: faultOf(upstream),
    });
  const revoked = settings.get("revoked");
  if (revoked !== undefined) server.simulator.revoke(revoked);
  const defect = settings.get("defect");
  if (defect === undefined) return;
  const field = createSchema(resources).getQueryType()!.getFields()[defect]!;
  const { resolve } = field;
  field.resolve = () => {
    throw new TypeError("a fault of the gateway");
  };
  repair = () => void (field.resolve = resolve!);
}

/** Sends a query, or a request word by word. */
async function ask(client: Client, { text, language }: Block, variables?: Record<string, unknown>): Promise<Answer> {
  if (language === "graphql") return client.query(text, variables);
  const response = await client.browser.send(`${server.url}/graphql`, { json: JSON.parse(text) });
  const body = (await response.json()) as Pick<Answer, "data" | "errors" | "extensions">;
  return { ...body, status: response.status, headers: response.headers, requests: [] };
}

async function run({ query, variables, answer }: Documented): Promise<void> {
  const { settings } = query;
  const client = await clientAs(settings.get("as") ?? "ana", settings.get("scope"));
  breakAs(settings);
  const answered = await ask(client, query, variables);
  const codes = new Set(answered.errors?.map(({ extensions }) => extensions["code"]));
  const expected = settings.get("error");
  expect([answered.errors?.[0]?.message, [...codes]]).toEqual(
    expected === undefined ? [undefined, []] : [expect.any(String), [expected]],
  );
  if (!answer) return;
  const { extensions, ...shown } = asShown(answered) as Record<string, unknown>;
  expect(answer.extensions ? { ...shown, extensions } : shown).toEqual(answer);
}

describe.each(["README.md", "docs/graph.md", "docs/errors.md", "docs/writes.md", "docs/custom-fields.md"])("%s", (path) => {
  serving();
  const queries = documentedIn(path);

  test("has queries to try", () => {
    expect(queries.length).toBeGreaterThan(0);
  });

  test.each(queries)("the query at %s answers as the document says", (_, documented) => run(documented));
});

test("README.md shows the whole answer of its query, and what it cost", () => {
  const [, { answer }] = documentedIn("README.md")[0]!;
  expect(answer).toEqual({ data: expect.any(Object), extensions: { cost: expect.any(Object) } });
});

describe("ARCHITECTURE.md", () => {
  serving();

  test("tells of just the requests that its query sends, and their cost", async () => {
    const text = document("ARCHITECTURE.md");
    const [, query] = /`(\{ matters[^`]+)`/.exec(text)!;
    const { requests, extensions } = await (await clientAs("ana", undefined)).query(query!);
    expect(requests).toEqual([...text.matchAll(/`(GET [^`]+)`/g)].map(([, request]) => request));
    const { upstreamRequests, rounds, cacheHits } = extensions.cost;
    expect(text).toContain(`cost { upstreamRequests ${upstreamRequests}, rounds ${rounds}, cacheHits ${cacheHits} }`);
  });
});

test("README.md and .env.example have a line for each variable that the configuration knows, and for no other", () => {
  const namesIn = (path: string, pattern: RegExp): string[] =>
    [...document(path).matchAll(pattern)].map(([, name]) => name!).sort();
  const known = [...new Set(namesIn("gateway/config/variables.ts", /^ {2}([A-Z_]+): /gm))];
  expect(known).toContain("ACTIONSTEP_ENVIRONMENT");
  const table = document("README.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|")[1]!);
  expect(table.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name!)).sort()).toEqual(known);
  expect(namesIn(".env.example", /^# ([A-Z_]+)=/gm)).toEqual(known);
});

test("docs/graph.md names each error code, and what to do about it", () => {
  const named = new Set([...document("docs/graph.md").matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code));
  const codes = [...document("schema/errors.ts").matchAll(/"([A-Z]+_[A-Z_]+|FORBIDDEN|UNAUTHENTICATED)"/g)].map(
    ([, code]) => code!,
  );
  expect(codes.length).toBeGreaterThan(9);
  expect([...named]).toEqual(expect.arrayContaining(codes));
});

describe("docs/errors.md", () => {
  const text = document("docs/errors.md");
  const sections = new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((section): [string, string] => [/^`(\w+)`/.exec(section)![1]!, section]),
  );

  test("has a section, with an example, for each code that the gateway's own errors or Apollo's can have, and no other", () => {
    const codesIn = (path: string): string[] =>
      [...document(path).matchAll(/"([A-Z]+(?:_[A-Z]+)+|FORBIDDEN|UNAUTHENTICATED)"/g)].map(([, code]) => code!);
    const codes = new Set([...codesIn("schema/errors.ts"), ...codesIn("gateway/http/answer-errors.ts")]);
    // Never sent while the gateway takes hashes of documents.
    codes.delete("PERSISTED_QUERY_NOT_SUPPORTED");
    expect([...sections.keys()].sort()).toEqual([...codes].sort());
    for (const [code, section] of sections) expect([code, section.includes(`error=${code}`)]).toEqual([code, true]);
  });

  test("tells of each of schema/errors.ts by what is on it", () => {
    const onIt: Readonly<Record<string, readonly string[]>> = {
      UNAUTHENTICATED: ["connectUrl"],
      RECONNECT_REQUIRED: ["reason", "connectUrl"],
      INSUFFICIENT_SCOPE: ["required", "connectUrl"],
      BAD_USER_INPUT: ["argument"],
      RATE_LIMITED: ["retryAfter", "requestId"],
      UPSTREAM_UNAVAILABLE: ["retryAfter", "requestId", "outcome"],
      UPSTREAM_INVALID_RESPONSE: ["requestId", "outcome"],
      QUERY_TOO_EXPENSIVE: ["cost", "limit"],
      INTERNAL_SERVER_ERROR: ["requestId"],
    };
    for (const [code, section] of sections) {
      const row = text.split("\n").find((line) => line.startsWith(`| [\`${code}\`]`)) ?? "";
      for (const name of onIt[code] ?? []) {
        expect([code, row]).toEqual([code, expect.stringContaining(`\`${name}\``)]);
        expect([code, section]).toEqual([code, expect.stringContaining(name)]);
      }
    }
    const reasons = /export type ReconnectReason =([^;]+);/.exec(document("schema/errors.ts"))![1]!;
    for (const [, reason] of reasons.matchAll(/"(\w+)"/g))
      expect(sections.get("RECONNECT_REQUIRED")).toContain(`| \`${reason}\``);
  });

  test("lists each code of a write that is not accepted, with the sentence that goes with it", () => {
    const listed = [...text.matchAll(/^\| `(\w+)` +\| (\S.*?) +\|$/gm)].map(([, code, sentence]) => [code, sentence]);
    expect(listed).toEqual(expect.arrayContaining(Object.entries({ ...inputCodes, ...validationCodes })));
  });
});

describe("the explorer", () => {
  serving();

  test.each(exampleQueries.map((example): [string, typeof example] => [example.name, example]))(
    "has an example, %s, that finds something",
    async (_, { query, variables }) => {
      const client = await clientAs("ana", undefined);
      const { data, errors } = await client.query(query, variables);
      expect(errors).toBeUndefined();
      const first = Object.values(data as object)[0] as { nodes?: unknown[]; userErrors?: unknown[] };
      expect(first).not.toBeNull();
      expect(first.nodes ?? [first]).not.toHaveLength(0);
      expect(first.userErrors ?? []).toEqual([]);
    },
  );
});
