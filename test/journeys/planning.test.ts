import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { evenFirm } from "../../simulator/data/even-firm.js";
import { startTestGateway, type Client, type TestGateway } from "../support/gateway.js";

/** Requests and sequential rounds. */
type Cost = readonly [requests: number, rounds: number];

interface Shape {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** The first time this viewer asks, and when they have asked before. */
  readonly cold: Cost;
  readonly warm: Cost;
  /** The same while nothing is sent on a guess. */
  readonly safeCold?: Cost;
  readonly safeWarm?: Cost;
  /** Whether the lists turn out longer than anybody could know the first time. */
  readonly surprises?: true;
}

const ids = (type: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${type}:${index + 1}`);

const shapes: Readonly<Record<string, Shape>> = {
  "S1: 50 matters with four links": {
    query: `{ matters(first: 50) { nodes { name assignedTo { displayName } division { name: restId } step { stepName } primaryParticipants { displayName } } } }`,
    cold: [1, 1],
    warm: [1, 1],
  },
  "S2: one matter with three lists of 20, a person in each row": {
    query: `{ matter(id: "1") { name
      tasks(first: 20) { nodes { name assignee { displayName } } }
      timeEntries(first: 20) { nodes { actualHours owner { displayName } } }
      fileNotes(first: 20) { nodes { text participant { displayName } } } } }`,
    cold: [4, 1],
    warm: [4, 1],
    safeCold: [4, 2],
    safeWarm: [4, 2],
  },
  "S3: 1000 time entries": {
    query: `{ timeEntries(first: 1000) { nodes { actualHours billableAmount } } }`,
    cold: [5, 2],
    warm: [5, 1],
  },
  "S3b: 1000 time entries, each with its owner": {
    query: `{ timeEntries(first: 1000) { nodes { actualHours owner { displayName } } } }`,
    cold: [5, 2],
    warm: [5, 1],
  },
  "S4: 50 matters, 10 tasks each, their people and countries": {
    query: `{ matters(first: 50) { nodes { name tasks(first: 10) { nodes { name assignee { displayName physicalCountry { name } } } } } } }`,
    cold: [4, 2],
    warm: [4, 2],
    safeCold: [4, 3],
  },
  "S5: 50 matters with three lists of 10, a person in each row": {
    query: `{ matters(first: 50) { nodes { name
      tasks(first: 10) { nodes { name assignee { displayName } } }
      timeEntries(first: 10) { nodes { actualHours owner { displayName } } }
      fileNotes(first: 10) { nodes { text participant { displayName } } } } } }`,
    cold: [14, 3],
    warm: [14, 2],
    surprises: true,
  },
  "S8: how many matters there are": { query: `{ matters { totalCount } }`, cold: [1, 1], warm: [1, 1] },
  "S10: 30 matters and 20 people by id": {
    query: `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`,
    variables: { ids: [...ids("Matter", 30), ...ids("Participant", 20)] },
    cold: [2, 1],
    warm: [2, 1],
  },
};

const database = evenFirm();
const start = (speculates: boolean): Promise<TestGateway> =>
  startTestGateway({ simulator: { database, behaviour: { latency: 15 } }, ports: { planning: { speculates } } });

interface Plan {
  readonly upstreamRequests: number;
  readonly rounds: number;
  readonly requests: readonly { readonly request: string; readonly counted: boolean }[];
}

const explain = async (client: Client, { query, variables }: Shape): Promise<Plan> => {
  const { requests, extensions, errors } = await client.query(query, variables, { "x-gateway-plan": "explain" });
  expect(errors).toBeUndefined();
  expect(requests).toEqual([]);
  return (extensions as unknown as { plan: Plan }).plan;
};

describe.each([
  ["with guesses", true],
  ["without guesses", false],
])("%s", (_, speculates) => {
  let server: TestGateway;
  beforeEach(async () => {
    server = await start(speculates);
  });
  afterEach(() => server.close());

  test.each(Object.entries(shapes))("%s", async (_, shape) => {
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
