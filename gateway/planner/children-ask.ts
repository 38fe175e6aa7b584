import type { ListQuery, ListRequest, Page, RestRecord } from "../../resolvers/context.js";
import { rowsWithin } from "../../resolvers/row-range.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import type { Listed } from "./lists.js";
import type { OperationReads } from "./operation.js";
import { listKey, ofParents } from "../rest/query.js";
import { NO_INCLUDES, includesOf, isFollowed, mergedIncludes } from "../rest/read.js";

/** One parent's part of a list of children: a stretch of its rows, or only how many there are. */
export interface ChildrenAsk {
  readonly operation: OperationReads;
  readonly back: ReverseConnection;
  readonly parentId: string;
  readonly query: ListQuery;
  /** What is wanted of the rows; nothing but their number without it. */
  readonly request?: ListRequest;
}

/** At least one, all for the same children, be it of different parents. */
export type Asks = readonly [ChildrenAsk, ...ChildrenAsk[]];

/** Tells lists of children from others, whosever children they are. */
export const childrenKey = ({ back: { source, link }, query }: ChildrenAsk): string => `${link.wire} ${listKey(source, query)}`;

/** The rows of one parent: all of them, or at least as many as are wanted. */
export interface Children {
  readonly rows: RestRecord[];
  readonly isWhole: boolean;
}

/** The list of some parents' children as one operation wants it, at whichever of its places. */
export function listedFor(asks: Asks, ids: readonly string[]): Listed {
  const [{ operation, back, query }] = asks;
  const requests = asks.flatMap(({ request }) => request ?? []);
  const includes = requests
    .map(({ selection }) => includesOf(selection.rows, operation.grants, back.link))
    .reduce(mergedIncludes, NO_INCLUDES);
  return {
    resource: back.source,
    query: ofParents(query, back.link, ids),
    includes,
    isFollowed: requests.some(({ selection }) => isFollowed(selection.rows, includes, back.link)),
    fields: requests[0]?.selection.rows.fields ?? new Map(),
    parents: { link: back.link, ids },
  };
}

/** One parent's children by a list of their own. */
export async function readAlone(ask: ChildrenAsk): Promise<Page> {
  const { operation, parentId, request } = ask;
  const listed = listedFor([ask], [parentId]);
  if (request) return operation.page(listed, request);
  return { rows: [], offset: 0, total: await operation.lists.count(listed) };
}

/** What one parent's rows come to for whoever asked. */
export function stretch({ rows, isWhole }: Children, { request }: ChildrenAsk): Page {
  const total = isWhole && { total: rows.length };
  if (!request) return { rows: [], offset: 0, ...total };
  const { offset, limit } = rowsWithin(request.range, rows.length);
  return { rows: rows.slice(offset, offset + limit), offset, ...total };
}
