import type { Condition } from "../../resolvers/context.js";
import { listKey } from "../rest/query.js";
import type { Knowledge } from "./knowledge.js";
import type { Step } from "./step.js";
import { pushdownsBelow } from "./strategies/pushdown.js";
import { childrenBelow, type ChildrenWant, type ListWant, type RecordWant, type Want } from "./want.js";

/*
 * Children of known parents, requested together with the parents to save a round; never just after a 429.
 */

/** Maximum number of known parent ids to prefetch children for. */
const MAX_PARENTS = 200;

/** The children that will be wanted below a record or list whose ids are known before it is read. */
export function prefetch(want: Want, knowledge: Knowledge): readonly ChildrenWant[] {
  if (want.below.length === 0 || !knowledge.maySpeculate) return [];
  if (want.kind === "record") return prefetchedBelow(want, want.restId);
  if (want.kind !== "list" || !startsAtFirst(want)) return [];
  const ids = idsOf(want.query.conditions);
  return ids && ids.length <= Math.min(want.range.limit, MAX_PARENTS) ? ids.flatMap((id) => prefetchedBelow(want, id)) : [];
}

/** The children of one known parent that will be wanted. */
const prefetchedBelow = ({ operation, below }: RecordWant | ListWant, parentId: string): ChildrenWant[] =>
  below.flatMap((list) => childrenBelow(operation, list, parentId) ?? []);

/** Adds pushdowns for the lists below this step's rows, where allowed and small enough. */
export function withPushdowns(step: Step, knowledge: Knowledge): Step {
  if (step.strategy !== "list" || !knowledge.maySpeculate) return step;
  const pushdowns = (step.wants as readonly ListWant[]).flatMap((want) => {
    if (want.below.length === 0 || !startsAtFirst(want)) return [];
    const ids = idsOf(want.query.conditions);
    // These are prefetched by id.
    if (ids && ids.length <= Math.min(want.range.limit, MAX_PARENTS)) return [];
    const rows = knowledge.rowCount(listKey(want.resource, want.query));
    // Only where the list is known to be non-empty and wanted whole.
    return rows === undefined || rows === 0 || rows > want.range.limit ? [] : pushdownsBelow(want, rows, knowledge);
  });
  return pushdowns.length > 0 ? { ...step, pushdowns } : step;
}

const startsAtFirst = (want: ListWant): want is ListWant & { readonly range: { readonly offset: 0; readonly limit: number } } =>
  want.range !== undefined && "offset" in want.range && want.range.offset === 0;

/** The ids that an id condition restricts the list to, if there is one. */
function idsOf(conditions: readonly Condition[]): readonly string[] | undefined {
  const byId = ({ path, name, comparator }: Condition): boolean =>
    path.length === 0 && name === "id" && (comparator === "eq" || comparator === "in");
  return conditions.find(byId)?.values;
}
