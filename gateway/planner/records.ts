import { LINKS, type Records, type RestRecord } from "../../resolvers/context.js";
import type { Fields } from "../../resolvers/selection.js";
import { NotFound } from "../../schema/errors.js";
import { resourceOf, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { RestClient } from "../rest/client.js";
import { createHeadStart } from "./prefetch.js";
import { createLists } from "./lists.js";
import type { OperationReads } from "./operation.js";
import type { UpstreamContext } from "./waiters.js";
import { NO_INCLUDES, includesOf, isFollowed, type Read } from "../rest/read.js";
import type { Workspace } from "./viewer-state.js";
import type { RestWriter } from "../writes/writer.js";
import { createWrites, untold } from "../writes/writes.js";

/** The resources of the graph, by the name of their type and by their collection. */
export interface ResourceIndex {
  readonly byType: ReadonlyMap<string, ResourceDefinition>;
  readonly byPath: ReadonlyMap<string, ResourceDefinition>;
}

/** What the records of one operation are made of. */
export interface RecordsParts {
  readonly asker: UpstreamContext;
  readonly client: Pick<RestClient, "host">;
  readonly writer: RestWriter;
  readonly workspace: Workspace;
  readonly resources: ResourceIndex;
  readonly grants: (resource: ResourceDefinition) => boolean;
  /** Whether the client wants nothing that was read before. */
  readonly fresh: boolean;
}

/** The function, worked out once for each argument. */
function memoized<Key extends object, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = work(key)));
    return value;
  };
}

/** Wire names of what an answer told of a record. */
const toldOf = ({ attributes, links }: ResourceDefinition, record: RestRecord): ReadonlySet<string> =>
  new Set([
    ...attributes.filter(({ name }) => record[name] !== undefined).map(({ wire }) => wire),
    ...links.filter(({ wire }) => record[LINKS][wire] !== undefined).map(({ wire }) => wire),
  ]);

/**
 * The records of one operation of one viewer. Whatever arrives, asked for or side-loaded, is kept for the rest of the
 * operation: its requests all ask for the same fields, so that a record read for one place is whole for every other.
 */
export function createRecords({ asker, client, writer, workspace, resources, grants, fresh }: RecordsParts): Records {
  const { planning, references, exchange } = workspace;
  const known = new Map<string, RestRecord>();
  const loading = new Map<string, Promise<RestRecord | null>>();
  /** Records that came along with a form, of which nobody chose what to be told. */
  const unasked = new WeakSet<RestRecord>();
  /** Answers that the operation has been told the size of: two places may wait for one. */
  const counted = new WeakSet<object>();
  let ownWrites = 0;

  const keep = (record: RestRecord): void => {
    if (record.id !== undefined) known.set(record.id, record);
  };

  const keepAll = ({ fields }: Read, records: readonly RestRecord[], isCurrent: boolean): void => {
    for (const record of records) {
      keep(record);
      const resource = references && resources.byType.get(record.__typename);
      // What was asked for before a write may be older than that.
      if (!resource?.maxAge || !isCurrent) continue;
      const members = fields.get(resource.path) ?? (unasked.has(record) ? toldOf(resource, record) : undefined);
      if (members ?? fields.size === 0) references!.keep(resource, record, members);
    }
  };

  /** Links outside the granted scopes are withheld: to ask for them could only be refused. */
  const granted = memoized((fields: Fields): Fields => {
    if (!planning.fields) return new Map();
    const names = (path: string, wanted: ReadonlySet<string>): ReadonlySet<string> => {
      const withheld = resources.byPath.get(path)?.links.filter(({ target }) => !grants(resourceOf(target()))) ?? [];
      return new Set([...wanted].filter((name) => !withheld.some(({ wire }) => wire === name)));
    };
    return new Map([...fields].map(([path, wanted]) => [path, names(path, wanted)]));
  });

  const read: OperationReads["read"] = async (wanted) => {
    const asked: Read = {
      ...wanted,
      fields: granted(wanted.fields),
      includes: planning.includes ? wanted.includes : NO_INCLUDES,
    };
    const { writes } = exchange;
    const before = ownWrites;
    const envelope = await exchange.read(asked, asker, { fresh });
    if (!counted.has(envelope)) asker.cost.received(envelope.sent + envelope.linked.length, envelope.bytes ?? 0);
    counted.add(envelope);
    if (planning.fields && wanted.fields.size === 0) for (const record of envelope.linked) unasked.add(record);
    // Of what was asked for before a write of this operation, nothing is kept: a later place would show it as it was.
    if (!wanted.parts && before === ownWrites) keepAll(asked, [...envelope.rows, ...envelope.linked], writes === exchange.writes);
    return envelope;
  };

  const lists = createLists({ read, memory: workspace.memory, pageLimit: workspace.pageLimit });
  const operation: OperationReads = {
    ...asker,
    fresh,
    grants,
    host: () => client.host(asker),
    read,
    lists,
    keep,
    async page(listed, request) {
      const arrived = headStart.below(listed, request);
      const page = await lists.page(listed, request.range, request.selection.wantsTotal);
      arrived?.(page.rows);
      return page;
    },
  };
  let headStart = createHeadStart(operation, workspace);
  const write = createWrites({
    operation,
    workspace,
    writer,
    granted,
    forget() {
      ownWrites += 1;
      known.clear();
      loading.clear();
      headStart = createHeadStart(operation, workspace);
    },
    onChildren: (selection, restId) => headStart.onChildren(selection, restId),
  });

  return {
    one(restId, selection) {
      const { resource, fields } = selection;
      const id = `${resource.type}:${restId}`;
      const kept = known.get(id);
      const isWhole = !kept || !unasked.has(kept) || untold(kept, selection, granted).length === 0;
      const here = (isWhole ? kept : undefined) ?? loading.get(id);
      if (here) {
        asker.cost.hit();
        return here;
      }
      const includes = includesOf(selection, grants);
      const loaded = workspace.records.load({ operation, resource, restId, includes, fields });
      loading.set(id, loaded);
      headStart.onChildren(selection, restId);
      return loaded;
    },

    async current(selection) {
      const { resource, fields } = selection;
      const { rows } = await read({
        resource,
        items: ["current"],
        parameters: [],
        includes: includesOf(selection, grants),
        fields,
        hasConditions: false,
        expects: { total: 1, counted: true, pageSize: 1, page: 1 },
      });
      return rows[0] ?? null;
    },

    page: (request) => {
      const { rows } = request.selection;
      const includes = includesOf(rows, grants);
      const { resource, fields } = rows;
      return operation.page(
        { resource, query: request.query, includes, fields, isFollowed: isFollowed(rows, includes) },
        request,
      );
    },

    count: (resource, query) => lists.count({ resource, query, includes: NO_INCLUDES, fields: new Map() }),

    pageOfChildren: (back, parentId, request) =>
      headStart.take(back, parentId, request.query, request) ??
      workspace.children.load({ operation, back, parentId, query: request.query, request }),

    async form(form, restId) {
      try {
        const { rows } = await read({
          resource: form,
          items: [restId],
          parameters: [],
          includes: NO_INCLUDES,
          fields: new Map(),
          hasConditions: false,
          expects: { total: 1, counted: false, pageSize: 50, page: 1 },
        });
        return rows;
      } catch (error) {
        if (error instanceof NotFound) return [];
        throw error;
      }
    },

    write,

    countOfChildren: async (back, parentId, query) => {
      const page = headStart.take(back, parentId, query) ?? workspace.children.load({ operation, back, parentId, query });
      return (await page).total!;
    },
  };
}
