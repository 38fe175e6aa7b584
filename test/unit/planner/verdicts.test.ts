import { describe, expect, test } from "@jest/globals";
import { plan } from "../../../gateway/planner/plan.js";
import type { Knowledge } from "../../../gateway/planner/knowledge.js";
import type { Settled, Step, Verdict } from "../../../gateway/planner/step.js";
import { strategies, type AnyStrategy } from "../../../gateway/planner/strategies/index.js";
import type { Want } from "../../../gateway/planner/want.js";
import type { Envelope } from "../../../gateway/rest/envelope.js";
import {
  BadUserInput,
  Forbidden,
  NotFound,
  RequestRefused,
  RequestTooLong,
  UpstreamFailed,
  UpstreamInvalidResponse,
  UpstreamUnavailable,
} from "../../../schema/errors.js";
import {
  aMatter,
  begins,
  condition,
  firstTasks,
  known,
  matterRows,
  matters,
  page,
  taskRow,
  tasksOf,
} from "../../support/wants.js";

/* What the pages of a step come to, and what is done where they do not come. */

const strategyOf = ({ strategy }: Step): AnyStrategy => strategies.find(({ name }) => name === strategy) as AnyStrategy;
const only = (wants: readonly Want[], knowledge: Knowledge = known()): Step => plan(wants, knowledge)[0]!;
const next = (step: Step, pages: readonly Envelope[], knowledge: Knowledge = known()): Verdict =>
  strategyOf(step).next(step, pages, knowledge);
const failed = (step: Step, failure: Error, knowledge: Knowledge = known()): Settled | undefined =>
  strategyOf(step).failed?.(step, failure, knowledge);
const answers = (step: Step, { found }: Settled): unknown[] =>
  step.wants.map((want) => strategyOf(step).answer(want, found!.get(strategyOf(step).partOf(want)), step));
const followed = ({ steps = [] }: { readonly steps?: readonly Step[] }): string[] => steps.flatMap(begins);
const first = (limit: number, offset = 0) => ({ offset, limit });
const tasks = (count: number, matterId: string, from = 1) =>
  Array.from({ length: count }, (_, index) => taskRow(from + index, matterId));

describe("a list", () => {
  test("goes on to the pages that its first one tells of, and no further than is wanted", () => {
    const step = only([matters(first(1000))]);
    const firstPage = page(matterRows(200), { recordCount: 450 });
    expect(next(step, [firstPage])).toEqual({ pages: [1, 2, 3], observed: [{ kind: "rows", list: "actions", rows: 450 }] });
    const all = [firstPage, page(matterRows(200, 201)), page(matterRows(50, 401))];
    const [answer] = answers(step, next(step, all)) as [{ rows: unknown[]; total: number }];
    expect([answer.rows.length, answer.total]).toEqual([450, 450]);
  });

  test("is planned again in smaller pages where the API keeps to them", () => {
    const verdict = next(only([matters(first(100))]), [page(matterRows(50), { recordCount: 450, pageSize: 50 })]);
    expect(verdict).toEqual({ again: true, observed: [{ kind: "page size", rows: 50 }] });
    // Fewer rows on a page than it has room for are the end of a list.
    expect(next(only([matters(first(100))]), [page(matterRows(3), { recordCount: 3, pageSize: 50 })])).toHaveProperty("found");
  });

  test("of which a page beyond the end was asked for is counted, if anybody wants to know", () => {
    const beyond = page([]);
    expect(answers(only([matters(first(10, 50))]), next(only([matters(first(10, 50))]), [beyond]) as Settled)).toEqual([
      { rows: [], offset: 50 },
    ]);
    const counted = next(only([matters(first(10, 50), { wantsTotal: true })]), [beyond]);
    expect(followed(counted as Settled)).toEqual(["actions?pageSize=1&fields=id"]);
  });

  test("has other last rows than were asked for where it has another length than it was taken to have", () => {
    const knowledge = known({ rows: { actions: 95 } });
    const step = only([matters({ last: 10 })], knowledge);
    const moved = next(step, [page(matterRows(12, 85), { recordCount: 100 })], knowledge);
    expect(moved).toMatchObject({ observed: [{ kind: "rows", rows: 100 }] });
    expect(followed(moved as Settled)).toEqual(["actions?pageSize=10&page=10"]);
  });

  test("is counted once and for all where it turns out to have become empty", () => {
    const knowledge = known({ rows: { actions: 5 } });
    const emptied = next(only([matters({ last: 5 })], knowledge), [page([], { recordCount: 0 })], knowledge) as Settled;
    const [count] = emptied.steps!;
    expect(next(count!, [page(matterRows(1), { recordCount: 7 })])).toHaveProperty("found");
  });
});

