import { describe, expect, test } from "@jest/globals";
import { plan } from "../../../gateway/planner/plan.js";
import { prefetch } from "../../../gateway/planner/prefetch.js";
import type { Step, Strategy } from "../../../gateway/planner/step.js";
import { strategies } from "../../../gateway/planner/strategies/index.js";
import type { ItemWant } from "../../../gateway/planner/want.js";
import {
  aMatter,
  begins,
  condition,
  firstTasks,
  known,
  matter,
  matters,
  operation,
  planned,
  tasksOf,
} from "../../support/wants.js";

const first = (limit: number, offset = 0) => ({ offset, limit });
const ids = (count: number, from = 1): string[] => Array.from({ length: count }, (_, index) => String(from + index));

describe("records by id", () => {
  test("are one request for each resource, and one for two hundred", () => {
    expect(planned(ids(3).map((id) => aMatter(id)))).toEqual([{ "multi-get": ["actions/1,2,3"] }]);
    const many = planned(ids(201).map((id) => aMatter(id)));
    expect(many.map((step) => step["multi-get"]![0]!.split(",").length)).toEqual([200, 1]);
  });

  test("that several places or operations want are asked for once", () => {
    expect(planned([aMatter("7"), aMatter("7"), aMatter("8")])).toEqual([{ "multi-get": ["actions/7,8"] }]);
  });

  test("of more than fifty say how many a page has to hold", () => {
    expect(planned(ids(51).map((id) => aMatter(id)))[0]!["multi-get"]![0]).toMatch(/^actions\/1,2,.*,51\?pageSize=200$/);
  });

  test("make addresses of no more than seven thousand characters", () => {
    const long = Array.from({ length: 100 }, (_, index) => aMatter(`${"9".repeat(140)}${index}`));
    for (const step of planned(long)) expect(step["multi-get"]![0]!.length).toBeLessThan(7_200);
  });

  test("go by a filter where several in the path are not supported, and one by one where neither is", () => {
    const wants = [aMatter("1"), aMatter("2")];
    expect(planned(wants, known({ unsupported: ["actions: several in path"] }))).toEqual([
      { "multi-get": ["actions?id_in=1,2"] },
    ]);
    const neither = known({ unsupported: ["actions: several in path", "actions: several by filter"] });
    expect(planned(wants, neither)).toEqual([{ "multi-get": ["actions/1"] }, { "multi-get": ["actions/2"] }]);
  });
});

describe("a list", () => {
  test("is the one page that holds its rows, wherever they begin", () => {
    expect(planned([matters(first(50))])).toEqual([{ list: ["actions?pageSize=50"] }]);
    expect(planned([matters(first(50, 50))])).toEqual([{ list: ["actions?pageSize=50&page=2"] }]);
    expect(planned([matters(first(3, 4))])).toEqual([{ list: ["actions?pageSize=4&page=2"] }]);
  });

  test("of unknown length begins with its first page; of one that is known, all pages that exist are asked for at once", () => {
    expect(planned([matters(first(1000))])).toEqual([{ list: ["actions?pageSize=200"] }]);
    expect(planned([matters(first(1000))], known({ rows: { actions: 450 } }))).toEqual([
      { list: ["actions?pageSize=200", "actions?pageSize=200&page=2", "actions?pageSize=200&page=3"] },
    ]);
  });

  test("is counted by a page of one row that holds nothing but its id", () => {
    expect(planned([matters()])).toEqual([{ count: ["actions?pageSize=1&fields=id"] }]);
  });

  test("is counted before its last rows are asked for, unless its length is known", () => {
    expect(planned([matters({ last: 10 })])).toEqual([{ count: ["actions?pageSize=1&fields=id"] }]);
    expect(planned([matters({ last: 10 })], known({ rows: { actions: 95 } }))).toEqual([
      { list: ["actions?pageSize=12&page=8"] },
    ]);
  });

  test("asks nothing where no row can meet its conditions, or where none is wanted", () => {
    expect(planned([matters(first(10), { conditions: [{ ...condition("id"), comparator: "in", values: [] }] })])).toEqual([
      { "no-rows": [] },
    ]);
    expect(planned([matters(first(0))])).toEqual([{ "no-rows": [] }]);
    expect(planned([matters(first(0), { wantsTotal: true })])).toEqual([{ count: ["actions?pageSize=1&fields=id"] }]);
  });

  test("that several want is one step, whatever each wants of its rows", () => {
    expect(planned([matters(first(5)), matters(first(5)), matters(first(6))])).toEqual([
      { list: ["actions?pageSize=5"] },
      { list: ["actions?pageSize=6"] },
    ]);
  });

  test("is counted in the pages that the API was found to give", () => {
    expect(planned([matters(first(100))], known({ pageSize: 50, rows: { actions: 80 } }))).toEqual([
      { list: ["actions?pageSize=50", "actions?pageSize=50&page=2"] },
    ]);
  });
});

