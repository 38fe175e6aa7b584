import type { DerivedResource } from "../schema/derive/index.js";
import type { ReverseConnection } from "../schema/derive/reverse.js";
import type { ConnectionArguments, ConnectionRequest } from "./connection-request.js";
import type { ListQuery, ListRequest, Page, RestRecord } from "./context.js";
import type { Call } from "./define.js";
import { listSelectionOf } from "./selection.js";
import { rowsWithin } from "./row-range.js";

/** A connection as the graph shows it; each member is worked out only when asked for. */
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
  /** Names the list among others of its type: its cursors are refused by the others. */
  readonly list: string;
  /** The link that the connection follows backwards, where it is one of children. */
  readonly back?: ReverseConnection;
  page(request: ListRequest): Promise<Page>;
  count(query: ListQuery): Promise<number>;
}

const once = <T>(work: () => T): (() => T) => {
  let result: { value: T } | undefined;
  return () => (result ??= { value: work() }).value;
};

/**
 * The connection a field call asks for, which reads lazily. A failure, be it of an argument, belongs to `nodes`,
 * `edges` or `totalCount`, which may be null, and so leaves the rest of the operation alone.
 */
export function connectionOf(
  resource: DerivedResource,
  { context, info }: Call<ConnectionArguments>,
  source: ConnectionSource,
): Connection {
  const selection = listSelectionOf(context, info, resource, source.back);
  const request = once(() => {
    // Before the arguments are read: whoever may not ask learns nothing of what is wrong with the question.
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
      const { rows, offset, gaps } = await page();
      const { cursorAt } = request();
      let place = 0;
      return rows.map((node) => {
        while (gaps?.includes(place)) place += 1;
        return { node, cursor: cursorAt(offset + place++) };
      });
    },
    totalCount: count,
    pageInfo: async () => {
      try {
        return pageInfo(request(), await count(), selection.wantsRows ? await page() : undefined);
      } catch (error) {
        // pageInfo is never null. The error is reported by nodes, edges or totalCount, where one of them is selected.
        if (selection.wantsRows || selection.countsAloud)
          return { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null, page: null, pageCount: null };
        throw error;
      }
    },
  };
}

function pageInfo({ range, pageSize, cursorAt }: ConnectionRequest, total: number, page?: Page): PageInfoValue {
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