describe("records by id", () => {
  const step = (count = 3): Step => only(Array.from({ length: count }, (_, index) => aMatter(String(index + 1))));

  test("are given out by their ids, in whatever order they come; who does not come is null", () => {
    const [three, one] = [matterRows(1, 3), matterRows(1)];
    expect(answers(step(), next(step(), [page([...three, ...one])]) as Settled)).toEqual([one[0], null, three[0]]);
  });

  test("are errors where rows came that do not say which they are", () => {
    const [one] = matterRows(1);
    const found = answers(step(2), next(step(2), [page([one!], { sent: 2, unreadable: [1] })]));
    expect(found).toEqual([one, expect.any(UpstreamInvalidResponse)]);
  });

  test("go on to the next pages where these are smaller than was asked for", () => {
    expect(next(step(60), [page(matterRows(25), { recordCount: 60, pageSize: 25 })])).toEqual({ pages: [1, 2, 3] });
  });

  test("are asked for by a filter where several in the path are refused, and that is remembered if it helps", () => {
    const refused = failed(step(), new RequestRefused("actions"))!;
    expect(followed(refused)).toEqual(["actions?id_in=1,2,3"]);
    const [byFilter] = refused.steps!;
    expect(next(byFilter!, [page(matterRows(3))])).toMatchObject({
      observedIfNoErrors: [{ kind: "unsupported", collection: "actions", features: ["several in path"], isShared: true }],
    });
  });

  test("of which one may be at fault are told apart", () => {
    expect(failed(step(), new UpstreamFailed(5))).toMatchObject({ bisect: { parts: ["1", "2", "3"] } });
    expect(failed(step(), new UpstreamUnavailable(5))).toBeUndefined();
    // An unknown id refuses all in the path, and as a condition leaves its own row out.
    const [byFilter] = failed(step(), new NotFound("actions"))!.steps!;
    expect(next(byFilter!, [page(matterRows(1))])).not.toHaveProperty("bisect");
    const [doubtful] = failed(step(), new Forbidden())!.steps!;
    expect(next(doubtful!, [page(matterRows(1))])).toMatchObject({ bisect: { parts: ["2", "3"] } });
  });

  test("of one that is not there are null", () => {
    expect(answers(step(1), failed(step(1), new NotFound("actions"))!)).toEqual([null]);
    expect(failed(step(1), new Forbidden())).toBeUndefined();
  });
});

