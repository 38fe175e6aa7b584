import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { exampleQueries } from "../gateway/pages/example-queries.js";
import { startTestGateway, type Answer, type Client, type TestGateway } from "./support/gateway.js";
import { blocksOf, document, type Block } from "./support/markdown.js";

/** Where the documents take the gateway to be. */
const DOCUMENTED_URL = "http://localhost:4000";

let server: TestGateway;
beforeAll(async () => {
  server = await startTestGateway();
});
afterAll(() => server.close());

let repair = (): void => undefined;
afterEach(() => repair());

const clients = new Map<string, Promise<Client>>();
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

/** A query of a document with what belongs to it: the variables and the answer follow in blocks of their own. */
interface Documented {
  readonly query: Block;
  readonly variables?: Record<string, unknown>;
  readonly answer?: Pick<Answer, "data" | "errors" | "extensions">;
}

function documentedIn(path: string): [string, Documented][] {
  const blocks = blocksOf(document(path));
  return blocks.flatMap((query, index): [string, Documented][] => {
    if (query.language !== "graphql") return [];
    const rest = blocks.slice(index + 1);
    const next = rest.findIndex(({ language }) => language === "graphql");
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
function asShown({ data, errors, extensions }: Answer): unknown {
  const shown = errors?.map(({ message, path, extensions: details }) => ({
    message,
    ...(path && { path }),
    extensions: details,
  }));
  const answer = { ...(data !== undefined && { data }), ...(shown && { errors: shown }), extensions };
  return JSON.parse(JSON.stringify(answer).replaceAll(server.url, DOCUMENTED_URL));
}

async function run({ query: { text, settings }, variables, answer }: Documented): Promise<void> {
  const upstream = settings.get("upstream");
  if (upstream !== undefined)
    repair = server.simulator.fault({
      match: ({ kind }) => kind === "rest",
      fault: { kind: "status", status: Number(upstream), ...(upstream === "429" && { headers: { "retry-after": "7" } }) },
    });
  const client = await clientAs(settings.get("as") ?? "ana", settings.get("scope"));
  const answered = await client.query(text, variables);
  const codes = new Set(answered.errors?.map(({ extensions }) => extensions["code"]));
  const expected = settings.get("error");
  expect([answered.errors?.[0]?.message, [...codes]]).toEqual(
    expected === undefined ? [undefined, []] : [expect.any(String), [expected]],
  );
  if (!answer) return;
  const { extensions, ...shown } = asShown(answered) as Record<string, unknown>;
  expect(answer.extensions ? { ...shown, extensions } : shown).toEqual(answer);
}

describe.each(["README.md", "docs/graph.md"])("%s", (path) => {
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

test("ARCHITECTURE.md tells of just the requests that its query sends, and their cost", async () => {
  const text = document("ARCHITECTURE.md");
  const [, query] = /`(\{ matters[^`]+)`/.exec(text)!;
  const { requests, extensions } = await (await clientAs("ana", undefined)).query(query!);
  expect(requests).toEqual([...text.matchAll(/`(GET [^`]+)`/g)].map(([, request]) => request));
  const { upstreamRequests, rounds, cacheHits } = extensions.cost;
  expect(text).toContain(`cost { upstreamRequests ${upstreamRequests}, rounds ${rounds}, cacheHits ${cacheHits} }`);
});

test("README.md and .env.example have a line for each variable that the configuration knows, and for no other", () => {
  const namesIn = (path: string, pattern: RegExp): string[] =>
    [...document(path).matchAll(pattern)].map(([, name]) => name!).sort();
  const known = [...new Set(namesIn("gateway/config.ts", /^ {2}([A-Z_]+): /gm))];
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

test.each(exampleQueries.map((example): [string, typeof example] => [example.name, example]))(
  "the explorer's example %s finds something",
  async (_, { query, variables }) => {
    const client = await clientAs("ana", undefined);
    const { data, errors } = await client.query(query, variables);
    expect(errors).toBeUndefined();
    const first = Object.values(data as object)[0] as { nodes?: unknown[] };
    expect(first.nodes ?? [first]).not.toHaveLength(0);
  },
);
