import { createHash } from "node:crypto";
import type { SessionStore } from "../../auth/store/store.js";
import { LINKS, type LinkValue, type Log, type RestRecord } from "../../resolvers/context.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { LRUCache } from "lru-cache";

/** Names of members; everything, where nothing is said. */
type Members = ReadonlySet<string> | undefined;

/**
 * Records of slow-moving resources, kept for as long as their resource file says: for one viewer and scope, each record
 * by itself, so that any later read by id finds it; and whole lists of them, for whoever asks for all there are.
 */
export interface ReferenceCache {
  /** A kept record that has all the members wanted. */
  find(resource: ResourceDefinition, restId: string, wanted: Members): Promise<RestRecord | undefined>;
  /** Keeps a record that was read with these members. */
  keep(resource: ResourceDefinition, record: RestRecord, members: Members): void;
  /** The rows of a kept list, by its key, that have all the members wanted. */
  findList(resource: ResourceDefinition, list: string, wanted: Members): Promise<readonly RestRecord[] | undefined>;
  /** Keeps all the rows of a list, which were read with these members. Of one resource, one list is kept. */
  keepList(resource: ResourceDefinition, list: string, rows: readonly RestRecord[], members: Members): void;
  /** Lets go of records that were written, by their ids, and of the list they may be in. */
  forget(resource: ResourceDefinition, restIds: readonly string[]): Promise<void>;
  /** About how many bytes of memory it takes to know what was kept lately. */
  readonly size: number;
}

/** What is stored in any case. */
interface Aging {
  /** Milliseconds since 1970 after which it is not shown any more. */
  readonly until: number;
  /** Wire names of what was read; everything, if absent. */
  readonly members?: readonly string[];
}

/** A record as it is stored: under a symbol nothing would be. */
interface Stored {
  readonly record: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, LinkValue>>;
}

/** What is stored of a record. */
type Kept = Aging & Stored;

/** What is stored of a list. */
interface KeptList extends Aging {
  readonly list: string;
  readonly rows: readonly Stored[];
}

const stored = (record: RestRecord): Stored => ({ record, links: record[LINKS] });
const restored = ({ record, links }: Stored): RestRecord => ({ ...record, [LINKS]: links }) as unknown as RestRecord;

/** Whether a record has a value that could not be read: an error, which no store brings back. */
const isUnreadable = (record: RestRecord): boolean => Object.values(record).some((value) => value instanceof Error);

/** The name of a resource's list where records have their ids. */
const WHOLE_LIST = "*";

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

  const aging = (maxAge: number, members: Members): Aging => ({
    until: clock() + maxAge * 1000,
    ...(members && { members: [...members] }),
  });
  /** What is kept under a name, unless it is too old or has not all the members wanted. */
  const findKept = async <What extends Aging>(
    resource: ResourceDefinition,
    name: string,
    wanted: Members,
  ): Promise<What | undefined> => {
    const kept = (await store.get(keyOf(resource, name)).catch(failed)) as What | undefined;
    return kept && clock() < kept.until && covers(kept.members && new Set(kept.members), wanted) ? kept : undefined;
  };

  return {
    get size() {
      return cache?.calculatedSize ?? 0;
    },
    async find(resource, restId, wanted) {
      if (resource.maxAge === undefined) return undefined;
      const kept = await findKept<Kept>(resource, restId, wanted);
      return kept && restored(kept);
    },
    async findList(resource, list, wanted) {
      if (resource.maxAge === undefined) return undefined;
      const kept = await findKept<KeptList>(resource, WHOLE_LIST, wanted);
      return kept?.list === list ? kept.rows.map(restored) : undefined;
    },
    keepList(resource, list, rows, members) {
      if (resource.maxAge === undefined || rows.some(isUnreadable)) return;
      const kept = { ...aging(resource.maxAge, members), list, rows: rows.map(stored) } satisfies KeptList;
      store.set(keyOf(resource, WHOLE_LIST), kept, resource.maxAge * 1000).catch(failed);
    },
    keep(resource, record, members) {
      const { restId } = record;
      if (resource.maxAge === undefined || restId === undefined) return;
      const note = noteOf(resource, restId);
      const before = cache?.get(note);
      if (before && covers(before.members, members)) return;
      if (isUnreadable(record)) return;
      const life = resource.maxAge * 1000;
      noted().set(note, { members }, { ttl: life / 2 });
      const kept = { ...aging(resource.maxAge, members), ...stored(record) } satisfies Kept;
      store.set(keyOf(resource, restId), kept, life).catch(failed);
    },
    async forget(resource, restIds) {
      if (resource.maxAge === undefined) return;
      for (const restId of restIds) cache?.delete(noteOf(resource, restId));
      await Promise.all([...restIds, WHOLE_LIST].map(async (name) => store.delete(keyOf(resource, name)).catch(failed)));
    },
  };
}
