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

/** What the writes of one operation need. */
export interface WriteParts {
  readonly operation: OperationRecords;
  readonly planner: Planner;
  readonly writer: RestWriter;
  /** Prefetches the lists that are selected below a record. */
  readonly prefetchBelow: (selection: Selection, restId: string) => void;
}

/** Makes the function by which one operation writes. It throws what `RestWriter.send` throws. */
export function createWrites(parts: WriteParts): (request: WriteRequest) => Promise<WriteResult> {
  const { operation, planner, writer } = parts;

  /** Tries the methods in turn, first the one this collection is believed to take. A refused method (405) wrote nothing. */
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
      // Even a write that failed may have changed records, so nothing read before it is used again.
      operation.forget();
      planner.coalesce.wrote();
      await planner.references?.forget(resource, ids);
    }
    if ("validationErrors" in answer) return answer;
    if (!selection) return { records: [] };
    const returned = recordsIn(answer.body, request, planner);
    // An id that is no number is made of attributes: a write that changes these changes the id.
    const mayHaveNewId = ids.length === 1 && returned.length === 1 && !resource.identity?.numeric;
    const wanted = request.about ?? (ids.length > 0 && !mayHaveNewId ? ids : returned.map(({ restId }) => restId!));
    const byId = new Map(returned.map((record) => [record.restId, record]));
    const records = await Promise.all(wanted.map(async (restId) => complete(parts, selection, restId, byId.get(restId))));
    return { records: records.filter((record) => record !== null) };
  };
}

/** The records in the answer to a write; none when it has none or they cannot be read. */
function recordsIn(body: unknown, { resource, answersUnder }: WriteRequest, { envelopes }: Planner): readonly RestRecord[] {
  if (!isObject(body)) return [];
  const rows = body[resource.path] ?? (answersUnder === undefined ? undefined : body[answersUnder]);
  if (rows === undefined) return [];
  try {
    return envelopes.read(resource, { [resource.path]: rows }).rows.filter(({ restId }) => restId);
  } catch {
    // The write was done all the same: `complete` reads the records again.
    return [];
  }
}

/**
 * A written record with all that is selected of it. A record that the answer returned whole is read again only when its
 * links lead to two or more resources: one request then includes them all.
 */
async function complete(
  { operation, planner, prefetchBelow }: WriteParts,
  selection: Selection,
  restId: string,
  returned: RestRecord | undefined,
): Promise<RestRecord | null> {
  const { resource, fields } = selection;
  if (returned) operation.keep(returned);
  prefetchBelow(selection, restId);
  const missing = returned ? missingFrom(returned, selection, operation.fields) : undefined;
  const includes = returned ? followed(returned, selection, operation) : includesOf(selection, operation.grants);
  const targets = new Set([...includes.keys()].map(({ target }) => target()));
  if (returned && missing!.length === 0 && targets.size < 2) return returned;
  const wanted = returned && new Set([...missing!, ...[...includes.keys()].map(({ wire }) => wire)]);
  let reread: RestRecord | null;
  try {
    reread = (await planner.load({
      kind: "record",
      operation,
      resource,
      restId,
      includes: operation.includes(includes),
      fields: operation.fields(wanted && fields.size > 0 ? new Map([...fields, [resource.path, wanted]]) : fields),
      below: [],
    })) as RestRecord | null;
  } catch (failure) {
    // The write was done: a caller who was told that the mutation failed would write again.
    return unread(resource, restId, returned, missing ?? operation.fields(fields).get(resource.path), failure as Error);
  }
  // The write's answer returned the record, but its writer may no longer read it.
  if (returned && !reread) return unread(resource, restId, returned, missing, new NotFound(`${resource.type} ${restId}`));
  if (!returned || !reread) return reread;
  const known = Object.fromEntries(Object.entries(returned).filter(([, value]) => value !== undefined));
  const record: RestRecord = { ...reread, ...known, [LINKS]: { ...reread[LINKS], ...returned[LINKS] } };
  operation.keep(record);
  return record;
}

/** A written record whose `missing` fields hold the failure to read them; all fields do when `missing` is undefined. */
function unread(
  { type, attributes, links }: ResourceDefinition,
  restId: string,
  returned: RestRecord | undefined,
  missing: Iterable<string> | undefined,
  failure: Error,
): RestRecord {
  const wires = missing && new Set(missing);
  const gaps = [...attributes, ...links].filter(({ wire }) => wires?.has(wire) ?? true).map(({ name }) => [name, failure]);
  const record = returned ?? { __typename: type, id: `${type}:${restId}`, restId, [LINKS]: {} };
  return { ...record, ...(Object.fromEntries(gaps) as Record<string, Error>) };
}

/** The selected links of a record that are not empty, as includes. Only resources whose records have ids count. */
function followed(record: RestRecord, selection: Selection, { grants }: OperationRecords): Includes {
  const leads = ({ wire }: Link): boolean => record[LINKS][wire] !== null && record[LINKS][wire] !== undefined;
  const includes = includesOf(selection, grants);
  const some = [...includes].filter(([link]) => leads(link) && resourceOf(link.target()).identity);
  return some.length === 0 ? NO_INCLUDES : new Map(some);
}
