import { afterEach, describe, expect, test } from "@jest/globals";
import { defaultQuirks, type RestQuirks } from "../../simulator/answer-rest.js";
import { type Client } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";

/** Sam in each of two firms, and somebody of the second whose queries are counted. */
/** Milliseconds by which the gateway's clock is ahead. */
let ahead = 0;
const { server, ana, as } = useGateway({ ports: { clock: () => Date.now() + ahead } });
const sam = as("sam@harlowreyes");
afterEach(() => {
  server.simulator.set({ quirks: defaultQuirks });
  // What was learned is forgotten after an hour.
  ahead += 61 * 60_000;
});

const asks = async (client: Client, query: string, headers: Record<string, string> = {}): Promise<readonly string[]> =>
  (await client.query(query, {}, headers)).requests;

const MATTERS = `{ matters(first: 4) { nodes { name assignedTo { displayName } billSettings { restId } } } }`;
const CHILDREN = `{ matters(first: 20) { nodes { name tasks(first: 2) { nodes { name } } } } }`;
const BY_ID = `{ nodes(ids: ["Task:1", "Task:2", "Task:3"]) { ... on Task { name } } }`;
const PUSHED = `{ matters(first: 20, filter: { status: { eq: ACTIVE } }) { nodes { name tasks(first: 2) { nodes { name } } } } }`;
const WRITE = `mutation { updateTask(input: { id: 1, name: "x" }) { task { name } userErrors { message } } }`;

/** What an endpoint may refuse to somebody, and a query by which they find out. */
const kinds: readonly [string, Partial<RestQuirks>, string][] = [
  ["side-loaded links", { includes: "refused" }, MATTERS],
  ["side-loaded links, by ignoring them", { includes: "ignored" }, MATTERS],
  ["a choice of fields", { fieldSets: "refused" }, `{ matters(first: 4) { nodes { name } } }`],
  ["links in a choice of fields", { fieldSets: "attributes" }, MATTERS],
  ["several parents in a filter", { linkLists: "refused" }, CHILDREN],
  ["several ids in the path", { maxIdsInPath: 1 }, BY_ID],
  ["several ids in any form", { maxIdsInPath: 1, idLists: "refused" }, BY_ID],
];

describe("one caller's oddity is never another organisation's loss: what is refused to one firm", () => {
  test.each(kinds)("of %s costs another nothing", async (_, quirks, query) => {
    const before = await asks(sam, query);
    expect(before.length).toBeGreaterThan(0);
    server.simulator.set({ quirks });
    for (let turn = 0; turn < 8; turn++) await asks(ana, query);
    server.simulator.set({ quirks: defaultQuirks });
    expect(await asks(sam, query)).toEqual(before);
  });

  test("of a method costs another nothing", async () => {
    server.simulator.fault({
      match: ({ kind, method, orgkey }) => kind === "rest" && method === "PUT" && orgkey === "kauripartners",
      fault: { kind: "status", status: 405, body: "{}" },
    });
    await asks(ana, WRITE);
    expect((await asks(sam, WRITE))[0]).toMatch(/^PUT /);
  });

  test("and to a second is nobody else's trouble any more", async () => {
    const both = await server.connect("sam@kauripartners");
    const third = await server.connect("ben");
    server.simulator.set({ quirks: { linkLists: "refused" } });
    await asks(both, CHILDREN);
    // One firm's finding is not enough.
    const alone = await asks(sam, CHILDREN);
    const known = await asks(third, CHILDREN);
    expect(known.length).toBeLessThan(alone.length);
    expect(known.some((request) => /action(_in)?=\d+,/.test(request))).toBe(false);
  });
});

