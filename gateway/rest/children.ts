import DataLoader from "dataloader";
import { LINKS, type Condition, type ListQuery, type Page, type RestRecord } from "../../resolvers/context.js";
import { BadUserInput, RequestRefused } from "../../schema/errors.js";
import { MAX_PAGE_SIZE, placed, type Window } from "../../resolvers/window.js";
import type { Link, ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { emptyPage, laterPages } from "./pages.js";
import { chunkIds, matchesNothing } from "./query.js";
import { idFields, type Lists } from "./records.js";

/** Reads the records that link to a parent; parents of one tick share requests. */
export interface ChildLoader {
  page(source: ResourceDefinition, link: Link, parentId: string, query: ListQuery, window: Window): Promise<Page>;
  count(source: ResourceDefinition, link: Link, parentId: string, query: ListQuery): Promise<number>;
}

/** One parent's part of a batch: a stretch of its children, or only how many there are. */
interface Wanted {
  readonly parentId: string;
  readonly window: Window | "count";
}

/** Makes the child loader of one operation. */
export function createChildLoader(lists: Lists): ChildLoader {
  const loaders = new Map<string, DataLoader<Wanted, Page, string>>();

  const loaderOf = (source: ResourceDefinition, link: Link, query: ListQuery): DataLoader<Wanted, Page, string> => {
    const key = JSON.stringify([source.path, link.wire, query]);
    let loader = loaders.get(key);
    if (!loader) {
      loader = new DataLoader<Wanted, Page, string>((wanted) => loadChildren(lists, source, link, query, wanted), {
        cacheKeyFn: ({ parentId, window }) => JSON.stringify([parentId, window]),
      });
      loaders.set(key, loader);
    }
    return loader;
  };

  return {
    page: (source, link, parentId, query, window) => loaderOf(source, link, query).load({ parentId, window }),
    count: async (source, link, parentId, query) =>
      (await loaderOf(source, link, query).load({ parentId, window: "count" })).total,
  };
}

/** A list narrowed to the children of some parents, which the caller may have narrowed by the same link already. */
function withParents(query: ListQuery, link: Link, ids: readonly string[]): ListQuery {
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

async function loadChildren(
  lists: Lists,
  source: ResourceDefinition,
  link: Link,
  query: ListQuery,
  wanted: readonly Wanted[],
): Promise<(Page | Error)[]> {
  if (matchesNothing(query)) return wanted.map(({ window }) => emptyPage(window));
  const parents = [...new Set(wanted.map(({ parentId }) => parentId))];
  const rowsOf = new Map<string, readonly RestRecord[]>();
  if (parents.length > 1) {
    const onlyCounts = wanted.every(({ window }) => window === "count");
    await Promise.all(
      chunkIds(parents).map(async (ids) => {
        for (const [parent, rows] of (await readUnion(lists, source, link, query, ids, onlyCounts)) ?? [])
          rowsOf.set(parent, rows);
      }),
    );
  }
  return Promise.all(
    wanted.map(({ parentId, window }) => {
      const rows = rowsOf.get(parentId);
      const page = rows
        ? Promise.resolve(stretch(rows, window))
        : readOne(lists, source, withParents(query, link, [parentId]), window);
      return page.catch((error: unknown) => error as Error);
    }),
  );
}

/**
 * All children of several parents, by parent, read as one list. Undefined where that would take more requests than
 * asking for each parent alone, as when one of them has most of the rows, and where the API will not have it.
 */
async function readUnion(
  lists: Lists,
  source: ResourceDefinition,
  link: Link,
  query: ListQuery,
  parents: readonly string[],
  onlyCounts: boolean,
): Promise<Map<string, RestRecord[]> | undefined> {
  const union = withParents(query, link, parents);
  const byParent = new Map<string, RestRecord[]>(parents.map((parent) => [parent, []]));
  if (matchesNothing(union)) return byParent;
  const fields = onlyCounts && source.identity ? [...idFields(source.identity), link.wire] : undefined;
  try {
    const first = await lists.fetch(source, union, [`pageSize=${MAX_PAGE_SIZE}`], fields);
    const later = laterPages(first);
    if (1 + later.length > parents.length) return undefined;
    const others = await Promise.all(
      later.map((page) => lists.fetch(source, union, [`pageSize=${MAX_PAGE_SIZE}`, `page=${page}`], fields)),
    );
    for (const row of [first, ...others].flatMap(({ rows }) => rows)) {
      const siblings = byParent.get(String(row[LINKS][link.wire]));
      // A row that does not say whose child it is cannot be given to any parent.
      if (!siblings) return undefined;
      siblings.push(row);
    }
    return byParent;
  } catch (error) {
    if (error instanceof BadUserInput || error instanceof RequestRefused) return undefined;
    throw error;
  }
}

const readOne = async (lists: Lists, source: ResourceDefinition, query: ListQuery, window: Window | "count"): Promise<Page> =>
  window === "count" ? { rows: [], offset: 0, total: await lists.count(source, query) } : lists.page(source, query, window);

function stretch(rows: readonly RestRecord[], window: Window | "count"): Page {
  if (window === "count") return { rows: [], offset: 0, total: rows.length };
  const { offset, limit } = placed(window, rows.length);
  return { rows: rows.slice(offset, offset + limit), offset, total: rows.length };
}
