import { beforeAll, describe, expect, test } from "@jest/globals";
import { createDatabase } from "../../simulator/seed/index.js";
import { startTestGateway } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";

let all: string[];
const { ana } = useGateway();
beforeAll(async () => {
  all = (await ana.query(`{ tasks(first: 1000) { nodes { id } } }`)).data.tasks.nodes.map(({ id }: { id: string }) => id);
});

const tasks = async (args: string) => {
  const answer = await ana.query(
    `{ tasks(${args}) { totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor page pageCount } } }`,
  );
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  const { nodes, edges, ...rest } = answer.data.tasks;
  return { ...rest, edges, ids: nodes.map(({ id }: { id: string }) => id), requests: answer.requests };
};

describe("a list", () => {
  test("of more than two hundred rows is put together from several pages", async () => {
    expect(all.length).toBeGreaterThan(400);
    expect(new Set(all).size).toBe(all.length);
    const { ids, requests } = await tasks("first: 420");
    expect(ids).toEqual(all.slice(0, 420));
    expect(requests).toEqual([
      "GET tasks?pageSize=200&fields[tasks]=id",
      "GET tasks?pageSize=200&page=2&fields[tasks]=id",
      "GET tasks?pageSize=200&page=3&fields[tasks]=id",
    ]);
  });

  test("goes on after a cursor, even when first changes on the way", async () => {
    let after = "";
    const seen: string[] = [];
    for (const first of [7, 3, 50, 1, 120]) {
      const page = await tasks(`first: ${first}${after && `, after: "${after}"`}`);
      expect(page.ids).toHaveLength(first);
      seen.push(...page.ids);
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual(all.slice(0, 181));
  });

  test("goes backward from a cursor and from the end", async () => {
    const last = await tasks("last: 5");
    expect(last.ids).toEqual(all.slice(-5));
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const before = await tasks(`last: 10, before: "${last.pageInfo.startCursor}"`);
    expect(before.ids).toEqual(all.slice(-15, -5));
    const start = await tasks(`last: 10, before: "${(await tasks("first: 4")).pageInfo.endCursor}"`);
    expect(start.ids).toEqual(all.slice(0, 3));
    expect(start.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  test("jumps to a page", async () => {
    const page = await tasks("page: 3, first: 20");
    expect(page.ids).toEqual(all.slice(40, 60));
    expect(page.pageInfo).toMatchObject({
      page: 3,
      pageCount: Math.ceil(all.length / 20),
      hasNextPage: true,
      hasPreviousPage: true,
    });
    expect(page.requests).toEqual(["GET tasks?pageSize=20&page=3&fields[tasks]=id"]);
  });

  test("ends where it ends", async () => {
    const beyond = await tasks("page: 99, first: 200");
    expect(beyond).toMatchObject({
      ids: [],
      totalCount: all.length,
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
    expect(await tasks(`filter: { name: { eq: "no such task" } }`)).toMatchObject({
      ids: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, pageCount: 0 },
    });
    expect(await tasks("first: 0")).toMatchObject({ ids: [], totalCount: all.length, pageInfo: { hasNextPage: true } });
  });

  test("of ids in none is empty without a request", async () => {
    expect(await tasks("filter: { id: { in: [] } }")).toMatchObject({ ids: [], totalCount: 0, requests: [] });
  });

  test("is counted without reading its rows", async () => {
    const { data, requests } = await ana.query(`{ tasks { totalCount } }`);
    expect(data.tasks.totalCount).toBe(all.length);
    expect(requests).toEqual(["GET tasks?pageSize=1&fields=id"]);
  });

  test("sorted by several fields stays in order across pages", async () => {
    const order = "orderBy: [{ field: PRIORITY }, { field: DUE_TIMESTAMP, direction: DESC }]";
    const { data } = await ana.query(`{ tasks(first: 300, ${order}) { nodes { id priority dueTimestamp } } }`);
    const halves = [await tasks(`first: 150, ${order}`), undefined as never];
    halves[1] = await tasks(`first: 150, ${order}, after: "${halves[0]!.pageInfo.endCursor}"`);
    expect(halves.flatMap(({ ids }) => ids)).toEqual(data.tasks.nodes.map(({ id }: { id: string }) => id));
    const keys = data.tasks.nodes.map((task: { priority: string; dueTimestamp: string }) => [
      task.priority,
      -Date.parse(task.dueTimestamp),
    ]);
    for (let index = 1; index < keys.length; index++) {
      const [a, b] = [keys[index - 1], keys[index]];
      if (a[0] && b[0] && a[0] === b[0] && a[1] && b[1]) expect(b[1]).toBeGreaterThanOrEqual(a[1]);
    }
  });
});

describe("the children of several parents", () => {
  test("each have their own pages, whatever the others have", async () => {
    const query = (first: number, after?: string) =>
      `{ matters(first: 6, filter: { status: { eq: ACTIVE } }) { nodes { id tasks(first: ${first}${after ? `, after: "${after}"` : ""}) { totalCount nodes { id matter { id } } pageInfo { endCursor hasNextPage } } } } }`;
    const { data, requests } = await ana.query(query(3));
    expect(requests).toHaveLength(2);
    for (const { id, tasks: children } of data.matters.nodes) {
      const alone = (
        await ana.query(`{ matter(id: "${id}") { tasks(first: 3) { totalCount nodes { id } pageInfo { endCursor } } } }`)
      ).data.matter.tasks;
      expect(children.nodes.map((task: { id: string }) => task.id)).toEqual(alone.nodes.map((task: { id: string }) => task.id));
      expect(children.totalCount).toBe(alone.totalCount);
      expect(children.pageInfo.endCursor).toBe(alone.pageInfo.endCursor);
      for (const task of children.nodes) expect(task.matter.id).toBe(id);
    }
  });

  test("of which one has most of the rows are asked for one by one", async () => {
    const large = await startTestGateway({ simulator: { database: createDatabase({ scale: { timeEntriesPerMatter: 100 } }) } });
    try {
      const client = await large.connect("ana");
      const rows = large.simulator.database.organisations[0]!.rows.get("timeentries")!;
      const counts = new Map<string, number>();
      for (const { links } of rows) counts.set(String(links?.["action"]), (counts.get(String(links?.["action"])) ?? 0) + 1);
      const [biggest, , other] = [...counts].sort(([, a], [, b]) => b - a);
      expect(biggest![1]).toBeGreaterThan(600);
      const query = `query ($ids: [ID!]) { matters(filter: { id: { in: $ids } }) { nodes { restId timeEntries(first: 2) { totalCount nodes { matter { restId } } } } } }`;
      const variables = { ids: [biggest![0], other![0]] };
      const { data, requests } = await client.query(query, variables);
      expect(requests).toHaveLength(4);
      // The next time nobody needs to look first.
      expect((await client.query(query, variables)).requests).toHaveLength(3);
      for (const { restId, timeEntries } of data.matters.nodes) {
        expect(timeEntries.totalCount).toBe(counts.get(restId));
        expect(timeEntries.nodes).toEqual([{ matter: { restId } }, { matter: { restId } }]);
      }
    } finally {
      await large.close();
    }
  });

  test("can be narrowed by the very link they hang on", async () => {
    const { data } = await ana.query(`{ matters(first: 3) { nodes { restId } } }`);
    const [first, second] = data.matters.nodes.map(({ restId }: { restId: string }) => restId);
    const narrowed = await ana.query(
      `query ($first: ID!, $one: ID!) {
      one: matter(id: $first) { tasks(filter: { matter: { id: { eq: $one } } }) { totalCount } }
      three: matters(first: 3) { nodes { restId tasks(filter: { matter: { id: { in: [$one] } } }) { totalCount } } }
    }`,
      { first, one: second },
    );
    expect(narrowed.errors).toBeUndefined();
    expect(narrowed.data.one.tasks.totalCount).toBe(0);
    expect(
      narrowed.data.three.nodes
        .filter((matter: { tasks: { totalCount: number } }) => matter.tasks.totalCount > 0)
        .map(({ restId }: { restId: string }) => restId),
    ).toEqual([second]);
  });
});

test("a page size the API does not honour is noticed, and no row is lost", async () => {
  const small = await startTestGateway({ simulator: { behaviour: { quirks: { maxPageSize: 100 } } } });
  try {
    const client = await small.connect("ana");
    const { data } = await client.query(`{ tasks(first: 350) { nodes { id } } }`);
    expect(data.tasks.nodes.map(({ id }: { id: string }) => id)).toEqual(all.slice(0, 350));
    const several = await client.query(`query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, { ids: all.slice(0, 180) });
    expect(several.data.nodes).toEqual(all.slice(0, 180).map((id) => ({ id })));
  } finally {
    await small.close();
  }
});
