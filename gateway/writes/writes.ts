import type { RestRecord, WriteRequest, WriteResult } from "../../resolvers/context.js";
import { LINKS } from "../../resolvers/context.js";
import type { Fields, Selection } from "../../resolvers/selection.js";
import { resourceOf, type Link, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { NotFound, RequestRefused } from "../../schema/errors.js";
import { isObject } from "../rest/json.js";
import type { OperationReads } from "../planner/operation.js";
import { NO_INCLUDES, includesOf, type Includes } from "../rest/read.js";
import type { Workspace } from "../planner/viewer-state.js";
import { addressOfWrite, type UpdateMethod } from "./write-address.js";
import type { RestWriter, WriteAnswer } from "./writer.js";

/** What writes work with. */
export interface WriteParts {
  readonly operation: OperationReads;
  readonly workspace: Workspace;
  readonly writer: RestWriter;
  /** The fields of a selection, without links outside the granted scopes. */
  readonly granted: (fields: Fields) => Fields;
  /** Forgets what the operation has read so far. */
  readonly forget: () => void;
  /** Asks for what is selected below a record of which it is known that it is there. */
  readonly onChildren: (selection: Selection, restId: string) => void;
}

/** Makes the way in which one operation writes. */
export function createWrites(parts: WriteParts): (order: WriteRequest) => Promise<WriteResult> {
  const { operation, workspace, writer } = parts;

  /** Sends by the method the resource is known to take; a method it does not take has done nothing. */
  const send = async (order: WriteRequest): Promise<Exclude<WriteAnswer, { isOtherMethod: true }>> => {
    const path = order.to ?? order.resource.path;
    const { refusals } = workspace;
    const host = await operation.host();
    const knownNot = refusals.omitted(host, path, ["method PUT"]).size > 0;
    const methods: readonly UpdateMethod[] = order.verb !== "update" ? ["PUT"] : knownNot ? ["PATCH", "PUT"] : ["PUT", "PATCH"];
    for (const method of methods) {
      const answer = await writer.send(addressOfWrite(order, method), operation);
      if (!("isOtherMethod" in answer)) return answer;
      if (order.verb === "update" && method === "PUT") refusals.refused(host, path, ["method PUT"], true);
    }
    throw new RequestRefused(path);
  };

  return async (order) => {
    const { resource, drafts, selection } = order;
    const ids = drafts.flatMap(({ restId }) => restId ?? []);
    let answer: Exclude<WriteAnswer, { isOtherMethod: true }>;
    try {
      answer = await send(order);
    } finally {
      // Whatever became of it: what was read before may no longer hold.
      parts.forget();
      workspace.exchange.forget();
      await Promise.all(ids.map(async (id) => workspace.references?.forget(resource, id)));
    }
    if ("validationErrors" in answer) return answer;
    if (!selection) return { records: [] };
    const told = recordsIn(answer.body, order, workspace);
    const isRenamed = ids.length === 1 && told.length === 1 && !resource.identity?.numeric;
    // Where ids are made of what records hold, a change of that is a change of the id.
    const wanted = order.about ?? (ids.length > 0 && !isRenamed ? ids : told.map(({ restId }) => restId!));
    const byId = new Map(told.map((record) => [record.restId, record]));
    const records = await Promise.all(wanted.map(async (restId) => complete(parts, selection, restId, byId.get(restId))));
    return { records: records.filter((record) => record !== null) };
  };
}

/** The records an answer holds. */
function recordsIn(body: unknown, { resource, answersUnder }: WriteRequest, { envelopes }: Workspace): readonly RestRecord[] {
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
  { operation, workspace, granted, onChildren }: WriteParts,
  selection: Selection,
  restId: string,
  told: RestRecord | undefined,
): Promise<RestRecord | null> {
  const { resource, fields } = selection;
  if (told) operation.keep(told);
  onChildren(selection, restId);
  const missing = told ? untold(told, selection, granted) : undefined;
  const includes = told ? followed(told, selection, operation) : includesOf(selection, operation.grants);
  const targets = new Set([...includes.keys()].map(({ target }) => target()));
  if (told && missing!.length === 0 && targets.size < 2) return told;
  const wanted = told && new Set([...missing!, ...[...includes.keys()].map(({ wire }) => wire)]);
  let again: RestRecord | null;
  try {
    again = await workspace.records.load({
      operation,
      resource,
      restId,
      includes,
      fields: wanted && fields.size > 0 ? new Map([...fields, [resource.path, wanted]]) : fields,
    });
  } catch (failure) {
    // The write was made. Whoever heard that it failed would make it again.
    return unread(resource, restId, told, missing ?? granted(fields).get(resource.path), failure as Error);
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

/** Wire names of what is selected of a record and was not told. */
export function untold(record: RestRecord, { resource, fields }: Selection, granted: WriteParts["granted"]): string[] {
  const { attributes, links } = resource;
  return [...(granted(fields).get(resource.path) ?? [])].filter((wire) => {
    const attribute = attributes.find((each) => each.wire === wire);
    if (attribute) return record[attribute.name] === undefined;
    return links.some((each) => each.wire === wire) && record[LINKS][wire] === undefined;
  });
}

/** The links that are followed from a record and lead somewhere. */
function followed(record: RestRecord, selection: Selection, { grants }: OperationReads): Includes {
  const leads = ({ wire }: Link): boolean => record[LINKS][wire] !== null && record[LINKS][wire] !== undefined;
  const includes = includesOf(selection, grants);
  const some = [...includes].filter(([link]) => leads(link) && resourceOf(link.target()).identity);
  return some.length === 0 ? NO_INCLUDES : new Map(some);
}
