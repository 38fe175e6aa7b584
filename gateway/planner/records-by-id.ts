import type { RestRecord } from "../../resolvers/context.js";
import { meansSeveral } from "../../resolvers/ids.js";
import { UpstreamInvalidResponse } from "../../schema/errors.js";
import { createBatch, grouped } from "./batch.js";
import { failureFor } from "../rest/client.js";
import type { FoundById } from "./bisect.js";
import { readById, type RecordAsk } from "./multi-get.js";
import { chunkIds } from "../rest/query.js";
import type { Workspace } from "./viewer-state.js";

/** Reads records by id; those that are wanted at one time, be it by several operations, share requests. */
export interface RecordLoader {
  /** Null where there is none that the viewer may see. */
  load(ask: RecordAsk): Promise<RestRecord | null>;
}

/** Makes the record loader of one viewer. */
export function createRecordLoader(workspace: Workspace): RecordLoader {
  const load = createBatch<RecordAsk, RestRecord | null>((asks) => {
    const found = new Map<RecordAsk, Promise<FoundById>>();
    const single = asks.filter(({ restId }) => !meansSeveral(restId));
    for (const group of grouped(single, (ask) => (workspace.planning.ids ? ask.resource : ask))) {
      const records = readGroup(workspace, group);
      for (const ask of group) found.set(ask, records);
    }
    return asks.map(async (ask) => {
      if (meansSeveral(ask.restId)) throw new UpstreamInvalidResponse("Actionstep sent a link to what cannot be an id.");
      const record = (await found.get(ask)!).get(ask.restId) ?? null;
      if (record instanceof Error) throw failureFor(ask.operation, record);
      return record;
    });
  });
  return { load };
}

/** Records of one resource: what is kept from before, then the rest, as many in one request as there is room for. */
async function readGroup(workspace: Workspace, asks: readonly RecordAsk[]): Promise<FoundById> {
  const found = new Map<string, RestRecord | Error>(await readKept(workspace, asks));
  const missing = new Set(asks.map(({ restId }) => restId).filter((id) => !found.has(id)));
  await Promise.all(
    chunkIds([...missing]).map(async (ids) => {
      const members = new Set(ids);
      const own = asks.filter(({ restId }) => members.has(restId));
      try {
        for (const [id, record] of await readById(workspace, own, ids)) found.set(id, record);
      } catch (error) {
        for (const id of ids) found.set(id, error as Error);
      }
    }),
  );
  return found;
}

async function readKept({ references }: Workspace, asks: readonly RecordAsk[]): Promise<ReadonlyMap<string, RestRecord>> {
  const kept = new Map<string, RestRecord>();
  if (!references) return kept;
  await Promise.all(
    asks.map(async ({ operation, resource, restId, fields }) => {
      const record = operation.fresh ? undefined : await references.find(resource, restId, fields.get(resource.path));
      if (!record) return;
      operation.cost.hit();
      operation.keep(record);
      kept.set(restId, record);
    }),
  );
  return kept;
}
