import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { shapes } from "../../bench/shapes.js";
import { evenFirm } from "../../simulator/seed/even-firm.js";
import { startTestGateway, type Client, type TestGateway } from "../support/gateway.js";

/** Requests and sequential rounds. */
type Cost = readonly [requests: number, rounds: number];

interface Expected {
  /** The first time this viewer asks, and when they have asked before. */
  readonly cold: Cost;
  readonly warm: Cost;
  /** The same while nothing is sent on a guess. */
  readonly safeCold?: Cost;
  readonly safeWarm?: Cost;
  /** Whether the lists turn out longer than anybody could know the first time. */
  readonly surprises?: true;
}

/** What each shape may cost. S6 is several operations at once: sharing.test.ts. S9 is a mutation: writes.test.ts. */
const expected: Readonly<Record<string, Expected>> = {
  S1: { cold: [1, 1], warm: [1, 1] },
  S2: { cold: [4, 1], warm: [4, 1], safeCold: [4, 2], safeWarm: [4, 2] },
  S3: { cold: [5, 2], warm: [5, 1] },
  S3b: { cold: [5, 2], warm: [5, 1] },
  S4: { cold: [4, 2], warm: [4, 2], safeCold: [4, 3] },
  S5: { cold: [14, 3], warm: [14, 2], surprises: true },
  S8: { cold: [1, 1], warm: [1, 1] },
  S10: { cold: [2, 1], warm: [2, 1] },
};

const cases = shapes.flatMap(({ name, query, operations: [variables] = [{}] }) => {
  const costs = expected[/^S\w+/.exec(name)![0]];
  return costs ? [{ name, query, variables: variables!, ...costs }] : [];
});

const database = evenFirm();
const start = (speculates: boolean): Promise<TestGateway> =>
  startTestGateway({ simulator: { database, behaviour: { latency: 15 } }, ports: { planning: { speculates } } });

interface Plan {
  readonly upstreamRequests: number;
  readonly rounds: number;
  readonly requests: readonly { readonly request: string; readonly counted: boolean }[];
}

const explain = async (client: Client, { query, variables }: (typeof cases)[number]): Promise<Plan> => {
  const { requests, extensions, errors } = await client.query(query, variables, { "x-gateway-plan": "explain" });
  expect(errors).toBeUndefined();
  expect(requests).toEqual([]);
  return (extensions as unknown as { plan: Plan }).plan;
};

test("each shape has its number", () => {
  expect(cases.map(({ name }) => /^S\w+/.exec(name)![0])).toEqual(Object.keys(expected));
});

describe.each([
  ["with guesses", true],
  ["without guesses", false],
])("%s", (_, speculates) => {
  let server: TestGateway;
  beforeEach(async () => {
    server = await start(speculates);
  });
  afterEach(() => server.close());

  test.each(cases)("$name", async (shape) => {
    const ana = await server.connect("ana");
    const run = async (): Promise<{ cost: Cost; data: unknown }> => {
      const { data, errors, requests, extensions } = await ana.query(shape.query, shape.variables);
      expect(errors).toBeUndefined();
      expect(extensions.cost.upstreamRequests).toBe(requests.length);
      return { data, cost: [requests.length, extensions.cost.rounds] };
    };
    const cold = speculates ? shape.cold : (shape.safeCold ?? shape.cold);
    const warm = speculates ? shape.warm : (shape.safeWarm ?? shape.warm);
    const first = await explain(ana, shape);
    if (!shape.surprises) expect([first.upstreamRequests, first.rounds]).toEqual(cold);
    else expect(first.requests.some(({ counted }) => !counted)).toBe(true);
    const { cost, data } = await run();
    expect(cost).toEqual(cold);
    const again = await explain(ana, shape);
    expect([again.upstreamRequests, again.rounds]).toEqual(warm);
    expect(await run()).toEqual({ cost: warm, data });
  });
});

describe("a plan", () => {
  let server: TestGateway;
  beforeEach(async () => {
    server = await start(true);
  });
  afterEach(() => server.close());

  test("can be asked for by extensions of the request as well, and says what each request is for", async () => {
    const ana = await server.connect("ana");
    const query = `{ matters(first: 50) { nodes { name assignedTo { displayName } tasks(first: 10) { nodes { name } } } } }`;
    server.simulator.clearRequests();
    const response = await ana.browser.send(`${server.url}/graphql`, { json: { query, extensions: { plan: "explain" } } });
    const tasks = (page: string): object => ({
      round: 2,
      request: `GET tasks?action_in={50 ids}&pageSize=200${page}&fields[tasks]=id,action,name`,
      rows: 500,
      counted: false,
      strategy: "children-together",
      reason: "the children of several parents, as many each as are wanted",
      speculative: false,
    });
    expect(await response.json()).toEqual({
      data: null,
      extensions: {
        plan: {
          upstreamRequests: 4,
          rounds: 2,
          requests: [
            {
              round: 1,
              request:
                "GET actions?pageSize=50&include=assignedTo&fields[actions]=id,assignedTo,name&fields[participants]=id,displayName",
              rows: 50,
              counted: false,
              strategy: "list",
              reason: "rows of a list",
              speculative: false,
            },
            tasks(""),
            tasks("&page=2"),
            tasks("&page=3"),
          ],
        },
        cost: { upstreamRequests: 0, rounds: 0, cacheHits: 0 },
      },
    });
    expect(server.simulator.restRequests()).toEqual([]);
  });

  test("of an operation that is not in the document is refused like the operation itself", async () => {
    const ana = await server.connect("ana");
    const query = "query A { matters { totalCount } } query B { matters { totalCount } }";
    const explained = await ana.query(query, {}, { "x-gateway-plan": "explain" });
    const { status, errors } = await ana.query(query);
    expect(errors).toMatchObject([{ extensions: { code: "OPERATION_RESOLUTION_FAILURE" } }]);
    expect(explained).toMatchObject({ status, errors });
  });

  test("tells what would go wrong, and needs somebody signed in", async () => {
    const query = `{ matters(first: 5, after: "nonsense") { nodes { name } } }`;
    const header = { "x-gateway-plan": "explain" };
    const known = await (await server.connect("ana")).query(query, {}, header);
    expect(known.errors!.map(({ extensions }) => extensions["code"])).toEqual(["BAD_USER_INPUT"]);
    const unknown = await server.stranger().query(`{ matters { nodes { name } } }`, {}, header);
    expect(unknown.errors!.map(({ extensions }) => extensions["code"])).toEqual(["UNAUTHENTICATED"]);
    expect(unknown.data).toBeNull();
  });
});
