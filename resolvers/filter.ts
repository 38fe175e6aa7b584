import { BadUserInput } from "../schema/errors.js";
import { quoted } from "../schema/quote.js";
import { filterText, type Comparator } from "../schema/derive/filter.js";
import { UNRECOGNIZED } from "../schema/vocabulary/codecs.js";
import { resourceOf, type Attribute, type ResourceDefinition } from "../schema/vocabulary/resource.js";
import type { Condition, Sort } from "./context.js";
import { restIdOf } from "./ids.js";

/** A filter as GraphQL parses it: members by name, each with comparators or a nested filter. */
export type FilterInput = Readonly<Record<string, unknown>>;

/** Links that one condition may follow (protocol 2.6). */
export const MAX_LINKS = 2;
/** Values of one list in a filter at most. */
const MAX_VALUES = 200;
/** Fields of one `orderBy` at most. */
const MAX_SORTS = 10;

const given = (input: object): [string, unknown][] =>
  Object.entries(input).filter(([, value]) => value !== undefined && value !== null);

/**
 * The conditions of a filter, in wire names. Throws `BAD_USER_INPUT` naming the member that is wrong.
 *
 * @example
 * conditionsOf(task, { matter: { status: { eq: "Active" } } })
 * // [{ path: ["action"], name: "status", comparator: "eq", values: ["Active"] }]
 */
export function conditionsOf(
  resource: ResourceDefinition,
  filter: FilterInput | null | undefined,
  argument = "filter",
  path: readonly string[] = [],
): Condition[] {
  return given(filter ?? {}).flatMap(([name, value]): Condition[] => {
    const at = `${argument}.${name}`;
    if (name === "id") return idConditions(resource, value as object, at, path, "id");
    const attribute = resource.attributes.find((candidate) => candidate.name === name);
    if (attribute) {
      return comparisons(value as object, at, (operand, operandAt) => {
        if (operand === UNRECOGNIZED)
          throw new BadUserInput(operandAt, "UNRECOGNIZED stands for values nobody documented and cannot be asked for.");
        return inCalendar(attribute, filterText(attribute, operand), operandAt);
      }).map((comparison) => ({ path, name: attribute.wire, ...comparison }));
    }
    const link = resource.links.find((candidate) => candidate.name === name)!;
    const target = resourceOf(link.target());
    const { id, ...rest } = value as FilterInput;
    const byId = id === undefined || id === null ? [] : idConditions(target, id, `${at}.id`, path, link.wire);
    if (given(rest).length === 0) return byId;
    if (path.length === MAX_LINKS) throw new BadUserInput(at, `Actionstep follows at most ${MAX_LINKS} links in a condition.`);
    return [...byId, ...conditionsOf(target, rest, at, [...path, link.wire])];
  });
}

const idConditions = (
  resource: ResourceDefinition,
  comparators: object,
  at: string,
  path: readonly string[],
  name: string,
): Condition[] =>
  comparisons(comparators, at, (operand, operandAt) => restIdOf(resource, operandAt, operand as string)).map((comparison) => ({
    path,
    name,
    ...comparison,
  }));

/** Returns the text of a day or an instant. Throws `BAD_USER_INPUT` for one outside of the years 0001 to 9999 in UTC. */
function inCalendar({ kind }: Attribute, text: string, at: string): string {
  const isDated = kind === "timestamp" || kind === "day";
  if (isDated && !/^(?!0000)\d{4}-/.test(text))
    throw new BadUserInput(
      at,
      "it is, in UTC, outside of the years 0001 to 9999, which are those that Actionstep can be asked for.",
    );
  return text;
}

type Comparison = Pick<Condition, "comparator" | "values">;

function comparisons(comparators: object, at: string, text: (operand: unknown, at: string) => string): Comparison[] {
  const { neq, isNull } = comparators as Readonly<Partial<Record<Comparator, unknown>>>;
  // neq and isNull share one query parameter, so neq is sent as a list, in which a comma would end the value.
  if (isNull === false && typeof neq === "string") listed(neq, `${at}.neq`, "leave out isNull, or use notLike");
  return (Object.entries(comparators) as [Comparator, unknown][])
    .filter(([, operand]) => operand !== undefined)
    .flatMap(([comparator, operand]): Comparison[] => {
      const operandAt = `${at}.${comparator}`;
      if (operand === null && comparator === "isNull")
        throw new BadUserInput(operandAt, "null was given; expected true or false.");
      if (operand === null) throw new BadUserInput(operandAt, "null is not a value to compare with; use isNull.");
      if (comparator === "isNull") return [{ comparator, values: [operand ? "T" : "F"] }];
      if (!Array.isArray(operand)) return [{ comparator, values: [plain(text(operand, operandAt), operandAt)] }];
      if (operand.length > MAX_VALUES)
        throw new BadUserInput(operandAt, `${operand.length} values were given; at most ${MAX_VALUES} are allowed.`);
      const values = [...new Set(operand.map((value) => listed(plain(text(value, operandAt), operandAt), operandAt)))];
      // An empty notIn excludes nothing: it needs no condition.
      return comparator === "notIn" && values.length === 0 ? [] : [{ comparator, values }];
    });
}

/** Returns the text. Throws `BAD_USER_INPUT` for `:NULL`, which means null to Actionstep (protocol 2.6), and for half a surrogate pair. */
function plain(text: string, at: string): string {
  if (/\p{Cs}/u.test(text)) throw new BadUserInput(at, "half of a surrogate pair is not a character; expected Unicode text.");
  if (text === ":NULL") throw new BadUserInput(at, `":NULL" cannot be compared with; use isNull.`);
  return text;
}

function listed(text: string, at: string, instead = "use eq or like"): string {
  if (text.includes(","))
    throw new BadUserInput(
      at,
      `${quoted(text)} has a comma, which Actionstep takes for the end of a value in a list; ${instead}.`,
    );
  return text;
}

/** The condition that an attribute or link has one of some values, by its wire name. */
export const among = (name: string, values: readonly string[]): Condition => ({
  path: [],
  name,
  comparator: values.length === 1 ? "eq" : "in",
  values,
});

/** An `orderBy` as GraphQL parses it: the enum values are wire names and Actionstep's prefix. */
export type OrderInput = readonly { readonly field: string; readonly direction: string }[];

/** The order in wire names, with the id last so that rows equal in all else keep their places from page to page. */
export function orderOf(resource: ResourceDefinition, order: OrderInput | null | undefined): Sort[] {
  if (!order?.length) return [];
  if (order.length > MAX_SORTS)
    throw new BadUserInput("orderBy", `${order.length} fields were given; at most ${MAX_SORTS} are allowed.`);
  const sorts = order.map(({ field, direction }) => ({ name: field, descending: direction === "-" }));
  return !resource.identity || sorts.some(({ name }) => name === "id") ? sorts : [...sorts, { name: "id", descending: false }];
}
