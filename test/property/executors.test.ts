import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";
import { createDatabase } from "../../simulator/seed/index.js";
import { Random } from "../../simulator/seed/random.js";
import { defaultQuirks } from "../../simulator/answer-rest.js";
import { keptMutations, keptQueries, type KeptMutation } from "../fixtures/kept-cases.js";
import { faults } from "../support/faults.js";
import { startTestGateway, type Answer, type Client, type TestGateway } from "../support/gateway.js";
import { randomIntrospections } from "../support/random-introspection.js";
import { randomMutations } from "../support/random-mutation.js";
import { randomRequests } from "../support/random-query.js";
import { rawFirm } from "../support/raw-firm.js";
import { assertProperty, forEachSeed, type Trials } from "../support/seeds.js";

/*
 * Two gateways on the same data, one that plans documents and one that leaves them to graphql-js: nobody can tell which. This
 * stands for all that the other tests prove of the planned one: what is true of its answers is true of the other's.
 */

const databases = [createDatabase(), createDatabase()] as const;
const firm = rawFirm(databases[0], "ana");
const { queries } = randomRequests(firm, 3);
const schema = createSchema(resources);
const executions = ["compiled", "interpreted"] as const;
const TIMEOUT = 600_000;
const trials = (few: number, many: number): Trials => ({ fixed: [20_261_125], runs: { few, many } });

/** Milliseconds by which the clocks of both are ahead. */
let ahead = 0;
const clock = (): number => Date.now() + ahead;

let servers: readonly TestGateway[];
beforeAll(async () => {
  const retry = { afterRefusal: 1, afterFailure: 1 };
  servers = await Promise.all(
    executions.map((execution, index) =>
      startTestGateway({ simulator: { database: databases[index]! }, ports: { execution, clock, retry } }),
    ),
  );
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

const connectAll = (scope?: string): Promise<readonly Client[]> =>
  Promise.all(servers.map((server) => server.connect("ana", scope === undefined ? {} : { scope })));

/** All that can be seen of an answer, but where it came from and when. */
const seen = ({ status, headers, requests, ...body }: Answer): unknown =>
  JSON.parse(
    JSON.stringify({ status, type: headers.get("content-type"), requests: [...requests].sort(), body })
      .replaceAll(/localhost%3A\d+|localhost:\d+/g, "host")
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, (time) => (isRecent(time) ? "now" : time))
      .replaceAll(headers.get("x-request-id")!, "request"),
  );

/** Whether a time is that of this test, which the two see some milliseconds apart. */
const isRecent = (time: string): boolean => Math.abs(Date.parse(time) - Date.now()) < 3_600_000;

async function compare(clients: readonly Client[], ...request: Parameters<Client["query"]>): Promise<Answer> {
  for (const { simulator } of servers) simulator.clearRequests();
  const [compiled, interpreted] = await Promise.all(clients.map((client) => client.query(...request)));
  expect({ request, ...(seen(compiled!) as object) }).toEqual({ request, ...(seen(interpreted!) as object) });
  return compiled!;
}

/** Compares a request while both simulators are odd in the same way and the same befalls both. */
async function compareOdd(clients: readonly Client[], one: KeptMutation): Promise<Answer> {
  const fault = faults.find(([name]) => name === one.fault)?.[1];
  const repairs = servers.map(({ simulator }) => {
    simulator.set({ quirks: { ...defaultQuirks, ...one.odd } });
    return (
      fault &&
      simulator.fault({ match: ({ kind, method }) => kind === "rest" && (method === "GET") === (one.befalls === "GET"), fault })
    );
  });
  try {
    return await compare(clients, one.query, { ...one.variables });
  } finally {
    repairs.forEach((repair) => repair?.());
    for (const { simulator } of servers) simulator.set({ quirks: defaultQuirks });
    // What was learned of endpoints is forgotten after an hour.
    if (fault) ahead += 61 * 60_000;
  }
}

/**
 * Compares once more where the first time there was a difference. A request that an earlier query gave up when it was answered
 * may arrive during the next one, on one side alone; what is different between the executors is so every time.
 */
async function again<T>(compared: () => Promise<T>): Promise<T> {
  try {
    return await compared();
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return compared();
  }
}

test.each([
  ["everything", undefined],
  ["little", "actions tasks divisions"],
])(
  "random queries of somebody who granted %s",
  async (_, scope) => {
    const clients = await connectAll(scope);
    let errors = 0;
    await assertProperty(
      fc.asyncProperty(queries, async ({ query, variables }) => {
        errors += (await again(() => compare(clients, query, variables))).errors?.length ?? 0;
      }),
      trials(20, 100),
      () => expect(errors > 0).toBe(scope !== undefined),
    );
  },
  TIMEOUT,
);

/** Those that answer at once and break no connection: how many requests were on their way then is a matter of chance. */
const quick = faults.filter(([, { kind }]) => !["stall", "stall-body", "reset", "reset-after-commit", "truncate"].includes(kind));

test(
  "random queries while Actionstep fails",
  async () => {
    const clients = await connectAll();
    let errors = 0;
    await assertProperty(
      fc.asyncProperty(queries, fc.constantFrom(...quick), async ({ query, variables }, [fault]) => {
        const odd: KeptMutation = { query, variables, fields: 0, odd: {}, fault, befalls: "GET" };
        const answer = await again(() => compareOdd(clients, odd));
        errors += answer.errors?.length ?? 0;
      }),
      trials(16, 80),
      () => expect(errors).toBeGreaterThan(0),
    );
  },
  TIMEOUT,
);

test(
  "random mutations, well and badly written, while Actionstep takes and refuses them",
  async () => {
    const clients = await connectAll();
    await forEachSeed(trials(40, 200), async (seed, runs) => {
      const random = new Random(seed);
      const next = randomMutations(schema, firm, random.fork("mutations"));
      const seen = new Set<string>();
      for (let run = 0; run < runs; run++) {
        const befalls = random.pick(["GET", "write"]);
        const { data, errors } = await compareOdd(clients, {
          ...next(),
          ...{ odd: {}, befalls, fault: random.maybe(0.3, quick)?.[0] },
        });
        seen.add(errors ? "errors" : "none");
        if (data && Object.values(data as object).some(Boolean)) seen.add("data");
      }
      expect([...seen].sort()).toEqual(["data", "errors", "none"]);
    });
  },
  TIMEOUT,
);

test(
  "random questions about the schema",
  async () => {
    const clients = await connectAll();
    let answered = 0;
    await assertProperty(
      fc.asyncProperty(randomIntrospections(schema), async ({ query, variables }) => {
        if ((await compare(clients, query, variables)).data) answered += 1;
      }),
      trials(15, 80),
      () => expect(answered).toBeGreaterThan(0),
    );
  },
  TIMEOUT,
);

const kept = [
  ...keptQueries.map(([what, query, variables = {}]) => ({
    what,
    one: { query, variables, fields: 0, odd: {}, fault: undefined, befalls: "GET" },
  })),
  ...keptMutations.map(([what, one]) => ({ what, one })),
];
test.each(kept)("once wrong: $what", async ({ one }) => {
  await compareOdd(await connectAll(), one);
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
  const clients = await connectAll("actions tasks participants");
  await again(() => compare(clients, ...request));
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
