import { rowsWithin } from "../../../resolvers/row-range.js";
import { listKey } from "../../rest/query.js";
import { knowing } from "../knowledge.js";
import { grouped, ofKind, type Strategy } from "../step.js";
import type { ListWant } from "../want.js";
import { countStep, listStep, type CountDetail } from "./list-steps.js";

/** Counts a list by a page of one row: for whoever wants only the number, and for the last rows of a list of unknown length. */
export const count: Strategy<ListWant, CountDetail> = {
  name: "count",

  plan(wants, knowledge) {
    const { own, left } = ofKind(wants, "list");
    const groups = grouped(own, ({ resource, query, range }) => JSON.stringify([listKey(resource, query), range]));
    const why = ([{ range }]: readonly [ListWant, ...ListWant[]]): { reason?: string } =>
      range && "last" in range ? { reason: "which rows are the last depends on how many there are" } : {};
    return { steps: groups.map((group) => countStep(group, knowledge, why(group))), left };
  },

  next({ wants, detail: { key, isLast } }, [page], knowledge) {
    const total = page!.recordCount ?? page!.sent;
    const observed = [{ kind: "rows", list: key, rows: total } as const];
    const { range } = wants[0]!;
    const span = range && "last" in range && !isLast ? rowsWithin(range, total) : undefined;
    if (!span || span.limit === 0) return { observed, found: new Map([["", total]]) };
    const why = { reason: "the last rows, now that they are counted", assumedTotal: total };
    const group = wants as readonly [ListWant, ...ListWant[]];
    return { observed, steps: [listStep(group, span, knowing(knowledge, observed), why)] };
  },

  partOf: () => "",
  answer: ({ range }, total) => ({ rows: [], offset: range ? rowsWithin(range, total as number).offset : 0, total }),
};