describe("the children of several parents", () => {
  const wants = ["1", "2", "3"].map((id) => tasksOf(id, first(2)));
  const step = (): Step => only(wants);

  test("are given out by their link, never by their place", () => {
    const rows = [...tasks(1, "3", 5), ...tasks(2, "1", 6), ...tasks(1, "2", 8)];
    const found = answers(step(), next(step(), [page(rows, { recordCount: 4 })])) as { rows: { restId: string }[] }[];
    expect(found.map((each) => each.rows.map(({ restId }) => restId))).toEqual([["6", "7"], ["8"], ["5"]]);
  });

  test("are read one by one where a row does not say whose child it is", () => {
    const verdict = next(step(), [page([...tasks(2, "1"), taskRow(9, "77")], { recordCount: 3 })]);
    expect(followed(verdict as Settled)).toEqual(["1", "2", "3"].map((id) => `tasks?action=${id}&pageSize=2`));
  });

  test("end early where every parent has all that is wanted of it, and it is remembered how many pages were enough", () => {
    const rows = ["1", "2", "3"].flatMap((id, index) => tasks(3, id, 10 * index));
    expect(next(step(), [page(rows, { recordCount: 500 })])).toMatchObject({
      observed: [{ kind: "children", seen: { parents: 3, rows: 500, enough: 1 } }],
      found: expect.any(Map),
    });
  });

  test("go on while that is cheaper than a list for each parent", () => {
    const onlyOne = tasks(200, "1");
    expect(next(step(), [page(onlyOne, { recordCount: 800 })])).toMatchObject({ pages: [1, 2, 3, 4] });
    expect(followed(next(step(), [page(onlyOne, { recordCount: 50_000 })]) as Settled)).toHaveLength(3);
  });

  test("are tried with one parent where a list of them is refused: what is refused is the list, or what the caller chose", () => {
    const settled = failed(step(), new RequestRefused("tasks"))!;
    expect(begins(settled.trial!)).toEqual(["tasks?action=1&pageSize=2"]);
    const { tried } = strategyOf(step());
    expect(tried!(step(), undefined, known())).toMatchObject({
      observed: [{ kind: "unsupported", collection: "tasks", features: ["together action"], isShared: true }],
    });
    expect(followed(tried!(step(), undefined, known()))).toEqual(["2", "3"].map((id) => `tasks?action=${id}&pageSize=2`));
    expect(() => tried!(step(), new BadUserInput("filter", "it is not accepted"), known())).toThrow(BadUserInput);
  });

  test("of a refusal that has to do with the caller's conditions, nobody else is told", () => {
    const chosen = only(["1", "2"].map((id) => tasksOf(id, first(2), { conditions: [condition("priority", "High")] })));
    expect(strategyOf(chosen).tried!(chosen, undefined, known())).toMatchObject({
      observed: [{ features: [expect.stringMatching(/^together (?!action$)/)], isShared: false }],
    });
  });

  test("are split where one parent may be at fault, or the address is too long, and not where all must be", () => {
    expect(failed(step(), new UpstreamFailed(5))).toMatchObject({ split: { groups: [["1"], ["2"], ["3"]] } });
    expect(failed(step(), new RequestTooLong("tasks"))).toHaveProperty("split");
    expect(failed(step(), new NotFound("tasks"))).toBeUndefined();
    expect(failed(step(), new UpstreamUnavailable(5))).toBeUndefined();
  });
});

describe("a pushdown", () => {
  const knowledge = known({ rows: { "actions&status=Active": 2 } });
  const parents = matters(first(50), { conditions: [condition("status", "Active")], below: [firstTasks] });
  const step = (): Step => only([parents], knowledge).pushdowns[0]!;

  test("gives each parent its part of the rows", () => {
    const verdict = next(step(), [page([...tasks(1, "2", 5), ...tasks(2, "1", 6)], { recordCount: 3 })], knowledge) as Settled;
    const [childrenOf] = answers(step(), verdict) as [(want: Want) => { rows: { restId: string }[] }];
    expect(childrenOf(tasksOf("1", first(10))).rows.map(({ restId }) => restId)).toEqual(["6", "7"]);
    expect(childrenOf(tasksOf("9", first(10))).rows).toEqual([]);
  });

  test("comes to nothing where it would be longer than a list for each parent, and where it is not supported", () => {
    const long = next(step(), [page(tasks(200, "1"), { recordCount: 900 })], knowledge) as Settled;
    expect(answers(step(), long)).toEqual([undefined]);
    expect(failed(step(), new BadUserInput("filter", "no"))).toMatchObject({
      observed: [{ kind: "unsupported", features: [expect.stringMatching(/^pushdown /)], isShared: false }],
    });
    expect(failed(step(), new UpstreamUnavailable(5))).toBeUndefined();
  });
});
