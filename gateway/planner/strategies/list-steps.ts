import type { ListQuery } from "../../../resolvers/context.js";
import type { Fields } from "../../../resolvers/selection.js";
import type { ResourceDefinition } from "../../../schema/vocabulary/resource.js";
import { listKey, listParameters } from "../../rest/query.js";
import { NO_INCLUDES, idFields, mergedFields, mergedIncludes, type Includes } from "../../rest/read.js";
import type { Knowledge } from "../knowledge.js";
import { planPages } from "../pages.js";
import type { Step } from "../step.js";
import type { ListWant } from "../want.js";

/*
 * The two steps that read one list: some of its rows, or how many it has. Wants of one step are for the same list.
 */

/** Rows of a list from an offset on. */
export interface Span {
  readonly offset: number;
  readonly limit: number;
}

/** What the step that reads rows of a list carries. */
export interface ListDetail extends Span {
  readonly key: string;
  /** All pages that would hold the rows, whether or not the list has so many, and how many rows of the first precede these. */
  readonly possiblePages: readonly number[];
  readonly skip: number;
  readonly wantsTotal: boolean;
  /** For last rows: the total from which their place was worked out. If it is another, the last rows are elsewhere. */
  readonly assumedTotal?: number;
}

/** What the step that counts a list carries. */
export interface CountDetail {
  readonly key: string;
  /** Whether its rows were looked for already and are not there, so that only their number is left to find out. */
  readonly isLast: boolean;
}

const NO_FIELDS: Fields = new Map();

/** What some wants have of each record, together. */
export function together(wants: readonly { readonly includes: Includes; readonly fields: Fields }[]): {
  readonly includes: Includes;
  readonly fields: Fields;
} {
  const chosen = wants.map(({ fields }) => fields).filter(({ size }) => size > 0);
  return {
    includes: wants.map(({ includes }) => includes).reduce(mergedIncludes, NO_INCLUDES),
    fields: chosen.length > 0 ? chosen.reduce(mergedFields) : NO_FIELDS,
  };
}

/** The key of what the caller chose of a list, whosever children its rows are. */
function chosenIn(resource: ResourceDefinition, query: ListQuery): string {
  const own = query.conditions.filter(({ implied }) => !implied);
  return listKey(resource, own.length === query.conditions.length ? query : { ...query, conditions: own });
}

/** What is read of a list. */
export function readOf({
  resource,
  query,
  includes,
  fields,
}: Pick<ListWant, "resource" | "query" | "includes" | "fields">): Step["read"] {
  const hasConditions = query.order.length > 0 || query.conditions.some(({ implied }) => !implied);
  return {
    resource,
    parameters: listParameters(query),
    includes,
    fields,
    hasConditions,
    ...(hasConditions && { chosen: chosenIn(resource, query) }),
  };
}

/** Of some pages the first, and those that have rows where there are so many. */
export const existing = (pages: readonly number[], pageSize: number, rows: number): number[] =>
  pages.filter((page, index) => index === 0 || (page - 1) * pageSize < rows);

/** The step that reads rows of a list. */
export function listStep(
  wants: readonly [ListWant, ...ListWant[]],
  span: Span,
  knowledge: Knowledge,
  why: { readonly reason: string; readonly assumedTotal?: number },
): Step<ListWant, ListDetail> {
  const { resource, query, parents } = wants[0];
  const { reason, ...assumed } = why;
  const key = listKey(resource, query);
  const known = knowledge.rowCount(key);
  const { pageSize, pages, skip } = planPages(span.offset, span.limit, knowledge.pageSize);
  return {
    strategy: "list",
    reason,
    isSpeculative: false,
    wants,
    read: readOf({ resource, query, ...together(wants) }),
    pageSize,
    pages: existing(pages, pageSize, known ?? 0),
    expects: {
      total: known ?? span.offset + span.limit,
      counted: known !== undefined,
      pageSize,
      hasReadsBelow: wants.some(({ hasReadsBelow }) => hasReadsBelow),
      ...(parents && { parents }),
    },
    detail: { key, ...span, possiblePages: pages, skip, wantsTotal: wants.some(({ wantsTotal }) => wantsTotal), ...assumed },
    pushdowns: [],
  };
}

/** The step that counts a list by its shortest page. */
export function countStep(
  wants: readonly [ListWant, ...ListWant[]],
  knowledge: Knowledge,
  { reason = "only the number of rows is wanted", isLast = false }: { readonly reason?: string; readonly isLast?: boolean } = {},
): Step<ListWant, CountDetail> {
  const { resource, query, fields, parents } = wants[0];
  const key = listKey(resource, query);
  const known = knowledge.rowCount(key);
  const parts = resource.identity && idFields(resource.identity);
  return {
    strategy: "count",
    reason,
    isSpeculative: false,
    wants,
    read: { ...readOf({ resource, query, includes: NO_INCLUDES, fields }), ...(parts && { parts }) },
    pageSize: 1,
    pages: [1],
    expects: { total: known ?? 1, counted: known !== undefined, pageSize: 1, hasReadsBelow: false, ...(parents && { parents }) },
    detail: { key, isLast },
    pushdowns: [],
  };
}
