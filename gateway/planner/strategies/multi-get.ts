import type { RestRecord } from "../../../resolvers/context.js";
import { NotFound, RequestRefused, RequestTooLong, UpstreamInvalidResponse } from "../../../schema/errors.js";
import type { ResourceDefinition } from "../../../schema/vocabulary/resource.js";
import { chunkIds, encodeValue } from "../../rest/query.js";
import { isRefusal, mayBeOneRecordsFault } from "../bisect.js";
import type { Knowledge, Observation } from "../knowledge.js";
import { pageCount, pagesFrom } from "../pages.js";
import { grouped, ofKind, type Settled, type Step, type Strategy } from "../step.js";
import type { RecordWant } from "../want.js";
import { together } from "./list-steps.js";

/** Several ids in the path is the documented way to several records; a filter works with fewer endpoints. */
const IN_PATH = "several in path";
const BY_FILTER = "several by filter";
type Way = typeof IN_PATH | typeof BY_FILTER;

const REASONS: Readonly<Record<Way, string>> = {
  [IN_PATH]: "records by their ids in the path",
  [BY_FILTER]: "records by a filter on their ids",
};

/** Rows that Actionstep puts on a page when nothing is said. */
const DEFAULT_PAGE_SIZE = 50;

/** How records are asked for, and what became of it in other ways. */
export interface MultiGetDetail {
  readonly ids: readonly string[];
  readonly way: Way;
  /** Ways to try where this one is refused. */
  readonly others: readonly Way[];
  /** Ways that were refused, and with what the last failed. */
  readonly refused: readonly Way[];
  readonly failure?: Error;
  /** Whether a way may have been refused for one of the records. */
  readonly isInDoubt: boolean;
}

type MultiGetStep = Step<RecordWant, MultiGetDetail>;

/**
 * Reads up to two hundred records of one resource in one request, by whichever way the endpoint has for several. A record
 * that makes the request for all of them fail does not keep the others from being read.
 */
export const multiGet: Strategy<RecordWant, MultiGetDetail> = {
  name: "multi-get",

  plan(wants, knowledge) {
    const { own, left } = ofKind(wants, "record");
    const groups = grouped(own, (want) => (knowledge.combines.ids ? want.resource : want));
    return { steps: groups.flatMap((group) => stepsFor(group, knowledge)), left };
  },

  next(step, pages, knowledge) {
    const { ids, refused, failure, isInDoubt } = step.detail;
    const first = pages[0]!;
    // Where pages turn out to be smaller than asked for, the other records are on the next ones.
    const count = first.recordCount ?? first.sent;
    // A filter that finds more rows than there are ids was not followed: who is not on this page may be on any.
    const isOther = !step.read.items && count > ids.length;
    const last = isOther ? 1 : pageCount(Math.min(count, ids.length), first.pageSize ?? knowledge.pageSize);
    if (last > pages.length) return { pages: pagesFrom(1, last) };
    const found = new Map<string, RestRecord | Error>(
      pages.flatMap(({ rows }) => rows).map((record) => [record.restId!, record]),
    );
    // Rows came that do not say whose they are: they are those of the ids that are left.
    if (isOther || pages.some(({ unreadable }) => unreadable.length > 0))
      for (const id of ids) if (!found.has(id)) found.set(id, new UpstreamInvalidResponse());
    // What a condition only left out may be what the other way was refused for: by itself it says so.
    const left = isInDoubt ? ids.filter((id) => !found.has(id)) : [];
    return {
      found,
      observedIfNoErrors: refusals(step.read.resource, refused),
      ...(left.length > 0 && { bisect: { parts: left, failure: failure! } }),
    };
  },

  failed({ read, wants, detail }, failure, knowledge): Settled | undefined {
    const { ids, way, others, refused, isInDoubt } = detail;
    if (ids.length === 1) return failure instanceof NotFound ? { found: new Map() } : undefined;
    if (!mayBeOneRecordsFault(failure)) return undefined;
    const isWay = failure instanceof RequestRefused && !(failure instanceof RequestTooLong);
    const now = isWay ? [...refused, way] : refused;
    const [next, ...later] = others;
    // What cannot be answered in one form cannot in another.
    if (next === undefined || !isRefusal(failure))
      return { bisect: { parts: ids, failure }, observedIfNoErrors: refusals(read.resource, now) };
    // One unknown id may refuse them all; as a condition it only leaves its own row out.
    const doubt = isInDoubt || !(failure instanceof NotFound);
    return { steps: [stepBy(next, wants, ids, knowledge, { others: later, refused: now, failure, isInDoubt: doubt })] };
  },

  stepsForParts({ read, wants }, ids, knowledge) {
    const way = waysOf(read.resource, knowledge)[0] ?? IN_PATH;
    return [stepBy(way, wants, ids, knowledge, {})];
  },

  partOf: ({ restId }) => restId,
  answer: (_, record) => record ?? null,
};

const refusals = (resource: ResourceDefinition, ways: readonly Way[]): Observation[] =>
  // Ids that are numbers are no choice of words: whoever's they are, it is several of them that was refused.
  ways.map((way) => ({
    kind: "unsupported",
    collection: resource.path,
    features: [way],
    isShared: resource.identity?.numeric === true,
  }));

/** The ways by which several records may be had, as far as is known. */
const waysOf = (resource: ResourceDefinition, knowledge: Knowledge): readonly Way[] =>
  [IN_PATH, BY_FILTER].filter(
    (way): way is Way => (way === BY_FILTER || resource.item) && !knowledge.isUnsupported(resource.path, [way]),
  );

function stepsFor(wants: readonly RecordWant[], knowledge: Knowledge): MultiGetStep[] {
  const ids = [...new Set(wants.map(({ restId }) => restId))];
  return chunkIds(ids).flatMap((chunk): MultiGetStep[] => {
    const members = new Set(chunk);
    const own = chunk.length === ids.length ? wants : wants.filter(({ restId }) => members.has(restId));
    const [way = IN_PATH, ...others] = waysOf(own[0]!.resource, knowledge);
    if (chunk.length === 1 || waysOf(own[0]!.resource, knowledge).length > 0)
      return [stepBy(way, own, chunk, knowledge, { others })];
    return chunk.map((id) =>
      stepBy(
        way,
        own.filter(({ restId }) => restId === id),
        [id],
        knowledge,
        {},
      ),
    );
  });
}

/** The step that reads records in one way; one alone by its own address, where it has one. */
function stepBy(
  way: Way,
  wants: readonly RecordWant[],
  ids: readonly string[],
  knowledge: Knowledge,
  detail: Partial<MultiGetDetail>,
): MultiGetStep {
  const { resource } = wants[0]!;
  const isInPath = (way === IN_PATH || ids.length === 1) && resource.item;
  const members = new Set(ids);
  const own = wants.filter(({ restId }) => members.has(restId));
  return {
    strategy: "multi-get",
    reason: ids.length === 1 ? "one record by its id" : REASONS[way],
    isSpeculative: false,
    wants: own,
    read: {
      resource,
      ...(isInPath && { items: ids }),
      parameters: isInPath ? [] : [`id${ids.length > 1 ? "_in" : ""}=${ids.map(encodeValue).join(",")}`],
      ...together(own),
      hasConditions: false,
    },
    ...(ids.length > DEFAULT_PAGE_SIZE && { pageSize: knowledge.pageSize }),
    pages: [1],
    expects: { total: ids.length, counted: true, pageSize: knowledge.pageSize, ids },
    detail: { others: [], refused: [], isInDoubt: false, ...detail, ids, way },
    pushdowns: [],
  };
}