describe("the children of several parents", () => {
  const wants = ids(3).map((id) => tasksOf(id, first(10)));

  test("are one list", () => {
    expect(planned(wants)).toEqual([{ "children-together": ["tasks?action_in=1,2,3&pageSize=200"] }]);
  });

  test("ask for as many pages at once as few rows of each parent fill, but for more than three", () => {
    const pages = (parents: number, rows: number): number =>
      planned(ids(parents).map((id) => tasksOf(id, first(rows))))[0]!["children-together"]!.length;
    expect([pages(50, 10), pages(50, 20), pages(30, 20), pages(50, 4)]).toEqual([3, 1, 3, 1]);
    // More of one parent than twenty may be wished for, and is no reason to expect them.
    expect(pages(10, 21)).toBe(1);
  });

  test("ask for no page on a guess while Actionstep has asked for a pause", () => {
    const steps = planned(
      ids(50).map((id) => tasksOf(id, first(10))),
      known({ maySpeculate: false }),
    );
    expect(steps[0]!["children-together"]).toHaveLength(1);
  });

  test("ask for as many pages as an average parent of the last list had rows", () => {
    const knowledge = known({ childrenOfOthers: { parents: 10, rows: 1000 } });
    expect(planned(wants, knowledge)[0]!["children-together"]).toHaveLength(2);
  });

  test("ask for the pages that were enough the last time, where nobody wants to know all rows", () => {
    const children = { "tasks&action_in=1,2,3": { parents: 3, rows: 500, enough: 1 } };
    expect(planned(wants, known({ children }))[0]!["children-together"]).toHaveLength(1);
    const counted = ids(3).map((id) => tasksOf(id, first(10), { wantsTotal: true }));
    expect(planned(counted, known({ children }))[0]!["children-together"]).toHaveLength(3);
  });

  test("are asked for one by one where their list is known to take more pages than there are parents", () => {
    const children = { "tasks&action_in=1,2,3": { parents: 3, rows: 50_000 } };
    expect(planned(wants, known({ children }))).toEqual(ids(3).map((id) => ({ list: [`tasks?action=${id}&pageSize=10`] })));
  });

  test("are asked for one by one where the endpoint does not support a list of parents", () => {
    expect(planned(wants, known({ unsupported: ["tasks: together action"] }))).toEqual(
      ids(3).map((id) => ({ list: [`tasks?action=${id}&pageSize=10`] })),
    );
  });

  test("are a list of their own where there is one parent", () => {
    expect(planned([tasksOf("4", first(10)), tasksOf("4")])).toEqual([
      { list: ["tasks?action=4&pageSize=10"] },
      { count: ["tasks?action=4&pageSize=1&fields=id"] },
    ]);
  });

  test("under other conditions are another list", () => {
    const high = ids(2).map((id) => tasksOf(id, first(10), { conditions: [condition("priority", "High")] }));
    expect(planned([...wants, ...high])).toEqual([
      { "children-together": ["tasks?action_in=1,2,3&pageSize=200"] },
      { "children-together": ["tasks?action_in=1,2&priority=High&pageSize=200"] },
    ]);
  });

  test("are lists of two hundred parents at most", () => {
    const steps = planned(ids(201).map((id) => tasksOf(id, first(1))));
    expect(steps.map((step) => Object.keys(step)[0])).toEqual(["children-together", "children-together"]);
  });

  test("read nothing but whose child each row is, where only their number is wanted", () => {
    expect(planned([tasksOf("1"), tasksOf("2")])).toEqual([
      { "children-together": ["tasks?action_in=1,2&pageSize=200&fields=id,action"] },
    ]);
  });
});

