import type { ListQuery, Page } from "../../resolvers/context.js";
import type { Fields } from "../../resolvers/selection.js";
import { rowsWithin, type RowRange } from "../../resolvers/row-range.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Envelope } from "../rest/envelope.js";
import type { ListSizes } from "./list-sizes.js";
import { cut, emptyPage, planPages } from "./pages.js";
import { listKey, listParameters, matchesNothing } from "../rest/query.js";
import { NO_INCLUDES, idFields, type Expectation, type Includes, type Read } from "../rest/read.js";

/** Rows of one resource, and what is wanted of each. */
export interface Listed {
  readonly resource: ResourceDefinition;
  readonly query: ListQuery;
  readonly includes: Includes;
  readonly fields: Fields;
  /** For the children of some parents: whose, and by which link. */
  readonly parents?: Expectation["parents"];
  /** Whether anything is read of what its rows lead to, besides what comes along with them. */
  readonly isFollowed?: boolean;
  /** Whether conditions that are not the caller's for these rows are the caller's for others. */
  readonly isPushed?: boolean;
}

/** Which page of how many rows, and how many rows there are likely to be in all. */
export type Paging = Pick<Expectation, "page" | "pageSize" | "total" | "counted">;

/** Reads lists for one operation. */
export interface Lists {
  page(listed: Listed, window: RowRange, wantsTotal: boolean): Promise<Page>;
  count(listed: Listed): Promise<number>;
  /** One page of a list as Actionstep numbers them. With `parts`, its rows hold only those, and are no records. */
  fetch(listed: Listed, paging: Paging, parts?: readonly string[]): Promise<Envelope>;
}

/** What lists are read with. */
export interface ListsParts {
  readonly read: (read: Read) => Promise<Envelope>;
  readonly memory: ListSizes;
  /** The largest page this API was found to give. */
  readonly pageLimit: { current: number };
}

/** The key of what the caller chose of a list, whosever children its rows are. */
function chosenIn(resource: ResourceDefinition, query: ListQuery): string {
  const own = query.conditions.filter(({ implied }) => !implied);
  return listKey(resource, own.length === query.conditions.length ? query : { ...query, conditions: own });
}

/** Makes the lists of one operation. */
export function createLists({ read, memory, pageLimit }: ListsParts): Lists {
  const fetch: Lists["fetch"] = (listed, paging, parts) => {
    const { resource, query, includes, fields, parents, isPushed = false, isFollowed = false } = listed;
    const { page, pageSize } = paging;
    const hasConditions = query.order.length > 0 || query.conditions.some(({ implied }) => !implied);
    return read({
      resource,
      parameters: [...listParameters(query), `pageSize=${pageSize}`, ...(page > 1 ? [`page=${page}`] : [])],
      includes,
      fields,
      ...(parts && { parts }),
      hasConditions,
      ...((hasConditions || isPushed) && { chosen: isPushed ? listKey(resource, query) : chosenIn(resource, query) }),
      expects: { ...paging, isFollowed, ...(parents && { parents }) },
    });
  };

  const count: Lists["count"] = async (listed) => {
    const { resource, query } = listed;
    if (matchesNothing(query)) return 0;
    const parts = resource.identity && idFields(resource.identity);
    const key = listKey(resource, query);
    const known = memory.total(key);
    const paging = { page: 1, pageSize: 1, total: known ?? 1, counted: known !== undefined };
    const { recordCount, sent } = await fetch({ ...listed, includes: NO_INCLUDES }, paging, parts);
    const total = recordCount ?? sent;
    memory.noteTotal(key, total);
    return total;
  };

  /** Rows from an offset on. Pages known to exist are asked for at once, others when the first has told of them. */
  const stretch = async (listed: Listed, offset: number, limit: number, wantsTotal = true): Promise<Page> => {
    const key = listKey(listed.resource, listed.query);
    const known = memory.total(key);
    const { pageSize, pages, skip } = planPages(offset, limit, pageLimit.current);
    const firstPage = pages[0]!;
    const before = (rows: number) => (page: number) => page === firstPage || (page - 1) * pageSize < rows;
    const wave = pages.filter(before(known ?? 0));
    const paging = { pageSize, total: known ?? offset + limit, counted: known !== undefined };
    const answers = wave.map((page) => fetch(listed, { page, ...paging }));
    // The first decides: whatever becomes of the others meanwhile is looked at after it.
    for (const answer of answers) answer.catch(() => undefined);
    const first = await answers[0]!;
    if (first.pageSize !== undefined && first.pageSize < pageSize && first.sent === first.pageSize) {
      // This API keeps to smaller pages than it documents: count in those from now on.
      pageLimit.current = first.pageSize;
      return stretch(listed, offset, limit, wantsTotal);
    }
    const isBeyondEnd = first.recordCount === undefined && first.sent === 0 && offset > 0;
    if (isBeyondEnd && !wantsTotal) return { rows: [], offset };
    const total = first.recordCount ?? (isBeyondEnd ? await count(listed) : (firstPage - 1) * pageSize + first.sent);
    memory.noteTotal(key, total);
    const later = pages.filter(before(total)).slice(wave.length);
    const others = await Promise.all([
      ...answers.slice(1),
      ...later.map((page) => fetch(listed, { page, pageSize, total, counted: paging.counted })),
    ]);
    return { ...cut([first, ...others], skip, limit), offset, total };
  };

  /** The last rows, where the list is taken to be as long as it was; read again when it turns out not to be. */
  const lastRows = async (listed: Listed, window: RowRange): Promise<Page> => {
    const remembered = memory.total(listKey(listed.resource, listed.query));
    const expected = remembered ?? (await count(listed));
    const at = rowsWithin(window, expected);
    if (at.limit > 0) {
      const page = await stretch(listed, at.offset, at.limit);
      if (page.total === expected) return page;
    }
    const total = remembered === undefined && at.limit === 0 ? expected : await count(listed);
    const { offset, limit } = rowsWithin(window, total);
    return limit > 0 ? stretch(listed, offset, limit) : { rows: [], offset, total };
  };

  return {
    fetch,
    count,
    async page(listed, window, wantsTotal) {
      if (matchesNothing(listed.query)) return emptyPage(window);
      if ("last" in window) return lastRows(listed, window);
      const { offset, limit } = window;
      if (limit > 0) return stretch(listed, offset, limit, wantsTotal);
      return { rows: [], offset, ...(wantsTotal && { total: await count(listed) }) };
    },
  };
}
