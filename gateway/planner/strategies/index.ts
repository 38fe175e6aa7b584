import type { Strategy } from "../step.js";
import { childrenTogether } from "./children-together.js";
import { count } from "./count.js";
import { item } from "./item.js";
import { list } from "./list.js";
import { multiGet } from "./multi-get.js";
import { noRows } from "./no-rows.js";
import { oneByOne } from "./one-by-one.js";
import { pushdown } from "./pushdown.js";

/** A strategy whose wants and details only it needs to know. */
// Each is only given steps of its own.
export type AnyStrategy = Strategy<any, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** All strategies, in the order in which wants are offered to them. */
export const strategies: readonly (AnyStrategy | typeof oneByOne)[] = [
  multiGet,
  pushdown,
  childrenTogether,
  oneByOne,
  noRows,
  list,
  count,
  item,
];
