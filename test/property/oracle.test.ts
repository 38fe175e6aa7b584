import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { defaultQuirks, type RestQuirks } from "../../simulator/rest.js";
import { createDatabase } from "../../simulator/data/index.js";
import { startTestGateway, type Client, type TestGateway } from "../support/gateway.js";
import { listed, naiveAnswer, type ListArguments } from "../support/naive-answer.js";
import { literal, randomRequests } from "../support/random-query.js";
import { rawFirm, rawId, type RawFirm } from "../support/raw-firm.js";

/** Another number gives other queries. What ever failed is written down in the last paragraph, for good. */
const SEED = 20_261_124;
const RUNS = 1000;
/** Levels below a root field. */
const DEPTH = 4;
/** A failure is made smaller for so many milliseconds. */
const PATIENCE = 240_000;

const database = createDatabase();
const everything = rawFirm(database, "ana");
const { queries, lists } = randomRequests(everything, DEPTH);

let server: TestGateway;
let ana: Client;
/** Gateways that save requests by fewer means. */
let safe: TestGateway;
let naive: TestGateway;
beforeAll(async () => {
  const none = { ids: false, lists: false, includes: false, fields: false, shares: false, remembers: false, speculates: false };
  server = await startTestGateway({ simulator: { database } });
  safe = await startTestGateway({ simulator: { database }, ports: { planning: { speculates: false } } });
  naive = await startTestGateway({ simulator: { database }, ports: { planning: none } });
  ana = await server.connect("ana");
});
afterAll(() => Promise.all([server, safe, naive].map((each) => each.close())));

/** Where nobody knows what Actionstep does, the simulator usually does one thing; this is the other. */
const otherwise: Partial<RestQuirks> = {
  missingItem: "204",
  unknownInMany: "404",
  pageBeyondEnd: "empty",
  nextPageKeepsFilters: false,
  linksOnlyWhenAsked: false,
  idOnlyWhenAsked: false,
  maxPageSize: 100,
  oversizedPage: "ignore",
  singleRow: "array",
  errorsAs: "array",
  repeatedParameter: "all",
  additionalFields: "asked",
  nestedIncludeNeedsParent: true,
};

