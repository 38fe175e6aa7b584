import { createHash } from "node:crypto";
import type { SessionStore } from "../../auth/store.js";
import { LINKS, type LinkValue, type Log, type RestRecord } from "../../resolvers/context.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { LRUCache } from "lru-cache";

/** Names of members; everything, where nothing is said. */
type Members = ReadonlySet<string> | undefined;

/**
 * Records of slow-moving resources, kept for as long as their resource file says: for one viewer and scope, each record
 * by itself, so that any later read by id finds it.
 */
export interface References {
  /** A kept record that has all the members wanted. */
  find(resource: ResourceDefinition, restId: string, wanted: Members): Promise<RestRecord | undefined>;
  /** Keeps a record that was read with these members. */
  keep(resource: ResourceDefinition, record: RestRecord, members: Members): void;
  /** Lets go of a record that was written. */
  forget(resource: ResourceDefinition, restId: string): Promise<void>;
}

/** What is stored of a record. */
interface Kept {
  /** Milliseconds since 1970 after which it is not shown any more. */
  readonly until: number;
  /** Wire names of what was read; everything, if absent. */
  readonly members?: readonly string[];
  readonly record: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, LinkValue>>;
}

const MOST_NOTED = 500;

const covers = (members: Members, wanted: Members): boolean =>
  members === undefined || (wanted !== undefined && [...wanted].every((name) => members.has(name)));

/** Keeps references in a store, for the viewer and scopes that `owner` stands for. */
export function createReferences(store: SessionStore, owner: string, log: Pick<Log, "warn">, clock: () => number): References {
  const keyOf = ({ path }: ResourceDefinition, restId: string): string =>
    createHash("sha256")
      .update(JSON.stringify([owner, path, restId]))
      .digest("base64url");
  /** What was stored lately, so that what comes along with every list is not written every time. */
  const noted = new LRUCache<string, { readonly members: Members }>({
    max: MOST_NOTED,
    ttlResolution: 0,
    perf: { now: clock },
  });
  const failed = (error: unknown): undefined => void log.warn({ failure: (error as Error).name }, "the reference cache failed");

  return {
    async find(resource, restId, wanted) {
      if (resource.keep === undefined) return undefined;
      const kept = (await store.get(keyOf(resource, restId)).catch(failed)) as Kept | undefined;
      if (!kept || clock() >= kept.until || !covers(kept.members && new Set(kept.members), wanted)) return undefined;
      return { ...kept.record, [LINKS]: kept.links } as unknown as RestRecord;
    },
    keep(resource, record, members) {
      const { restId } = record;
      if (resource.keep === undefined || restId === undefined) return;
      const key = keyOf(resource, restId);
      const before = noted.get(key);
      if (before && covers(before.members, members)) return;
      // An unreadable value is an error, which no store brings back.
      if (Object.values(record).some((value) => value instanceof Error)) return;
      const life = resource.keep * 1000;
      noted.set(key, { members }, { ttl: life / 2 });
      const kept: Kept = { until: clock() + life, ...(members && { members: [...members] }), record, links: record[LINKS] };
      store.set(key, kept, life).catch(failed);
    },
    async forget(resource, restId) {
      if (resource.keep === undefined) return;
      const key = keyOf(resource, restId);
      noted.delete(key);
      await store.delete(key).catch(failed);
    },
  };
}
