import { rowsWithin } from "../../../resolvers/row-range.js";
import { listKey } from "../../rest/query.js";
import { knowing, type Knowledge } from "../knowledge.js";
import { cut } from "../pages.js";
import { grouped, type Step, type Strategy, type Verdict } from "../step.js";
import type { ListWant, Want } from "../want.js";
import { countStep, existing, listStep, type ListDetail } from "./list-steps.js";

type Group = readonly [ListWant, ...ListWant[]];

/** Reads rows of a list by as few pages as hold them: pages known to exist in parallel, others once the first tells the total. */
export const list: Strategy<ListWant, ListDetail> = {
  name: "list",

  plan(wants, knowledge) {
    const own: ListWant[] = [];
    const left: Want[] = [];
    for (const want of wants) {
      if (want.kind === "list" && rowsWanted(want, knowledge) > 0) own.push(want);
      else left.push(want);
    }
    const groups = grouped(own, ({ resource, query, range, wantsTotal }) =>
      JSON.stringify([listKey(resource, query), range, wantsTotal]),
    );
    return { steps: groups.map((group) => stepFor(group, knowledge)), left };
  },

  next(step, pages, knowledge): Verdict {
    const { detail } = step;
    const wants = step.wants as Group;
    const first = pages[0]!;
    const pageSize = step.pageSize!;
    // This API keeps to smaller pages than it documents: count in those from now on.
    if (first.pageSize !== undefined && first.pageSize < pageSize && first.sent === first.pageSize)
      return { again: true, observed: [{ kind: "page size", rows: first.pageSize }] };
    const isBeyondEnd = first.recordCount === undefined && first.sent === 0 && detail.offset > 0;
    if (isBeyondEnd && !detail.wantsTotal) return { found: new Map([["", { rows: [] }]]) };
    if (isBeyondEnd)
      return { steps: [countStep(wants, knowledge, { reason: "the page is beyond the end of the list", isLast: true })] };
    // Without a count: rows before this page, plus those on it.
    const total = first.recordCount ?? (detail.possiblePages[0]! - 1) * pageSize + first.sent;
    const observed = [{ kind: "rows", list: detail.key, rows: total } as const];
    if (detail.assumedTotal !== undefined && total !== detail.assumedTotal)
      return { observed, steps: [stepForChangedTotal(wants, total, knowing(knowledge, observed))] };
    const needed = existing(detail.possiblePages, pageSize, total);
    if (needed.length > pages.length) return { observed, pages: needed };
    return { observed, found: new Map([["", { ...cut(pages, detail.skip, detail.limit), total }]]) };
  },

  partOf: () => "",
  answer: (_, found, { detail }) => ({ ...(found as object), offset: detail.offset }),
};

/** How many rows are wanted; 0 for a count, and for last rows of a list of unknown size. */
function rowsWanted({ range, resource, query }: ListWant, knowledge: Knowledge): number {
  if (!range) return 0;
  return "limit" in range ? range.limit : Math.min(range.last, knowledge.rowCount(listKey(resource, query)) ?? 0);
}

function stepFor(group: Group, knowledge: Knowledge): Step<ListWant, ListDetail> {
  const { resource, query, range } = group[0];
  const reason = group[0].parents ? "the children of one parent" : "rows of a list";
  if (!("last" in range!)) return listStep(group, range!, knowledge, { reason });
  const assumedTotal = knowledge.rowCount(listKey(resource, query))!;
  return listStep(group, rowsWithin(range, assumedTotal), knowledge, {
    reason: "the last rows, of as many as there were",
    assumedTotal,
  });
}

/** Reads the last rows of a list whose total turned out not to be the assumed one. */
function stepForChangedTotal(group: Group, total: number, knowledge: Knowledge): Step {
  const span = rowsWithin(group[0].range!, total);
  if (span.limit > 0) return listStep(group, span, knowledge, { reason: "the last rows, now that they are counted" });
  return countStep(group, knowledge, { reason: "the list seems to have become empty", isLast: true });
}
