import type { Condition, ListQuery } from "../../resolvers/context.js";
import type { Comparator } from "../../schema/derive/filter.js";

/** Actionstep's suffix for each comparison. Plain equality is the form every client of the API uses. */
const suffixes: Readonly<Record<Exclude<Comparator, "isNull">, string>> = {
  eq: "",
  neq: "_nteq",
  in: "_in",
  notIn: "_ntin",
  gt: "_gt",
  gte: "_gteq",
  lt: "_lt",
  lte: "_lteq",
  like: "_like",
  ilike: "_ilike",
  notLike: "_ntlike",
  notIlike: "_ntilike",
};

/** Percent-encodes a value, but for the characters that Actionstep's lists, patterns and ids are made of. */
export const encodeValue = (value: string): string => encodeURIComponent(value).replace(/%(?:2C|3A|2A)/g, decodeURIComponent);

/** One condition as Actionstep writes it: `division[participant][displayName_ilike]=demo*`. */
export function conditionParameter({ path, name, comparator, values }: Condition): string {
  const [suffix, value] =
    comparator === "isNull"
      ? [values[0] === "T" ? "" : "_nteq", ":NULL"]
      : [suffixes[comparator], values.map(encodeValue).join(",")];
  const [first, ...rest] = [...path, name + suffix];
  return `${first}${rest.map((step) => `[${step}]`).join("")}=${value}`;
}

/** The query string of a list, without paging. */
export function listParameters({ conditions, order }: ListQuery): string[] {
  const parameters = conditions.map(conditionParameter);
  if (order.length) parameters.push(`sort=${order.map(({ name, descending }) => (descending ? "-" : "") + name).join(",")}`);
  return parameters;
}

/** Whether no row can meet the conditions, so that nothing needs to be asked. */
export const matchesNothing = ({ conditions }: ListQuery): boolean =>
  conditions.some(({ comparator, values }) => comparator === "in" && values.length === 0);

/** Longest query string or path that every server on the way is sure to take. */
const MAX_LENGTH = 7000;

/** Cuts ids into lists short enough for one URL and one page. */
export function chunkIds(ids: readonly string[], size = 200): string[][] {
  const chunks: string[][] = [];
  let length = MAX_LENGTH;
  for (const id of ids) {
    const last = chunks.at(-1);
    length += encodeValue(id).length + 1;
    if (last && last.length < size && length <= MAX_LENGTH) last.push(id);
    else {
      chunks.push([id]);
      length = encodeValue(id).length + 1;
    }
  }
  return chunks;
}