describe("nothing is learned from conditions that a caller chose", () => {
  const long = `{ name: { notIn: [${Array.from({ length: 180 }, (_, index) => `"${"x".repeat(85)}${index}"`).join()}] } }`;
  const nested = `{ matters(first: 20) { nodes { name tasks(first: 2, filter: ${long}) { nodes { name assignee { displayName } } } } } }`;

  test("a filter of 16,000 characters below many parents leaves everybody's plan as it was, the caller's too", async () => {
    const query = `{ matters(first: 20) { nodes { name tasks(first: 2) { nodes { name assignee { displayName } } } } } }`;
    for (const client of [ana, sam]) await asks(client, query);
    const before = [await asks(ana, query), await asks(sam, query)];
    // A proxy before Actionstep takes addresses up to where that of one parent ends.
    const isLong = (url: string): boolean => /action(_in)?=\d+,\d/.test(url) && url.length > 10_000;
    server.simulator.fault({
      match: ({ kind, url }) => kind === "rest" && isLong(url),
      fault: { kind: "status", status: 400, body: "{}" },
    });
    await asks(ana, nested);
    expect(server.simulator.requests.slice(-40).some(({ url, status }) => isLong(url) && status === 400)).toBe(true);
    await asks(ana, nested);
    expect([await asks(ana, query), await asks(sam, query)]).toEqual(before);
  });

  test.each([400, 414, 422, 431])("a filter refused with %i leaves the same list without it as it was", async (status) => {
    const plain = `{ tasks(first: 3) { nodes { name assignee { displayName } } } }`;
    const filtered = `{ tasks(first: 3, filter: { name: { ilike: "a*" } }) { nodes { name assignee { displayName } } } }`;
    const before = [await asks(ana, plain), await asks(sam, plain)];
    server.simulator.fault({
      // It is accepted as soon as nothing is side-loaded: a proxy that counts characters would do that.
      match: ({ kind, url }) => kind === "rest" && /name_ilike.*include=/.test(url),
      fault: { kind: "status", status, body: "{}" },
    });
    for (let turn = 0; turn < 4; turn++) await asks(ana, filtered);
    expect([await asks(ana, plain), await asks(sam, plain)]).toEqual(before);
    // For just this filter it is known after the first time.
    expect(await asks(ana, filtered)).not.toContainEqual(expect.stringMatching(/include=/));
  });

  test("conditions pushed down from parents to children and refused there leave other lists' as they were", async () => {
    const other = PUSHED.replace("ACTIVE", "CLOSED");
    for (const query of [PUSHED, other]) for (let turn = 0; turn < 2; turn++) await asks(ana, query);
    const before = await asks(ana, other);
    expect(before).toContainEqual(expect.stringMatching(/action\[status\]=Closed/));
    server.simulator.fault({
      match: ({ kind, url }) => kind === "rest" && /action\[status\]=Active/.test(url),
      fault: { kind: "status", status: 400, body: "{}" },
    });
    for (let turn = 0; turn < 2; turn++) await asks(ana, PUSHED);
    expect(await asks(ana, PUSHED)).not.toContainEqual(expect.stringMatching(/action\[status\]=Active/));
    expect(await asks(ana, other)).toEqual(before);
  });
});

describe("a dry run teaches nothing: after x-gateway-plan: explain the query costs what it cost without", () => {
  const EXPLAIN = { "x-gateway-plan": "explain" };
  const queries = [
    MATTERS,
    CHILDREN,
    BY_ID,
    PUSHED,
    `{ matters(first: 4) { nodes { name division { name participant { displayName } } steps: matterType { name } } } }`,
    `{ matters(first: 300) { nodes { name } } }`,
    `{ matters(last: 3) { totalCount nodes { name } } }`,
    `{ timeEntries(first: 1000) { nodes { owner { displayName } } } divisions(first: 3) { nodes { name } } }`,
  ];

  test.each(queries)("%s", async (query) => {
    // Two people of whom nothing is known; the second explains first.
    const [one, other] = [await server.connect("ana"), await server.connect("ana")];
    ahead += 61 * 60_000;
    const cold = [await asks(one, query), await asks(one, query)];
    ahead += 61 * 60_000;
    expect(await asks(other, query, EXPLAIN)).toEqual([]);
    await other.query(query, {}, EXPLAIN);
    expect([await asks(other, query), await asks(other, query)]).toEqual(cold);
    // And when something is known, explaining leaves it known.
    expect(await asks(other, query, EXPLAIN)).toEqual([]);
    expect(await asks(other, query)).toEqual(cold[1]);
  });

  const INCLUDES = `{ matters(first: 4) { nodes { name assignedTo { displayName } division { name } billSettings { restId } } } }`;
  const ALONE = `{ matters(first: 4) { nodes { name billSettings { restId } } } }`;

  test.each<[string, Partial<RestQuirks>, string, string]>([
    ...kinds.map(([name, quirks, query]): [string, Partial<RestQuirks>, string, string] => [name, quirks, query, query]),
    ["one of several side-loaded links", {}, INCLUDES, ALONE],
  ])("while it is found out that the endpoint refuses %s", async (_, quirks, query, explained) => {
    server.simulator.set({ quirks });
    if (query === INCLUDES)
      server.simulator.fault({
        match: ({ kind, url }) => kind === "rest" && /include=[^&]*\bbillSettings\b/.test(url),
        fault: { kind: "status", status: 400, body: "{}" },
      });
    const turns = async (before: () => Promise<unknown>): Promise<(readonly string[])[]> => {
      const found: (readonly string[])[] = [];
      for (let turn = 0; turn < 8; turn++) {
        await before();
        found.push(await asks(ana, query));
      }
      return found;
    };
    const without = await turns(async () => undefined);
    ahead += 61 * 60_000;
    expect(await turns(() => ana.query(explained, {}, EXPLAIN))).toEqual(without);
  });
});
