import { plan } from "../../gateway/planner/plan.js";
import type { Knowledge } from "../../gateway/planner/knowledge.js";
import type { ChildrenSeen } from "../../gateway/planner/list-sizes.js";
import type { Operation } from "../../gateway/planner/operation.js";
import { readOfPage } from "../../gateway/planner/reads.js";
import type { Step } from "../../gateway/planner/step.js";
import { COUNT_ONLY, type ChildrenWant, type ListWant, type RecordWant, type Want } from "../../gateway/planner/want.js";
import type { Envelope } from "../../gateway/rest/envelope.js";
import { NO_INCLUDES, addressOf } from "../../gateway/rest/read.js";
import { LINKS, type Condition, type RestRecord } from "../../resolvers/context.js";
import type { RowRange } from "../../resolvers/row-range.js";
import type { ListSelection } from "../../resolvers/selection.js";
import { reverseConnectionsOf } from "../../schema/derive/reverse.js";
import { Matter } from "../../schema/resources/matter.js";
import { Task } from "../../schema/resources/task.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";

/*
 * What tests of the planner are written with: wants of matters and their tasks, and plans as the requests they begin with.
 */

export const matter = resourceOf(Matter);
export const task = resourceOf(Task);
/** `Matter.tasks`, along `Task.matter`. */
export const tasksOfMatter = reverseConnectionsOf(matter, [task]).find(({ name }) => name === "tasks")!;

/** An operation of somebody who granted everything. */
export const operation = {
  grants: () => true,
  includes: (includes: unknown) => includes,
  fields: (fields: unknown) => fields,
} as unknown as Operation;

const common = { operation, includes: NO_INCLUDES, fields: new Map(), below: [] };

/** What is known where nothing is, but for what is given. */
export function known(
  given: Partial<Omit<Knowledge, "rows" | "children" | "childrenOfOthers" | "isUnsupported">> & {
    readonly rows?: Readonly<Record<string, number>>;
    readonly children?: Readonly<Record<string, ChildrenSeen>>;
    readonly childrenOfOthers?: ChildrenSeen;
    /** `tasks: together action` */
    readonly unsupported?: readonly string[];
  } = {},
): Knowledge {
  const { rows = {}, children = {}, childrenOfOthers, unsupported = [], ...others } = given;
  return {
    maySpeculate: true,
    combines: { ids: true, children: true },
    pageSize: 200,
    isDryRun: false,
    ...others,
    rowCount: (list) => rows[list],
    children: (list) => children[list],
    childrenOfOthers: () => childrenOfOthers,
    isUnsupported: (collection, features) => features.some((feature) => unsupported.includes(`${collection}: ${feature}`)),
  };
}

export const condition = (name: string, ...values: readonly string[]): Condition => ({
  path: [],
  name,
  comparator: values.length === 1 ? "eq" : "in",
  values,
});

/** A matter by its id. */
export const aMatter = (restId: string, below: readonly ListSelection[] = []): RecordWant => ({
  kind: "record",
  ...common,
  resource: matter,
  restId,
  below,
});

/** Rows of the list of matters; only their number without a range. */
export const matters = (
  range?: RowRange,
  {
    conditions = [],
    wantsTotal = false,
    below = [],
  }: Partial<Pick<ListWant, "wantsTotal" | "below">> & { conditions?: Condition[] } = {},
): ListWant => ({
  kind: "list",
  ...common,
  resource: matter,
  query: { conditions, order: [] },
  ...(range ? { range, wantsTotal, hasReadsBelow: false, below } : COUNT_ONLY),
});

/** Tasks of one matter; only their number without a range. */
export const tasksOf = (
  parentId: string,
  range?: RowRange,
  { conditions = [], wantsTotal = false }: { conditions?: readonly Condition[]; wantsTotal?: boolean } = {},
): ChildrenWant => ({
  kind: "children",
  ...common,
  resource: task,
  back: tasksOfMatter,
  parentId,
  query: { conditions, order: [] },
  ...(range ? { range, wantsTotal, hasReadsBelow: false } : COUNT_ONLY),
});

/** The first ten tasks of a matter, as a query selects them below it. */
export const firstTasks: ListSelection = {
  wantsRows: true,
  wantsTotal: false,
  countsAloud: false,
  back: tasksOfMatter,
  rows: { resource: task, links: new Map(), lists: [], fields: new Map() },
  request: () => ({ query: { conditions: [], order: [] }, range: { offset: 0, limit: 10 }, pageSize: 10, cursorAt: String }),
};

/** The requests a step begins with, by the target of each; of those begun with it in brackets. */
export const begins = (step: Step): string[] => [
  ...step.pages.map((page) => addressOf(readOfPage(step, page)).target),
  ...step.pushdowns.flatMap(begins).map((target) => `(${target})`),
];

/** What is planned: the strategy of each step and what it begins with. */
export const planned = (wants: readonly Want[], knowledge: Knowledge = known()): Record<string, string[]>[] =>
  plan(wants, knowledge).map((step) => ({ [step.strategy]: begins(step) }));

/** A row of a list of tasks, of a matter. */
export const taskRow = (restId: number, matterId: string): RestRecord => ({
  __typename: "Task",
  id: `Task:${restId}`,
  restId: String(restId),
  [LINKS]: { action: matterId },
});

/** Rows of a list of matters. */
export const matterRows = (count: number, from = 1): RestRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    __typename: "Matter",
    id: `Matter:${from + index}`,
    restId: String(from + index),
    [LINKS]: {},
  }));

/** A page with these rows. */
export const page = (rows: readonly RestRecord[], more: Partial<Envelope> = {}): Envelope => ({
  rows,
  sent: rows.length,
  unreadable: [],
  linked: [],
  ...more,
});
