import type { Condition, ListQuery } from "../../resolvers/context.js";
import type { Comparator } from "../../schema/derive/filter.js";
import type { Link, ResourceDefinition } from "../../schema/vocabulary/resource.js";

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

type Parameter = readonly [key: string, value: string];

const keyOf = ({ path, name }: Condition, suffix: string): string => {
  const [first, ...rest] = [...path, name + suffix];
  return `${first}${rest.map((step) => `[${step}]`).join("")}`;
};

function parameterOf(condition: Condition): Parameter {
  const { comparator, values } = condition;
  if (comparator === "isNull") return [keyOf(condition, values[0] === "T" ? "" : "_nteq"), ":NULL"];
  return [keyOf(condition, suffixes[comparator]), values.map(encodeValue).join(",")];
}

/**
 * Conditions as Actionstep writes them: `division[participant][displayName_ilike]=demo*`. A parameter given twice may
 * count only once there, so of two conditions that would share one the second takes its other spelling.
 */
function conditionParameters(conditions: readonly Condition[]): string[] {
  const parameters = new Map<string, string>();
  const nullsFirst = [...conditions].sort((a, b) => Number(b.comparator === "isNull") - Number(a.comparator === "isNull"));
  for (const condition of nullsFirst) {
    const [key, value] = parameterOf(condition);
    if (!parameters.has(key)) parameters.set(key, value);
    else if (condition.comparator === "eq") parameters.set(keyOf(condition, "_eq"), value);
    else {
      const list = keyOf(condition, "_ntin");
      parameters.set(list, [...(parameters.has(list) ? [parameters.get(list)!] : []), value].join(","));
    }
  }
  return [...parameters].map(([key, value]) => `${key}=${value}`);
}

/** The query string of a list, without paging. */
export function listParameters({ conditions, order }: ListQuery): string[] {
  const parameters = conditionParameters(conditions);
  if (order.length) parameters.push(`sort=${order.map(({ name, descending }) => (descending ? "-" : "") + name).join(",")}`);
  return parameters;
}

const keys = new WeakMap<ListQuery, Map<string, string>>();

/** Tells one list from all others. */
export function listKey({ path }: ResourceDefinition, query: ListQuery): string {
  let known = keys.get(query);
  if (!known) keys.set(query, (known = new Map<string, string>()));
  let key = known.get(path);
  if (key === undefined) known.set(path, (key = [path, ...listParameters(query)].join("&")));
  return key;
}

/** A list narrowed to the children of some parents, which the caller may have narrowed by the same link already. */
export function ofParents(query: ListQuery, link: Link, ids: readonly string[]): ListQuery {
  const isSame = ({ path, name, comparator }: Condition): boolean =>
    path.length === 0 && name === link.wire && (comparator === "eq" || comparator === "in");
  const values = ids.filter((id) => query.conditions.every((condition) => !isSame(condition) || condition.values.includes(id)));
  const condition: Condition = {
    path: [],
    name: link.wire,
    comparator: values.length === 1 ? "eq" : "in",
    values,
    implied: true,
  };
  return { ...query, conditions: [condition, ...query.conditions.filter((other) => !isSame(other))] };
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
