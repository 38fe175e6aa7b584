import type { Row } from "../database.js";
import { keyOf, targetOf, type Catalogued, type CataloguedLink } from "./catalogue.js";
import { linkedIds, type Collection } from "./collection.js";
import { NULL, operators, valueTest, type Comparison, type Operator } from "./comparison.js";
import { badParameter } from "./errors.js";
import type { Parameter } from "./query-string.js";
import type { RestQuirks } from "./quirks.js";
import { idReading, readings } from "./values.js";

/** What a filter needs to know of the call it is part of. */
export interface FilterContext {
  readonly quirks: RestQuirks;
  /** The visible rows of a collection. */
  readonly collection: (resource: Catalogued) => Collection;
  /** Whether the token covers a collection. */
  readonly grants: (resource: Catalogued) => boolean;
}

/** One filter, ready to run. */
export interface Condition {
  readonly test: (row: Row) => boolean;
  /** Where alone matching rows can stand, if an index can tell; without order. */
  readonly candidates?: (collection: Collection) => readonly number[];
}

/** A filter by a name the collection does not have. */
export class UnknownFilter extends Error {}

const OPERATOR = new RegExp(`^(.+)_(${operators.join("|")})$`);

/** Takes the operator off the end of a filter's name: `name_ilike` → `name`, `ilike`. */
function splitOperator(resource: Catalogued, name: string): { column: string; operator: Operator } {
  const [, column, operator] = hasColumn(resource, name) ? [] : (OPERATOR.exec(name) ?? []);
  return column === undefined ? { column: name, operator: "eq" } : { column, operator: operator as Operator };
}

const hasColumn = ({ attributes, links, identity }: Catalogued, name: string): boolean =>
  attributes.has(name) || links.has(name) || (name === "id" && identity !== undefined);

function byId(resource: Catalogued, comparison: Comparison, quirks: RestQuirks): Condition {
  const listed = asList(comparison);
  if (quirks.idLists === "refused") refuseList(listed);
  const test = valueTest(listed, idReading.ofFilter, quirks);
  const condition: Condition = {
    test: (row) => {
      const key = keyOf(resource, row) ?? null;
      return test(idReading.ofWire(key), key);
    },
  };
  if (listed.operator !== "in") return condition;
  const keys = listed.text.split(",");
  return {
    ...condition,
    candidates: (collection) => [
      ...new Set(keys.map((key) => collection.positionOf(key)).filter((position) => position !== undefined)),
    ],
  };
}

function refuseList({ text, parameter }: Comparison): void {
  if (text.includes(",")) throw badParameter(parameter, "Only one value can be compared with here");
}

/** On ids and links a comma list means one of. */
const asList = (comparison: Comparison): Comparison =>
  comparison.operator === "eq"
    ? { ...comparison, operator: "in" }
    : comparison.operator === "nteq"
      ? { ...comparison, operator: "ntin" }
      : comparison;

function byLink(link: CataloguedLink, comparison: Comparison, quirks: RestQuirks): Condition {
  const listed = asList(comparison);
  if (quirks.linkLists === "refused") refuseList(listed);
  const { wire, many } = link;
  const test = valueTest(listed, idReading.ofFilter, quirks);
  const negated = listed.operator.startsWith("nt");
  const onNothing = test(null, null) || (many && negated && !listed.text.split(",").includes(NULL));
  const one = (id: string): boolean => test(idReading.ofWire(id), id);
  const condition: Condition = {
    test: (row) => {
      const ids = linkedIds(row, wire);
      if (ids.length === 0) return onNothing;
      return negated ? ids.every(one) : ids.some(one);
    },
  };
  const ids = listed.text.split(",");
  if (listed.operator !== "in" || ids.includes(NULL)) return condition;
  return { ...condition, candidates: (collection) => positionsOf(collection, wire, ids) };
}

const positionsOf = (collection: Collection, link: string, ids: Iterable<string>): readonly number[] => {
  const positions = new Set<number>();
  for (const id of ids) for (const position of collection.positionsLinkedTo(link, id)) positions.add(position);
  return [...positions];
};

