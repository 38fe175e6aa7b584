import type { Condition } from "../../resolvers/context.js";
import { listKey } from "../rest/query.js";
import type { Knowledge } from "./knowledge.js";
import type { Step } from "./step.js";
import { pushdownsBelow } from "./strategies/pushdown.js";
import { childrenBelow, type ChildrenWant, type ListWant, type RecordWant, type Want } from "./want.js";

/*
 * What is asked for before it is certain that anybody will want it, because it is known already whose children it is: a
 * round less. Nothing is, while Actionstep has lately asked for a pause.
 */

/** Most parents whose children are asked for by their ids ahead of them. */
const MAX_PARENTS = 200;

/** The children that will be wanted of records whose ids are known. */
export function prefetch(want: Want, knowledge: Knowledge): readonly ChildrenWant[] {
  if (want.below.length === 0 || !knowledge.maySpeculate) return [];
  if (want.kind === "record") return prefetchedBelow(want, want.restId);
  if (want.kind !== "list" || !startsAtFirst(want)) return [];
  const ids = idsOf(want.query.conditions);
  return ids && ids.length <= Math.min(want.range.limit, MAX_PARENTS) ? ids.flatMap((id) => prefetchedBelow(want, id)) : [];
}

const prefetchedBelow = ({ operation, below }: RecordWant | ListWant, parentId: string): ChildrenWant[] =>
  below.flatMap((list) => childrenBelow(operation, list, parentId) ?? []);

/** The same step, with what is begun with it: the children of all its rows by the conditions of its list. */
export function withPushdowns(step: Step, knowledge: Knowledge): Step {
  if (step.strategy !== "list" || !knowledge.maySpeculate) return step;
  const pushdowns = (step.wants as readonly ListWant[]).flatMap((want) => {
    if (want.below.length === 0 || !startsAtFirst(want)) return [];
    const ids = idsOf(want.query.conditions);
    if (ids && ids.length <= Math.min(want.range.limit, MAX_PARENTS)) return [];
    const rows = knowledge.rowCount(listKey(want.resource, want.query));
    return rows === undefined || rows === 0 || rows > want.range.limit ? [] : pushdownsBelow(want, rows, knowledge);
  });
  return pushdowns.length > 0 ? { ...step, pushdowns } : step;
}

const startsAtFirst = (want: ListWant): want is ListWant & { readonly range: { readonly offset: 0; readonly limit: number } } =>
  want.range !== undefined && "offset" in want.range && want.range.offset === 0;

/** The ids that a list's rows are among, if its conditions say. */
function idsOf(conditions: readonly Condition[]): readonly string[] | undefined {
  const byId = ({ path, name, comparator }: Condition): boolean =>
    path.length === 0 && name === "id" && (comparator === "eq" || comparator === "in");
  return conditions.find(byId)?.values;
}
