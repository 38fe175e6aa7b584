import { createHash } from "node:crypto";
import type { SessionStore } from "../../auth/store/store.js";
import { LINKS, type LinkValue, type Log, type RestRecord } from "../../resolvers/context.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { LRUCache } from "lru-cache";

/** Names of members; everything, where nothing is said. */
type Members = ReadonlySet<string> | undefined;

/**
 * Records of slow-moving resources, kept for as long as their resource file says: for one viewer and scope, each record
 * by itself, so that any later read by id finds it.
 */
export interface ReferenceCache {
  /** A kept record that has all the members wanted. */
  find(resource: ResourceDefinition, restId: string, wanted: Members): Promise<RestRecord | undefined>;
  /** Keeps a record that was read with these members. */
  keep(resource: ResourceDefinition, record: RestRecord, members: Members): void;
  /** Lets go of a record that was written. */
  forget(resource: ResourceDefinition, restId: string): Promise<void>;
  /** About how many bytes of memory it takes to know what was kept lately. */
  readonly size: number;
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

/** About how many bytes a note takes: its key, its names, and what the cache keeps beside them. */
const sizeOf = ({ members }: { readonly members: Members }, key: string): number => 300 + key.length + 40 * (members?.size ?? 0);

const covers = (members: Members, wanted: Members): boolean =>
  members === undefined || (wanted !== undefined && [...wanted].every((name) => members.has(name)));

/** What references are kept with. */
export interface ReferenceCacheParts {
  readonly store: SessionStore;
  /** Stands for the viewer and scopes they are kept for. */
  readonly owner: string;
  readonly log: Pick<Log, "warn">;
  readonly clock: () => number;
  /** Bytes that notes of what was kept take at most; the oldest are forgotten. */
  readonly maxSize: number;
}

/** Keeps references in a store. */
export function createReferenceCache({ store, owner, log, clock, maxSize }: ReferenceCacheParts): ReferenceCache {
  /** Tells a record among the notes of this viewer. */
  const noteOf = ({ path }: ResourceDefinition, restId: string): string => `${path} ${restId}`;
  /** Tells a record in the store, where those of all viewers lie. */
  const keyOf = ({ path }: ResourceDefinition, restId: string): string =>
    createHash("sha256")
      .update(JSON.stringify([owner, path, restId]))
      .digest("base64url");
  /** What was stored lately, so that what comes along with every list is not written every time. */
  let cache: LRUCache<string, { readonly members: Members }> | undefined;
  const noted = () => (cache ??= new LRUCache({ maxSize, sizeCalculation: sizeOf, ttlResolution: 0, perf: { now: clock } }));
  const failed = (error: unknown): undefined => void log.warn({ failure: (error as Error).name }, "the reference cache failed");

  return {
    get size() {
      return cache?.calculatedSize ?? 0;
    },
    async find(resource, restId, wanted) {
      if (resource.maxAge === undefined) return undefined;
      const kept = (await store.get(keyOf(resource, restId)).catch(failed)) as Kept | undefined;
      if (!kept || clock() >= kept.until || !covers(kept.members && new Set(kept.members), wanted)) return undefined;
      return { ...kept.record, [LINKS]: kept.links } as unknown as RestRecord;
    },
    keep(resource, record, members) {
      const { restId } = record;
      if (resource.maxAge === undefined || restId === undefined) return;
      const note = noteOf(resource, restId);
      const before = cache?.get(note);
      if (before && covers(before.members, members)) return;
      // An unreadable value is an error, which no store brings back.
      if (Object.values(record).some((value) => value instanceof Error)) return;
      const life = resource.maxAge * 1000;
      noted().set(note, { members }, { ttl: life / 2 });
      const kept: Kept = { until: clock() + life, ...(members && { members: [...members] }), record, links: record[LINKS] };
      store.set(keyOf(resource, restId), kept, life).catch(failed);
    },
    async forget(resource, restId) {
      if (resource.maxAge === undefined) return;
      cache?.delete(noteOf(resource, restId));
      await store.delete(keyOf(resource, restId)).catch(failed);
    },
  };
}
