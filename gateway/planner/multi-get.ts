import type { RestRecord } from "../../resolvers/context.js";
import type { Fields } from "../../resolvers/selection.js";
import { NotFound, RequestRefused, RequestTooLong, UpstreamInvalidResponse } from "../../schema/errors.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { isOfOne, isRefusal, readAround, readEach, type FoundById } from "./bisect.js";
import type { Envelope } from "../rest/envelope.js";
import type { OperationReads } from "./operation.js";
import { pageCount, pagesFrom } from "./pages.js";
import { encodeValue } from "../rest/query.js";
import { NO_INCLUDES, mergedIncludes, type Includes, type Read } from "../rest/read.js";
import type { Workspace } from "./viewer-state.js";

/** One record that an operation wants. */
export interface RecordAsk {
  readonly operation: OperationReads;
  readonly resource: ResourceDefinition;
  readonly restId: string;
  readonly includes: Includes;
  readonly fields: Fields;
}

type Where = Pick<Read, "items" | "parameters">;

/** Rows that Actionstep puts on a page when nothing is said. */
const DEFAULT_PAGE_SIZE = 50;

/** Several ids in the path, the documented way to several records, and another that works with fewer endpoints. */
const IN_PATH = "several in path";
const BY_FILTER = "several by filter";
type Way = typeof IN_PATH | typeof BY_FILTER;
const WAYS: readonly Way[] = [IN_PATH, BY_FILTER];

/**
 * Reads up to two hundred records of one resource, by whichever way the endpoint has for several. A record that makes
 * the request for all of them fail does not keep the others from being read.
 */
export async function readById(workspace: Workspace, asks: readonly RecordAsk[], ids: readonly string[]): Promise<FoundById> {
  const [{ resource, operation }] = asks as readonly [RecordAsk];
  if (ids.length === 1) return readSome(workspace, asks, resource.item ? IN_PATH : BY_FILTER, ids);

  const { refusals } = workspace;
  const host = await operation.host();
  const refused: string[] = [];
  const learn = (found: FoundById): FoundById => {
    if ([...found.values()].some((record) => record instanceof Error)) return found;
    // Ids that are numbers are no choice of words: whoever's they are, it is several of them that was refused.
    for (const way of refused) refusals.refused(host, resource.path, [way], resource.identity?.numeric === true);
    return found;
  };
  const ways = WAYS.filter(
    (way) => (way === BY_FILTER || resource.item) && !refusals.omitted(host, resource.path, [way]).has(way),
  );
  const read = (some: readonly string[]): Promise<FoundById> => readSome(workspace, asks, ways[0] ?? IN_PATH, some);
  // No way is known to work for several.
  if (ways.length === 0) return readEach(ids, read);
  let failure: Error | undefined;
  let isInDoubt = false;
  for (const way of ways) {
    try {
      const found = await readSome(workspace, asks, way, ids);
      // What a condition only left out may be what the other way was refused for: by itself it says so.
      const left = isInDoubt ? ids.filter((id) => !found.has(id)) : [];
      return learn(left.length > 0 ? new Map([...found, ...(await readAround({ ids: left, failure: failure! }, read))]) : found);
    } catch (error) {
      if (!isOfOne(error)) throw error;
      failure = error;
      // What cannot be answered in one form cannot in another.
      if (!isRefusal(error)) break;
      if (error instanceof RequestRefused && !(error instanceof RequestTooLong)) refused.push(way);
      // One unknown id may refuse them all; as a condition it only leaves its own row out.
      isInDoubt ||= !(error instanceof NotFound);
    }
  }
  return learn(await readAround({ ids, failure: failure! }, read));
}

/** Reads records in one request; of which those not found are not there. */
async function readSome(workspace: Workspace, asks: readonly RecordAsk[], way: Way, ids: readonly string[]): Promise<FoundById> {
  const [{ resource }] = asks as readonly [RecordAsk];
  const members = new Set(ids);
  const own = asks.filter(({ restId }) => members.has(restId));
  const where: Where =
    (way === IN_PATH || ids.length === 1) && resource.item
      ? { items: ids, parameters: [] }
      : { parameters: [`id${ids.length > 1 ? "_in" : ""}=${ids.map(encodeValue).join(",")}`] };
  try {
    return await readAll(workspace, own, where, ids);
  } catch (error) {
    if (error instanceof NotFound && ids.length === 1) return new Map();
    throw error;
  }
}

/** Every operation that waits reads; it is sent once. */
async function readAll(
  { pageLimit }: Workspace,
  asks: readonly RecordAsk[],
  where: Where,
  ids: readonly string[],
): Promise<FoundById> {
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
  const count = first.recordCount ?? first.sent;
  // A filter that finds more rows than there are ids was not followed: who is not on this page may be on any.
  const isOther = !where.items && count > ids.length;
  const last = isOther ? 1 : pageCount(Math.min(count, ids.length), first.pageSize ?? pageLimit.current);
  const others = await Promise.all(pagesFrom(2, last).map(fetchPage));
  const pages = [first, ...others];
  const found = new Map<string, RestRecord | Error>(pages.flatMap(({ rows }) => rows).map((record) => [record.restId!, record]));
  // Rows came that do not say whose they are: they are those of the ids that are left.
  if (isOther || pages.some(({ unreadable }) => unreadable.length > 0))
    for (const id of ids) if (!found.has(id)) found.set(id, new UpstreamInvalidResponse());
  return found;
}
