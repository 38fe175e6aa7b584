import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";

/** What one viewer's lists were like when they were last read; for planning only, never for answers. */
export interface ListSizes {
  /** Rows of a list, by its key. */
  total(list: string): number | undefined;
  noteTotal(list: string, rows: number): void;
  /** The children of some parents, by the key of their list. */
  children(list: string): ChildrenSeen | undefined;
  /** The same for whichever parents' were read last, by the key of the list without its parents. */
  childrenOfOthers(kind: string): ChildrenSeen | undefined;
  noteChildren(list: string, kind: string, seen: ChildrenSeen): void;
  /** About how many bytes it keeps. */
  readonly size: number;
}

/** What a list of several parents' children was like. */
export interface ChildrenSeen {
  readonly parents: number;
  readonly rows: number;
  /** How many pages were enough for whoever did not want to know them all. */
  readonly enough?: number;
}

/** How long, in milliseconds, a list is taken to be about as long as it was. */
const STANDING = 10 * 60_000;

/** A key that is kept: keys name hundreds of parents at times. */
export const short = (key: string): string => (key.length < 64 ? key : createHash("sha256").update(key).digest("base64url"));

/** About how many bytes an entry takes: its key, its value, and what the cache keeps beside them. */
const sizeOf = (_: unknown, key: string): number => 250 + key.length;

/** An empty memory, of at most so many bytes; the oldest is forgotten. */
export function createListSizes(clock: () => number, maxSize: number): ListSizes {
  // One cache for all three kinds: each would take some thousand bytes before it holds anything.
  const known = new LRUCache<string, number | ChildrenSeen>({
    maxSize,
    sizeCalculation: sizeOf,
    ttl: STANDING,
    ttlResolution: 0,
    perf: { now: clock },
  });
  const seen = (key: string): ChildrenSeen | undefined => known.get(key) as ChildrenSeen | undefined;
  return {
    get size() {
      return known.calculatedSize;
    },
    total: (list) => known.get(`total ${short(list)}`) as number | undefined,
    noteTotal: (list, rows) => void known.set(`total ${short(list)}`, rows),
    children: (list) => seen(`these ${short(list)}`),
    childrenOfOthers: (kind) => seen(`last ${short(kind)}`),
    noteChildren: (list, kind, found) => {
      known.set(`these ${short(list)}`, found);
      known.set(`last ${short(kind)}`, found);
    },
  };
}

/** A memory that tells and does not learn. */
export const unchanged = (memory: ListSizes): ListSizes => ({
  ...memory,
  noteTotal: () => undefined,
  noteChildren: () => undefined,
});
