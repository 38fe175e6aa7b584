import { badParameter } from "./errors.js";
import type { RestQuirks } from "./quirks.js";
import type { Comparable } from "./values.js";

/** The operators a filter's name can end in; the plain name is `eq`. */
export const operators = ["eq", "nteq", "in", "ntin", "gt", "lt", "gteq", "lteq", "like", "ilike", "ntlike", "ntilike"] as const;
export type Operator = (typeof operators)[number];

/** One comparison as it was asked for. */
export interface Comparison {
  readonly operator: Operator;
  readonly text: string;
  /** Whether the name had no operator: `name`, not `name_eq`. */
  readonly isPlain?: boolean;
  /** What matches anything in a pattern: `*` in a filter, `%` in the SQL-like dialect. */
  readonly wildcard: "*" | "%";
  /** The query parameter it came in, for errors. */
  readonly parameter: string;
}

/** The value that stands for no value. */
export const NULL = ":NULL";

/** Says whether a value stands the comparison. `wire` is the value as sent, `value` what it is compared by. */
export type ValueTest = (value: Comparable | null, wire: unknown) => boolean;

/** Whether a whole text fits a pattern: the pieces between wildcards, in order. Takes time in proportion to the text. */
function fits(text: string, pieces: readonly string[]): boolean {
  const [first = "", ...rest] = pieces;
  if (rest.length === 0) return text === first;
  const last = rest.pop()!;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** The test for a pattern with wildcards. */
export function patternTest(pattern: string, wildcard: "*" | "%", ignoreCase: boolean): (text: string) => boolean {
  const pieces = (ignoreCase ? pattern.toLowerCase() : pattern).split(wildcard);
  return ignoreCase ? (text) => fits(text.toLowerCase(), pieces) : (text) => fits(text, pieces);
}

const order: Partial<Record<Operator, (value: Comparable, bound: Comparable) => boolean>> = {
  gt: (value, bound) => value > bound,
  lt: (value, bound) => value < bound,
  gteq: (value, bound) => value >= bound,
  lteq: (value, bound) => value <= bound,
};

/** The test for a plain comparison that finds a text anywhere in the value. */
const substringTest =
  (text: string): ValueTest =>
  (value, wire) =>
    text === NULL ? value === null : value !== null && String(wire).includes(text);

/** The test for one comparison of values of one kind. */
export function valueTest(comparison: Comparison, read: (text: string) => Comparable | undefined, quirks: RestQuirks): ValueTest {
  const { operator, text, wildcard, parameter, isPlain } = comparison;
  const absent = quirks.negationKeepsNulls;
  if (isPlain && quirks.plainEquals === "substring") return substringTest(text);

  if (operator.endsWith("like") || (operator === "eq" && quirks.wildcardsInEquals && text.includes("*"))) {
    const pattern = patternTest(text, wildcard, operator.endsWith("ilike"));
    const matches = (wire: unknown): boolean => pattern(String(wire));
    return operator.startsWith("nt")
      ? (value, wire) => (value === null ? absent : !matches(wire))
      : (value, wire) => value !== null && matches(wire);
  }

  const readOrRefuse = (part: string): Comparable | undefined => {
    const value = read(part);
    if (value === undefined && quirks.badFilterValue === "error") {
      throw badParameter(parameter, `'${part}' is not a value that '${parameter}' can be compared with`);
    }
    return value;
  };
  const compare = order[operator];
  if (compare) {
    const bound = readOrRefuse(text);
    return (value) => value !== null && bound !== undefined && compare(value, bound);
  }

  const parts = operator === "in" || operator === "ntin" ? text.split(",") : [text];
  const wanted = new Set(parts.filter((part) => part !== NULL).map(readOrRefuse));
  const wantsNull = parts.includes(NULL);
  if (operator === "eq" || operator === "in") return (value) => (value === null ? wantsNull : wanted.has(value));
  return (value) => (value === null ? absent && !wantsNull : !wanted.has(value));
}
