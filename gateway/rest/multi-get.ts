import type { RestRecord } from "../../resolvers/context.js";
import type { Fields } from "../../resolvers/selection.js";
import { NotFound, RequestRefused } from "../../schema/errors.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Envelope } from "./envelope.js";
import type { OperationReads } from "./operation.js";
import { pageCount, pagesFrom } from "./pages.js";
import { encodeValue } from "./query.js";
import { NO_INCLUDES, mergedIncludes, type Includes, type Read } from "./read.js";
import type { Workspace } from "./workspace.js";

/** One record that an operation wants. */
export interface RecordAsk {
  readonly operation: OperationReads;
  readonly resource: ResourceDefinition;
  readonly restId: string;
  readonly includes: Includes;
  readonly fields: Fields;
}

/** Records by id, and for those that could not be read why; an id that is not here belongs to nothing the viewer may see. */
export type FoundById = ReadonlyMap<string, RestRecord | Error>;

type Where = Pick<Read, "items" | "parameters">;

/** Rows that Actionstep puts on a page when nothing is said. */
const DEFAULT_PAGE_SIZE = 50;

/** Several ids in the path, the documented way to several records, and another that works with fewer endpoints. */
const IN_PATH = "several in path";
const BY_FILTER = "several by filter";

/** Reads up to two hundred records of one resource, by whichever way the endpoint has for several. */
export async function readById(workspace: Workspace, asks: readonly RecordAsk[], ids: readonly string[]): Promise<FoundById> {
  const [{ resource, operation }] = asks as readonly [RecordAsk];
  const list = ids.map(encodeValue).join(",");
  const inPath: Where = { items: ids, parameters: [] };
  const byFilter: Where = { parameters: [`id${ids.length > 1 ? "_in" : ""}=${list}`] };
  if (ids.length === 1) return readOne(workspace, asks, resource.item ? inPath : byFilter, ids);

  const { refusals } = workspace;
  const host = await operation.host();
  const refused: string[] = [];
  const learn = (found: FoundById): FoundById => {
    for (const way of refused) refusals.refused(host, resource.path, [way]);
    return found;
  };
  for (const [way, where] of [[IN_PATH, inPath] as const, [BY_FILTER, byFilter] as const]) {
    if ((way === IN_PATH && !resource.item) || refusals.omitted(host, resource.path, [way]).has(way)) continue;
    try {
      return learn(await readAll(workspace, asks, where, ids));
    } catch (error) {
      // One unknown id may refuse them all; as a condition it only leaves its own row out.
      if (error instanceof RequestRefused) refused.push(way);
      else if (!(error instanceof NotFound)) throw error;
    }
  }
  const each = await Promise.all(
    ids.map(async (id): Promise<FoundById> => {
      const own = asks.filter(({ restId }) => restId === id);
      return readById(workspace, own, [id]).catch((error: unknown) => new Map([[id, error as Error]]));
    }),
  );
  const found = new Map(each.flatMap((one) => [...one]));
  return [...found.values()].some((record) => record instanceof Error) ? found : learn(found);
}

async function readOne(
  workspace: Workspace,
  asks: readonly RecordAsk[],
  where: Where,
  ids: readonly string[],
): Promise<FoundById> {
  try {
    return await readAll(workspace, asks, where, ids);
  } catch (error) {
    if (error instanceof NotFound) return new Map();
    throw error;
  }
}

/** Every operation that waits reads; it is sent once. */
async function readAll(
  { pageLimit }: Workspace,
  asks: readonly RecordAsk[],
  where: Where,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RestRecord>> {
  const wanted = new Map<OperationReads, Pick<Read, "resource" | "includes" | "fields">>();
  for (const { operation, resource, includes, fields } of asks) {
    const before = wanted.get(operation)?.includes ?? NO_INCLUDES;
    wanted.set(operation, { resource, fields, includes: mergedIncludes(before, includes) });
  }
  const size = ids.length > DEFAULT_PAGE_SIZE ? [`pageSize=${pageLimit.current}`] : [];
  const fetchPage = async (page: number): Promise<Envelope> => {
    const parameters = [...where.parameters, ...size, ...(page > 1 ? [`page=${page}`] : [])];
    const expects = { total: ids.length, counted: true, pageSize: pageLimit.current, page, ids };
    const answers = await Promise.all(
      [...wanted].map(([operation, want]) => operation.read({ ...want, ...where, parameters, hasConditions: false, expects })),
    );
    return answers[0]!;
  };
  const first = await fetchPage(1);
  // Where pages turn out to be smaller than asked for, the other records are on the next ones.
  const last = pageCount(first.recordCount ?? first.rows.length, first.pageSize ?? pageLimit.current);
  const others = await Promise.all(pagesFrom(2, last).map(fetchPage));
  const records = [first, ...others].flatMap(({ rows }) => rows);
  return new Map(records.map((record) => [record.restId!, record]));
}
