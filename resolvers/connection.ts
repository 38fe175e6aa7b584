import type { DerivedResource } from "../schema/derive/index.js";
import type { ReverseConnection } from "../schema/derive/reverse.js";
import type { ConnectionArguments, ConnectionRequest } from "./connection-request.js";
import type { ListQuery, ListRequest, Page, RestRecord } from "./context.js";
import type { Call } from "./define.js";
import { listSelectionOf } from "./selection.js";
import { rowsWithin } from "./row-range.js";

/** A connection in the graph; each member is read only when it is selected. */
export interface Connection {
  nodes(): Promise<readonly RestRecord[]>;
  edges(): Promise<readonly { node: RestRecord; cursor: string }[]>;
  totalCount(): Promise<number>;
  pageInfo(): Promise<PageInfoValue>;
}

interface PageInfoValue {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  readonly page: number | null;
  readonly pageCount: number | null;
}

/** Where a connection gets its rows and its count. */
export interface ConnectionSource {
  /** Identifies this list among those of its type, in its cursors. */
  readonly list: string;
  /** The link that the connection is the reverse of; absent for a root field. */
  readonly back?: ReverseConnection;
  page(request: ListRequest): Promise<Page>;
  count(query: ListQuery): Promise<number>;
}

/** Does something the first time it is called, and gives the same result whenever it is called again. */
export const once = <T>(work: () => T): (() => T) => {
  let result: { value: T } | undefined;
  return () => (result ??= { value: work() }).value;
};

/**
 * The connection of a field, which reads lazily. An error, of an argument too, is thrown by `nodes`, `edges` or
 * `totalCount`, which are nullable, so that the rest of the operation is not affected.
 */
export function connectionOf(
  resource: DerivedResource,
  { context, info }: Call<ConnectionArguments>,
  source: ConnectionSource,
): Connection {
  const selection = listSelectionOf(context, info, resource, source.back);
  const request = once(() => {
    // The viewer is checked before the arguments are.
    context.viewer.requireScope(resource);
    return selection.request(source.list);
  });
  const page = once(async () => source.page({ ...request(), selection }));
  const count = once(async () => {
    const total = selection.wantsRows ? (await page()).total : undefined;
    return total ?? source.count(request().query);
  });
  return {
    nodes: async () => (await page()).rows,
    edges: async () => {
      const read = await page();
      return edgesOf(read, request().cursorAt);
    },
    totalCount: count,
    pageInfo: async () => {
      try {
        return pageInfo(request(), await count(), selection.wantsRows ? await page() : undefined);
      } catch (error) {
        // pageInfo is not nullable: where nodes, edges or totalCount are selected, they throw the error.
        if (selection.wantsRows || selection.countsAloud)
          return { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null, page: null, pageCount: null };
        throw error;
      }
    },
  };
}

/** The rows of a page, each with its cursor; rows that could not be read keep their places. */
export function edgesOf(
  { rows, offset, gaps }: Page,
  cursorAt: (offset: number) => string,
): { node: RestRecord; cursor: string }[] {
  let place = 0;
  return rows.map((node) => {
    while (gaps?.includes(place)) place += 1;
    return { node, cursor: cursorAt(offset + place++) };
  });
}

/** Where a page stands in a list of so many rows. */
export function pageInfo({ range, pageSize, cursorAt }: ConnectionRequest, total: number, page?: Page): PageInfoValue {
  const place = rowsWithin(range, total);
  const offset = page?.offset ?? place.offset;
  const rows = page ? page.rows.length + (page.gaps?.length ?? 0) : Math.max(0, Math.min(total, offset + place.limit) - offset);
  const end = offset + rows;
  return {
    hasNextPage: end < total,
    hasPreviousPage: offset > 0 && total > 0,
    startCursor: rows > 0 ? cursorAt(offset) : null,
    endCursor: rows > 0 ? cursorAt(end - 1) : null,
    page: pageSize > 0 && offset % pageSize === 0 ? offset / pageSize + 1 : null,
    pageCount: pageSize > 0 ? Math.ceil(total / pageSize) : null,
  };
}