/** Rows whose link leads to one of the rows that stand a filter of their own: an SQL sub-select. */
function throughLink(
  link: CataloguedLink,
  rest: readonly string[],
  comparison: Omit<Comparison, "operator">,
  operator: Operator | undefined,
  context: FilterContext,
): Condition {
  const target = targetOf(link);
  if (!context.grants(target)) throw new UnknownFilter(link.wire);
  const collection = context.collection(target);
  const inner = conditionOf(target, rest, comparison, operator, context);
  const ids = new Set(matching(collection, [inner]).map((position) => keyOf(target, collection.rows[position]!) ?? ""));
  return {
    test: (row) => linkedIds(row, link.wire).some((id) => ids.has(id)),
    candidates: (from) => positionsOf(from, link.wire, ids),
  };
}

/** Whether the values of custom fields cannot be filtered by what field they are for. */
const refusesField = ({ path }: Catalogued, link: string, { quirks }: FilterContext): boolean =>
  quirks.dataFieldFilter === "refused" && path === "datacollectionrecordvalues" && link === "dataCollectionField";

/** The condition for one filter: `path` is the way to the column, the operator at its end unless given apart. */
export function conditionOf(
  resource: Catalogued,
  path: readonly string[],
  comparison: Omit<Comparison, "operator">,
  given: Operator | undefined,
  context: FilterContext,
): Condition {
  const [head, ...rest] = path as [string, ...string[]];
  if (rest.length > 0) {
    const link = resource.links.get(head);
    if (!link || refusesField(resource, head, context)) throw new UnknownFilter(head);
    const target = targetOf(link);
    const last = given ? { column: rest[0]!, operator: given } : splitOperator(target, rest[0]!);
    if (rest.length === 1 && last.column === "id" && target.identity)
      return byLink(link, { ...comparison, operator: last.operator }, context.quirks);
    return throughLink(link, rest, comparison, given, context);
  }
  const { column, operator } = given ? { column: head, operator: given } : splitOperator(resource, head);
  const whole: Comparison = { ...comparison, operator };
  if (refusesField(resource, column, context)) throw new UnknownFilter(column);
  const link = resource.links.get(column);
  if (link) return byLink(link, whole, context.quirks);
  if (column === "id" && resource.identity) return byId(resource, whole, context.quirks);
  const attribute = resource.attributes.get(column);
  if (!attribute) throw new UnknownFilter(column);
  const { ofWire, ofFilter } = readings[attribute.kind];
  const isPlain = attribute.kind === "text" && !given && column === head;
  const test = valueTest({ ...whole, isPlain }, ofFilter, context.quirks);
  return { test: (row) => test(ofWire(row[column]), row[column]) };
}

/** The conditions of the parameters that are filters. */
export function conditionsOf(resource: Catalogued, parameters: readonly Parameter[], context: FilterContext): Condition[] {
  return parameters.flatMap(({ name, path, value }) => {
    if (path.length - 1 > context.quirks.filterDepth) throw badParameter(name, "The filter follows too many links");
    try {
      return [conditionOf(resource, path, { text: value, wildcard: "*", parameter: name }, undefined, context)];
    } catch (error) {
      if (!(error instanceof UnknownFilter)) throw error;
      if (context.quirks.unknownFilter === "ignore") return [];
      throw badParameter(name, `'${error.message}' is not something '${resource.path}' can be filtered by`);
    }
  });
}

/** Where the rows stand that meet all conditions, in order. The most selective index is used. */
export function matching(collection: Collection, conditions: readonly Condition[]): number[] {
  const lists = conditions.flatMap(({ candidates }) => (candidates ? [candidates(collection)] : []));
  const shortest = lists.reduce<readonly number[] | undefined>(
    (best, list) => (best && best.length <= list.length ? best : list),
    undefined,
  );
  const meets = (position: number): boolean => conditions.every(({ test }) => test(collection.rows[position]!));
  if (shortest) return shortest.filter(meets).sort((a, b) => a - b);
  const found: number[] = [];
  for (let position = 0; position < collection.rows.length; position++) if (meets(position)) found.push(position);
  return found;
}
