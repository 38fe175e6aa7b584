import { describe, expect, test } from "@jest/globals";
import { createDatabase } from "../../simulator/seed/index.js";
import { startTestGateway } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";

const { server, ana, requests } = useGateway();

describe("what is asked of Actionstep is what the operation selects, no more and no less,", () => {
  const plain =
    "GET actions?pageSize=2&include=assignedTo&fields[actions]=id,assignedTo,name,status&fields[participants]=id,displayName";

  test.each<[string, string, Record<string, unknown>]>([
    [
      "through fragments",
      `{ matters(first: 2) { ...A } } fragment A on MatterConnection { nodes { name ...B } } fragment B on Matter { status assignedTo { ...C } } fragment C on Participant { displayName }`,
      {},
    ],
    [
      "through inline fragments",
      `{ matters(first: 2) { ... { nodes { ... on Matter { name status } ... on Node { ... on Matter { assignedTo { displayName } } } } } } }`,
      {},
    ],
    [
      "through fields written several times",
      `{ matters(first: 2) { nodes { name } } matters(first: 2) { nodes { status } edges { node { assignedTo { displayName } } } } }`,
      {},
    ],
    [
      "under other names",
      `{ m: matters(first: 2) { rows: nodes { a: name b: status who: assignedTo { c: displayName } } } }`,
      {},
    ],
    [
      "without what is skipped",
      `query ($no: Boolean!) { matters(first: 2) { nodes { name status reference @skip(if: true) division @include(if: $no) { id } ... @include(if: $no) { step { stepName } } assignedTo { displayName email @skip(if: true) } } } }`,
      { no: false },
    ],
    [
      "with what is included",
      `query ($yes: Boolean = true) { matters(first: 2) { nodes { name status @include(if: $yes) ... @skip(if: false) { assignedTo { displayName } } } } }`,
      {},
    ],
  ])("%s", async (_, query, variables) => {
    expect(await requests(query, variables)).toEqual([plain]);
  });

  test("with the fields of one place at every other, so that a record is whole wherever it turns up", async () => {
    const sent = await requests(`{
      tasks(first: 2) { nodes { name matter { reference } } }
      matter(id: 1) { name }
    }`);
    expect([...sent].sort()).toEqual([
      "GET actions/1?fields[actions]=id,name,reference",
      "GET tasks?pageSize=2&include=action&fields[tasks]=id,action,name&fields[actions]=id,name,reference",
    ]);
  });

  test("of each type that an interface may turn out to be", async () => {
    const sent = await requests(
      `{ nodes(ids: ["Task:1", "Matter:1"]) { id ... on Task { name assignee { displayName } } ... on Matter { status } ... on User { emailAddress } } }`,
    );
    expect([...sent].sort()).toEqual([
      "GET actions/1?fields[actions]=id,status",
      "GET tasks/1?include=assignee&fields[tasks]=id,assignee,name&fields[participants]=id,displayName",
    ]);
  });

  test("along nested links, each named before those behind it", async () => {
    const [request] = await requests(`{ tasks(first: 2) { nodes { matter { division { participant { displayName } } } } } }`);
    expect(request).toContain("include=action,action.division,action.division.participant&");
  });

  test("and a parent is not side-loaded to its own children", async () => {
    const [, request] = await requests(
      `{ matters(first: 2) { nodes { name tasks(first: 1) { nodes { name matter { name } } } } } }`,
    );
    expect(request).not.toContain("include");
  });

  test("in an address that is not too long, whatever is selected", async () => {
    const { attributes } = (await import("../../schema/vocabulary/resource.js")).resourceOf(
      (await import("../../schema/resources/participant.js")).Participant,
    );
    const everything = attributes.map(({ name }) => name).join(" ");
    const ids = server.simulator.database.organisations[0]!.rows.get("participants")!
      .slice(0, 200)
      .map(({ id }) => `"Participant:${id}"`);
    const { data, errors, requests } = await ana.query(
      `{ nodes(ids: [${ids.join(",")}]) { ... on Participant { ${everything} } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.nodes.every(({ displayName }: { displayName: string }) => displayName)).toBe(true);
    for (const request of requests) expect(request.length).toBeLessThan(8000);
  });
});

test("rows are given to whom they belong whatever order they come in", async () => {
  const query = `{ nodes(ids: ["Matter:3", "Matter:1", "Matter:2"]) { id ... on Matter { name tasks(first: 50) { nodes { id matter { id } } } } } }`;
  const { data } = await ana.query(query);
  const turn = (body: string): string => {
    const answer = JSON.parse(body) as Record<string, unknown>;
    for (const [name, rows] of Object.entries(answer)) if (Array.isArray(rows)) answer[name] = [...(rows as unknown[])].reverse();
    return JSON.stringify(answer);
  };
  const undo = server.simulator.fault({ match: ({ kind }) => kind === "rest", fault: { kind: "replace", body: turn } });
  try {
    const turned = await ana.query(query);
    expect(turned.errors).toBeUndefined();
    expect(turned.data.nodes.map(({ id, name }: { id: string; name: string }) => [id, name])).toEqual(
      data.nodes.map(({ id, name }: { id: string; name: string }) => [id, name]),
    );
    for (const { id, tasks } of turned.data.nodes) for (const task of tasks.nodes) expect(task.matter.id).toBe(id);
  } finally {
    undo();
  }
});

test("resolvers that wait for something else first still share a request", async () => {
  // The records of both levels come at different turns of the event loop; each level is one request all the same.
  const sent = await requests(`{
    a: task(id: 1) { name } b: task(id: 2) { name } viewer { user { id } } c: task(id: 3) { name }
    nodes(ids: ["Task:4", "Task:5"]) { id }
  }`);
  expect(sent.filter((request) => request.startsWith("GET tasks"))).toEqual(["GET tasks/1,2,3,4,5?fields[tasks]=id,name"]);
});

describe("children are asked for beside their parents", () => {
  const tasks = `tasks(first: 50) { nodes { name } }`;

  test("where a filter names the parents", async () => {
    const { requests, extensions } = await ana.query(
      `{ matters(filter: { id: { in: ["1", "2", "3"] } }) { nodes { name ${tasks} } } }`,
    );
    expect(requests).toHaveLength(2);
    expect(extensions.cost.rounds).toBe(1);
    expect(requests.some((request) => request.startsWith("GET tasks?action_in=1,2,3&"))).toBe(true);
  });

  test("by the parents' own conditions, once it is known that the page holds them all", async () => {
    const query = `{ matters(first: 50, filter: { status: { eq: CLOSED } }) { nodes { name ${tasks} timeEntries(first: 1, filter: { isBillable: { eq: true } }) { nodes { description } } } } }`;
    const first = await ana.query(query);
    expect(first.extensions.cost.rounds).toBeGreaterThan(1);
    const second = await ana.query(query);
    expect(second.data).toEqual(first.data);
    expect(second.extensions.cost.rounds).toBeLessThanOrEqual(2);
    expect(second.requests.some((request) => request.startsWith("GET tasks?action[status]=Closed&"))).toBe(true);
    const third = await ana.query(query);
    expect(third.data).toEqual(first.data);
    expect(third.extensions.cost).toMatchObject({ upstreamRequests: 3, rounds: 1 });
  });

  test.each([
    ["and was given up", { afterRefusal: 1 }],
    ["and answered after it", {}],
  ])("except while Actionstep has lately asked for a pause %s", async (_, retry) => {
    let ahead = 0;
    const cautious = await startTestGateway({ ports: { clock: () => Date.now() + ahead, retry } });
    try {
      const client = await cautious.connect("ana");
      const query = `{ matter(id: 1) { name ${tasks} } }`;
      expect((await client.query(query)).extensions.cost).toMatchObject({ upstreamRequests: 2, rounds: 1 });
      const undo = cautious.simulator.fault({
        match: ({ kind }) => kind === "rest",
        times: 1,
        fault: { kind: "status", status: 429, headers: { "retry-after": "1" } },
      });
      await client.query(`{ users(first: 1) { nodes { id } } }`);
      undo();
      const { extensions } = await client.query(query);
      expect(extensions.cost).toMatchObject({ upstreamRequests: 2, rounds: 2 });
      ahead += 61_000;
      expect((await client.query(query)).extensions.cost).toMatchObject({ upstreamRequests: 2, rounds: 1 });
    } finally {
      await cautious.close();
    }
  });

  test("and a parent that is not there makes no difference to the answer", async () => {
    const { data, errors } = await ana.query(
      `{ matter(id: 999999) { name ${tasks} } nodes(ids: ["Matter:999999", "Matter:1"]) { ... on Matter { ${tasks} } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.matter).toBeNull();
    expect(data.nodes[0]).toBeNull();
    expect(data.nodes[1].tasks.nodes.length).toBeGreaterThan(0);
  });
});

describe("a list of the children of many parents", () => {
  test("is read no further than until each has what is wanted of it", async () => {
    const large = await startTestGateway({ simulator: { database: createDatabase({ scale: { timeEntriesPerMatter: 60 } }) } });
    try {
      const client = await large.connect("ana");
      const query = (below: string): string =>
        `{ matters(first: 4, orderBy: [{ field: ID }]) { nodes { restId timeEntries(first: 1, orderBy: [{ field: DESCRIPTION }]) { ${below} nodes { description } } } } }`;
      const few = await client.query(query(""));
      const all = await client.query(query("totalCount"));
      expect(few.data.matters.nodes.map(({ timeEntries }: { timeEntries: { nodes: unknown } }) => timeEntries.nodes)).toEqual(
        all.data.matters.nodes.map(({ timeEntries }: { timeEntries: { nodes: unknown } }) => timeEntries.nodes),
      );
      expect(few.requests.length).toBeLessThanOrEqual(all.requests.length);
      // What was enough then is enough now, though it is known that there is more.
      expect((await client.query(query(""))).requests.length).toBeLessThanOrEqual(few.requests.length);
    } finally {
      await large.close();
    }
  });
});
