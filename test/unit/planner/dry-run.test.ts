import { describe, expect, test } from "@jest/globals";
import { createDryRunClient } from "../../../gateway/planner/dry-run.js";
import { createWaiters } from "../../../gateway/rest/waiters.js";
import { NO_INCLUDES, type Read } from "../../../gateway/rest/read.js";
import { LINKS, type RestRecord } from "../../../resolvers/context.js";
import { Task } from "../../../schema/resources/task.js";
import { resourceOf } from "../../../schema/vocabulary/resource.js";

const task = resourceOf(Task);
const link = task.links.find(({ wire }) => wire === "action")!;

/** The names and statuses of the tasks of two matters, 500 of them in pages of 200. */
const pageOf = (page: number): Read => ({
  resource: task,
  parameters: ["action_in=1,2", "pageSize=200", `page=${page}`],
  includes: NO_INCLUDES,
  fields: new Map([["tasks", new Set(["id", "action", "name"])]]),
  hasConditions: false,
  expects: { total: 500, counted: true, pageSize: 200, page, parents: { link, ids: ["1", "2"] }, hasReadsBelow: false },
});

describe("rows of a dry run", () => {
  const answers = async (): Promise<{ pages: RestRecord[][]; made: number }> => {
    let made = 0;
    const client = createDryRunClient(100, (rows) => (made += rows));
    const pages: RestRecord[][] = [];
    for (const page of [1, 2, 3]) {
      const body = await client.get({ read: pageOf(page), target: `tasks?page=${page}` }, createWaiters());
      pages.push((body as { tasks: RestRecord[] }).tasks);
    }
    return { pages, made };
  };

  test("are as many as are counted, and one for each parent on all pages", async () => {
    const { pages, made } = await answers();
    expect(pages.map(({ length }) => length)).toEqual([200, 200, 100]);
    expect(new Set(pages.flat()).size).toBe(2);
    expect(made).toBe(2);
  });

  test("hold what is asked for and nothing else", async () => {
    const { pages } = await answers();
    const [row] = pages[0]!;
    expect(Object.keys(row!).sort()).toEqual(["__typename", "id", "name", "restId"]);
    expect(row![LINKS]).toEqual({ action: "1" });
  });
});