/** An API that takes nothing by which requests could be saved. */
const stubborn: Partial<RestQuirks> = {
  includes: "refused",
  fieldSets: "refused",
  maxIdsInPath: 1,
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

interface Bound {
  /**
   * Pages of each list of children that the gateway may look at to find out how to go on, beyond what a walk from
   * record to record would send. Without it the number of requests is no matter.
   */
  readonly firstLooks?: number;
}

/** Asks the gateway, and the rows themselves. */
async function compare(
  client: Client,
  firm: RawFirm,
  query: string,
  variables: Record<string, unknown> = {},
  { firstLooks }: Bound = {},
): Promise<void> {
  const { data, errors, requests } = await client.query(query, variables);
  const expected = await naiveAnswer(firm, query, variables);
  expect(expected.errors).toBeUndefined();
  expect({ data, errors }).toEqual({ data: plain(expected.data), errors: undefined });
  sent += requests.length;
  walked += expected.requests;
  if (firstLooks !== undefined && requests.length > expected.requests + firstLooks * expected.lists)
    throw new Error(
      `${requests.length} requests; a walk takes ${expected.requests}, over ${expected.lists} lists:\n${requests.join("\n")}`,
    );
}

let sent = 0;
let walked = 0;

const assertAll = <T>(property: fc.IAsyncProperty<T>, numRuns: number): Promise<void> =>
  fc.assert(property, { seed: SEED, numRuns, interruptAfterTimeLimit: PATIENCE, markInterruptAsFailure: true });

/** Random queries of somebody, each compared. */
const ask = async (client: Client, firm: RawFirm, numRuns: number, bound?: Bound): Promise<void> => {
  [sent, walked] = [0, 0];
  await assertAll(
    fc.asyncProperty(queries, ({ query, variables }) => compare(client, firm, query, variables, bound)),
    numRuns,
  );
};

describe("random queries", () => {
  test(
    "are answered as the rows themselves would answer them, by few requests",
    async () => {
      await ask(ana, everything, RUNS, { firstLooks: 3 });
      expect(sent).toBeLessThan(walked / 2);
    },
    PATIENCE + 30_000,
  );

  test(
    "are answered so while nothing is sent on a guess, and never by more requests than a walk and a look at each list",
    async () => {
      await ask(await safe.connect("ana"), everything, RUNS / 4, { firstLooks: 1 });
      expect(sent).toBeLessThan(walked / 2);
    },
    PATIENCE + 30_000,
  );

  test(
    "of somebody who may not see every matter are answered from what they may see",
    async () => {
      const sam = await server.connect("sam@kauripartners");
      await ask(sam, rawFirm(database, "sam@kauripartners"), RUNS / 8, { firstLooks: 3 });
    },
    PATIENCE + 30_000,
  );

  test(
    "have the same answers when every record and list is asked for by itself",
    async () => {
      await ask(await naive.connect("ana"), everything, RUNS / 10);
    },
    PATIENCE + 30_000,
  );

  test.each<[string, Partial<RestQuirks>]>([
    ["however Actionstep behaves where nobody knows", otherwise],
    ["from an API that takes nothing by which requests could be saved", stubborn],
    ["from an API that drops links from a choice of fields", { fieldSets: "attributes" }],
    ["from an API that ignores what it is asked for beyond the rows", { includes: "ignored", fieldSets: "ignored" }],
  ])(
    "have the same answers %s",
    async (_, quirks) => {
      safe.simulator.set({ quirks });
      try {
        await ask(await safe.connect("ana"), everything, RUNS / 10);
      } finally {
        safe.simulator.set({ quirks: defaultQuirks });
      }
    },
    PATIENCE + 30_000,
  );
});

test(
  "random lists read on from cursor to cursor, forward or backward, are the whole list in order",
  async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 3 });
    const walk = fc.asyncProperty(lists, sizes, fc.boolean(), async ({ resource, args }, pages, isForward) => {
      const fixed = Object.entries(args).map(([name, value]) => `, ${name}: ${literal(value)}`);
      const key = resource.identity ? "restId" : "__typename";
      const expected = listed(everything, resource, everything.rows(resource), plain(args) as ListArguments);
      // A long list in pages of one row would try nothing but patience.
      const least = Math.ceil(expected.length / 8);
      const seen: unknown[] = [];
      let cursor = "";
      for (let turn = 0; ; turn++) {
        const size = Math.max(pages[Math.min(turn, pages.length - 1)]!, least);
        const window = isForward
          ? `first: ${size}${cursor && `, after: "${cursor}"`}`
          : `last: ${size}${cursor && `, before: "${cursor}"`}`;
        const { data, errors } = await ana.query(
          `{ list: ${resource.many}(${window}${fixed.join("")}) { edges { cursor node { ${key} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        );
        expect(errors).toBeUndefined();
        const { edges, pageInfo } = data.list;
        const rows = edges.map(({ node }: { node: Record<string, unknown> }) => node[key]);
        seen.splice(isForward ? seen.length : 0, 0, ...rows);
        expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null]);
        if (!(isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) break;
        cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor;
      }
      expect(seen).toEqual(expected.map((row) => rawId(resource, row) ?? resource.type));
    });
    await assertAll(walk, 100);
  },
  PATIENCE + 30_000,
);

describe("once answered wrongly:", () => {
  test.each<[string, string]>([
    [
      "a record that a count had already touched",
      `{ matters { totalCount } task(id: 1) { matter { id name assignedTo { id } } } }`,
    ],
    [
      "records that a count of the children of several parents had already touched",
      `{ matters(first: 5) { nodes { tasks { totalCount } } } timeEntries(last: 3) { nodes { matter { timeEntries(first: 40) { nodes { task { id name matter { id } } } } } } } }`,
    ],
    [
      "a page beyond the end of a list of nothing",
      `{ divisions(first: 1, page: 2, filter: { id: { in: [] } }) { nodes { id } pageInfo { page pageCount } } }`,
    ],
    [
      "a query of links alone, one below the other, each of which could cost no more than one request",
      `{ timeEntries { nodes { matter { division { participant { division { participant { division { participant { divisionsAsParticipant(first: 2) { nodes { id } } } } } } } } } } } }`,
    ],
  ])("%s", (_, query) => compare(ana, everything, query));
});
