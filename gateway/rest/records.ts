import DataLoader from "dataloader";
import type { ListQuery, Page, Records, RestRecord } from "../../resolvers/context.js";
import { MAX_PAGE_SIZE, placed, type Window } from "../../resolvers/window.js";
import { NotFound, RequestRefused } from "../../schema/errors.js";
import type { Identity, ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { createChildLoader } from "./children.js";
import type { RestClient } from "./client.js";
import type { CostMeter } from "./cost.js";
import type { Envelope, EnvelopeReader } from "./envelope.js";
import { emptyPage, laterPages, planPages } from "./pages.js";
import { chunkIds, encodeValue, listParameters, matchesNothing } from "./query.js";

/** What the records of one operation are made of. */
export interface RecordsParts {
  readonly client: RestClient;
  readonly envelopes: EnvelopeReader;
  readonly resources: readonly ResourceDefinition[];
  readonly cost: CostMeter;
}

/** The members of an answer that make a record's id. */
export const idFields = ({ from = [] }: Identity): string[] => ["id", ...from];

/** Reads lists; what the loader of children builds on. */
export interface Lists {
  page(resource: ResourceDefinition, query: ListQuery, window: Window): Promise<Page>;
  count(resource: ResourceDefinition, query: ListQuery): Promise<number>;
  /** One page of a list as Actionstep numbers them. With `fields`, its records hold only those, and are not remembered. */
  fetch(resource: ResourceDefinition, query: ListQuery, paging: readonly string[], fields?: readonly string[]): Promise<Envelope>;
}

/** Rows that Actionstep puts on a page when nothing is said. */
const DEFAULT_PAGE_SIZE = 50;

/**
 * The records of one operation of one viewer. Loads of one tick share a request; whatever arrives, asked for or
 * side-loaded, is remembered for the rest of the operation.
 */
export function createRecords({ client, envelopes, resources, cost }: RecordsParts): Records {
  const byType = new Map(resources.map((resource) => [resource.type, resource]));
  const loaders = new Map<string, DataLoader<string, RestRecord | null>>();
  const answers = new Map<string, Promise<Envelope>>();
  const known = new Set<string>();
  let maxPageSize = MAX_PAGE_SIZE;

  const loaderOf = (type: string): DataLoader<string, RestRecord | null> => {
    let loader = loaders.get(type);
    if (!loader) {
      loader = new DataLoader((ids) => loadByIds(byType.get(type)!, ids));
      loaders.set(type, loader);
    }
    return loader;
  };

  /** Sends a read; the same read again within the operation shares its answer. */
  const read = (
    resource: ResourceDefinition,
    target: string,
    { hasConditions = false, inParts = false }: { hasConditions?: boolean; inParts?: boolean } = {},
  ): Promise<Envelope> => {
    let answer = answers.get(target);
    if (answer) cost.hit();
    else {
      answer = client.get({ target, path: resource.path, hasConditions }).then((body) => {
        const envelope = envelopes.read(resource, body);
        // Whoever follows a link to it would take a part of a record for the whole.
        if (!inParts) for (const record of [...envelope.rows, ...envelope.linked]) remember(record);
        return envelope;
      });
      answers.set(target, answer);
    }
    return answer;
  };

  const remember = (record: RestRecord): void => {
    if (record.restId === undefined) return;
    known.add(`${record.__typename}:${record.restId}`);
    loaderOf(record.__typename).prime(record.restId, record);
  };

  const loadByIds = async (resource: ResourceDefinition, ids: readonly string[]): Promise<(RestRecord | null | Error)[]> => {
    const found = new Map<string, RestRecord | Error>();
    await Promise.all(
      chunkIds(ids).map(async (chunk) => {
        try {
          for (const record of await readByIds(resource, chunk)) found.set(record.restId!, record);
        } catch (error) {
          for (const id of chunk) found.set(id, error as Error);
        }
      }),
    );
    return ids.map((id) => found.get(id) ?? null);
  };

  const readByIds = async (resource: ResourceDefinition, ids: readonly string[]): Promise<readonly RestRecord[]> => {
    const list = ids.map(encodeValue).join(",");
    const all = async (target: string): Promise<readonly RestRecord[]> => {
      const size = ids.length > DEFAULT_PAGE_SIZE ? [`pageSize=${MAX_PAGE_SIZE}`] : [];
      const fetchPage = (parameters: readonly string[]): Promise<Envelope> =>
        read(resource, target + (parameters.length > 0 ? (target.includes("?") ? "&" : "?") : "") + parameters.join("&"));
      const first = await fetchPage(size);
      // Where pages turn out to be smaller than asked for, the other records are on the next ones.
      const others = laterPages(first).map((page) => fetchPage([...size, `page=${page}`]));
      return [first, ...(await Promise.all(others))].flatMap(({ rows }) => rows);
    };
    const byFilter = (): Promise<readonly RestRecord[]> => all(`${resource.path}?id${ids.length > 1 ? "_in" : ""}=${list}`);
    if (!resource.item) return byFilter();
    try {
      return await all(`${resource.path}/${list}`);
    } catch (error) {
      if (!(error instanceof NotFound || error instanceof RequestRefused)) throw error;
      // One unknown id may refuse them all; as a condition it only leaves its own row out.
      if (ids.length > 1) return byFilter();
      if (error instanceof RequestRefused) throw error;
      return [];
    }
  };

  const lists: Lists = {
    fetch: (resource, query, paging, fields) => {
      const parameters = [...listParameters(query), ...paging, ...(fields ? [`fields=${fields.join(",")}`] : [])];
      return read(resource, `${resource.path}?${parameters.join("&")}`, {
        hasConditions: query.order.length > 0 || query.conditions.some(({ implied }) => !implied),
        inParts: fields !== undefined,
      });
    },

    async count(resource, query) {
      if (matchesNothing(query)) return 0;
      const fields = resource.identity && idFields(resource.identity);
      const { recordCount, rows } = await lists.fetch(resource, query, ["pageSize=1"], fields);
      return recordCount ?? rows.length;
    },

    async page(resource, query, window) {
      if (matchesNothing(query)) return emptyPage(window);
      if ("last" in window) {
        return lists.page(resource, query, placed(window, await lists.count(resource, query)));
      }
      const { offset, limit } = window;
      if (limit === 0) return { rows: [], offset, total: await lists.count(resource, query) };

      const { pageSize, pages, skip } = planPages(offset, limit, maxPageSize);
      const fetchPage = (page: number): Promise<Envelope> =>
        lists.fetch(resource, query, [`pageSize=${pageSize}`, ...(page > 1 ? [`page=${page}`] : [])]);
      const first = await fetchPage(pages[0]!);
      if (first.pageSize !== undefined && first.pageSize < pageSize && first.rows.length === first.pageSize) {
        // This API keeps to smaller pages than it documents: count in those from now on.
        maxPageSize = first.pageSize;
        return lists.page(resource, query, window);
      }
      const total =
        first.recordCount ??
        (first.rows.length > 0 || offset === 0
          ? (pages[0]! - 1) * pageSize + first.rows.length
          : await lists.count(resource, query));
      const others = await Promise.all(
        pages
          .slice(1)
          .filter((page) => (page - 1) * pageSize < total)
          .map(fetchPage),
      );
      const rows = [first, ...others].flatMap((envelope) => envelope.rows).slice(skip, skip + limit);
      return { rows, offset, total };
    },
  };

  const children = createChildLoader(lists);

  return {
    one(resource, restId) {
      const key = `${resource.type}:${restId}`;
      if (known.has(key)) cost.hit();
      else known.add(key);
      return loaderOf(resource.type).load(restId);
    },
    async current(resource) {
      return (await read(resource, `${resource.path}/current`)).rows[0] ?? null;
    },
    page: lists.page,
    count: lists.count,
    pageOfChildren: children.page,
    countOfChildren: children.count,
  };
}