describe("what is selected below", () => {
  test("a record is wanted at the same time, since its id is known, but not while Actionstep has asked for a pause", () => {
    const want = aMatter("2", [firstTasks]);
    expect(prefetch(want, known()).map(({ kind, parentId, range }) => [kind, parentId, range])).toEqual([
      ["children", "2", { offset: 0, limit: 10 }],
    ]);
    expect(prefetch(want, known({ maySpeculate: false }))).toEqual([]);
  });

  test("the rows of a list is wanted at the same time where the conditions of the list say their ids", () => {
    const byIds = matters(first(10), { conditions: [condition("id", "1", "2")], below: [firstTasks] });
    expect(prefetch(byIds, known()).map(({ parentId }) => parentId)).toEqual(["1", "2"]);
    // Not all of them may be among the rows that are wanted.
    expect(prefetch({ ...byIds, range: first(1) }, known())).toEqual([]);
  });

  test("the rows of a list that are known to be few is asked for by the conditions of that list", () => {
    const active = matters(first(50), { conditions: [condition("status", "Active")], below: [firstTasks] });
    const knowledge = known({ rows: { "actions&status=Active": 20 } });
    expect(planned([active], knowledge)).toEqual([
      { list: ["actions?status=Active&pageSize=50", "(tasks?action[status]=Active&pageSize=200)"] },
    ]);
    expect(planned([active])).toEqual([{ list: ["actions?status=Active&pageSize=50"] }]);
    expect(planned([active], known({ rows: { "actions&status=Active": 60 } }))).toEqual([
      { list: ["actions?status=Active&pageSize=50"] },
    ]);
    expect(planned([matters(first(50), { below: [firstTasks] })], known({ rows: { actions: 20 } }))).toEqual([
      { list: ["actions?pageSize=50"] },
    ]);
  });
});

describe("a plan", () => {
  test("is data: planning the same twice gives the same, and says why", () => {
    const wants = [aMatter("1"), matters(first(5)), tasksOf("1"), tasksOf("2")];
    const once = plan(wants, known());
    expect(plan(wants, known())).toEqual(once);
    for (const { reason } of once) expect(reason).toMatch(/^[a-z].{10,}[^.]$/);
  });

  test("has another strategy with one file and one line", () => {
    /** What a file of gateway/planner/strategies would hold: the viewer's own record by another address. */
    const own: Strategy<ItemWant> = {
      name: "own-record",
      plan(wants) {
        const mine = wants.filter((want): want is ItemWant => want.kind === "item" && want.item === "current");
        const steps = mine.map((want): Step<ItemWant> => ({
          strategy: "own-record",
          reason: "the viewer's own record has an address of its own",
          isSpeculative: false,
          wants: [want],
          read: {
            resource: want.resource,
            parameters: ["mine=T"],
            includes: want.includes,
            fields: want.fields,
            hasConditions: false,
          },
          pages: [1],
          expects: want.expected,
          detail: undefined,
          pushdowns: [],
        }));
        return { steps, left: wants.filter((want) => !(mine as unknown[]).includes(want)) };
      },
      next: (_, [page]) => ({ found: new Map([["", page!.rows]]) }),
      partOf: () => "",
      answer: (_, rows) => rows,
    };
    const want: ItemWant = {
      kind: "item",
      operation,
      resource: matter,
      item: "current",
      includes: new Map(),
      fields: new Map(),
      below: [],
      expected: { total: 1, counted: true, pageSize: 1 },
    };
    // The line in the list of strategies.
    const steps = plan([want, matters(first(5))], known(), [own, ...strategies]);
    expect(steps.map((step) => [step.strategy, begins(step)])).toEqual([
      ["own-record", ["actions?mine=T"]],
      ["list", ["actions?pageSize=5"]],
    ]);
  });
});
