import type { RestRecord, WriteRequest, WriteResult } from "../../resolvers/context.js";
import { LINKS } from "../../resolvers/context.js";
import type { Selection } from "../../resolvers/selection.js";
import { NotFound, RequestRefused } from "../../schema/errors.js";
import { resourceOf, type Link, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { missingFrom, type OperationRecords } from "../planner/operation-records.js";
import type { Planner } from "../planner/planner.js";
import { isObject } from "../rest/json.js";
import { NO_INCLUDES, includesOf, type Includes } from "../rest/read.js";
import { addressOfWrite, type UpdateMethod } from "./write-address.js";
import type { RestWriter, WriteAnswer } from "./writer.js";

/** What writes work with. */
export interface WriteParts {
  readonly operation: OperationRecords;
  readonly planner: Planner;
  readonly writer: RestWriter;
  /** Asks for what is selected below a record of which it is known that it is there. */
  readonly prefetchBelow: (selection: Selection, restId: string) => void;
}

/** Makes the way in which one operation writes. */
export function createWrites(parts: WriteParts): (request: WriteRequest) => Promise<WriteResult> {
  const { operation, planner, writer } = parts;

  /** Sends by the method the resource is known to take; a method it does not take has done nothing. */
  const send = async (request: WriteRequest): Promise<Exclude<WriteAnswer, { isOtherMethod: true }>> => {
    const path = request.to ?? request.resource.path;
    const isPutRefused = planner.unsupported.omitted(path, ["method PUT"]).size > 0;
    const methods: readonly UpdateMethod[] =
      request.verb !== "update" ? ["PUT"] : isPutRefused ? ["PATCH", "PUT"] : ["PUT", "PATCH"];
    for (const method of methods) {
      const answer = await writer.send(addressOfWrite(request, method), operation);
      if (!("isOtherMethod" in answer)) return answer;
      if (request.verb === "update" && method === "PUT")
        planner.observe({ kind: "unsupported", collection: path, features: ["method PUT"], isShared: true });
    }
    throw new RequestRefused(path);
  };

  return async (request) => {
    const { resource, drafts, selection } = request;
    const ids = drafts.flatMap(({ restId }) => restId ?? []);
    let answer: Exclude<WriteAnswer, { isOtherMethod: true }>;
    try {
      answer = await send(request);
    } finally {
      // Whatever became of it: what was read before may no longer hold.
      operation.forget();
      planner.coalesce.wrote();
      await planner.references?.forget(resource, ids);
    }
    if ("validationErrors" in answer) return answer;
    if (!selection) return { records: [] };
    const told = recordsIn(answer.body, request, planner);
    const isRenamed = ids.length === 1 && told.length === 1 && !resource.identity?.numeric;
    // Where ids are made of what records hold, a change of that is a change of the id.
    const wanted = request.about ?? (ids.length > 0 && !isRenamed ? ids : told.map(({ restId }) => restId!));
    const byId = new Map(told.map((record) => [record.restId, record]));
    const records = await Promise.all(wanted.map(async (restId) => complete(parts, selection, restId, byId.get(restId))));
    return { records: records.filter((record) => record !== null) };
  };
}

/** The records an answer holds. */
function recordsIn(body: unknown, { resource, answersUnder }: WriteRequest, { envelopes }: Planner): readonly RestRecord[] {
  if (!isObject(body)) return [];
  const rows = body[resource.path] ?? (answersUnder === undefined ? undefined : body[answersUnder]);
  if (rows === undefined) return [];
  try {
    return envelopes.read(resource, { [resource.path]: rows }).rows.filter(({ restId }) => restId);
  } catch {
    // It was written all the same; what there is to show of it is read again.
    return [];
  }
}

/**
 * A written record with all that is selected of it. What the answer to the write told is not asked for again; where its
 * links lead to several resources, one request brings them all.
 */
async function complete(
  { operation, planner, prefetchBelow }: WriteParts,
  selection: Selection,
  restId: string,
  told: RestRecord | undefined,
): Promise<RestRecord | null> {
  const { resource, fields } = selection;
  if (told) operation.keep(told);
  prefetchBelow(selection, restId);
  const missing = told ? missingFrom(told, selection, operation.fields) : undefined;
  const includes = told ? followed(told, selection, operation) : includesOf(selection, operation.grants);
  const targets = new Set([...includes.keys()].map(({ target }) => target()));
  if (told && missing!.length === 0 && targets.size < 2) return told;
  const wanted = told && new Set([...missing!, ...[...includes.keys()].map(({ wire }) => wire)]);
  let again: RestRecord | null;
  try {
    again = (await planner.load({
      kind: "record",
      operation,
      resource,
      restId,
      includes: operation.includes(includes),
      fields: operation.fields(wanted && fields.size > 0 ? new Map([...fields, [resource.path, wanted]]) : fields),
      below: [],
    })) as RestRecord | null;
  } catch (failure) {
    // The write was made. Whoever heard that it failed would make it again.
    return unread(resource, restId, told, missing ?? operation.fields(fields).get(resource.path), failure as Error);
  }
  // It was told of, and is now hidden from whoever changed it.
  if (told && !again) return unread(resource, restId, told, missing, new NotFound(`${resource.type} ${restId}`));
  if (!told || !again) return again;
  const known = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  const record: RestRecord = { ...again, ...known, [LINKS]: { ...again[LINKS], ...told[LINKS] } };
  operation.keep(record);
  return record;
}

/** A written record of which some could not be read again; that is an error, in its place. */
function unread(
  { type, attributes, links }: ResourceDefinition,
  restId: string,
  told: RestRecord | undefined,
  missing: Iterable<string> | undefined,
  failure: Error,
): RestRecord {
  const wires = missing && new Set(missing);
  const gaps = [...attributes, ...links].filter(({ wire }) => wires?.has(wire) ?? true).map(({ name }) => [name, failure]);
  const record = told ?? { __typename: type, id: `${type}:${restId}`, restId, [LINKS]: {} };
  return { ...record, ...(Object.fromEntries(gaps) as Record<string, Error>) };
}

/** The links that are followed from a record and lead somewhere. */
function followed(record: RestRecord, selection: Selection, { grants }: OperationRecords): Includes {
  const leads = ({ wire }: Link): boolean => record[LINKS][wire] !== null && record[LINKS][wire] !== undefined;
  const includes = includesOf(selection, grants);
  const some = [...includes].filter(([link]) => leads(link) && resourceOf(link.target()).identity);
  return some.length === 0 ? NO_INCLUDES : new Map(some);
}
