import { matchesNothing } from "../../rest/query.js";
import { emptyPage } from "../pages.js";
import type { Step, Strategy } from "../step.js";
import type { ListWant, Want } from "../want.js";
import { readOf } from "./list-steps.js";

/** Lists that need no request: no row can meet their conditions, or neither rows nor their number are wanted. */
export const noRows: Strategy<ListWant> = {
  name: "no-rows",
  plan(wants) {
    const own = wants.filter(isEmpty);
    const steps = own.map((want): Step<ListWant> => ({
      strategy: "no-rows",
      reason: "there can be no rows",
      isSpeculative: false,
      wants: [want],
      read: readOf(want),
      pages: [],
      expects: { total: 0, counted: true, pageSize: 1 },
      detail: undefined,
      pushdowns: [],
    }));
    return { steps, left: own.length > 0 ? wants.filter((want) => !isEmpty(want)) : wants };
  },
  next: () => ({ found: new Map() }),
  partOf: () => "",
  answer: ({ query, range = { offset: 0, limit: 0 } }) => {
    const { total, ...page } = emptyPage(range);
    return matchesNothing(query) ? { ...page, total } : page;
  },
};

const isEmpty = (want: Want): want is ListWant => want.kind === "list" && (matchesNothing(want.query) || wantsNothing(want));

const wantsNothing = ({ range, wantsTotal }: ListWant): boolean =>
  range !== undefined && "limit" in range && range.limit === 0 && !wantsTotal;
