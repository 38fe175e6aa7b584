import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";

/** What one viewer's lists were like when they were last read; for planning only, never for answers. */
export interface ListMemory {
  /** Rows of a list, by its key. */
  total(list: string): number | undefined;
  noteTotal(list: string, rows: number): void;
  /** The children of some parents, by the key of their list. */
  children(list: string): ChildrenSeen | undefined;
  /** The same for whichever parents' were read last, by the key of the list without its parents. */
  anybodys(kind: string): ChildrenSeen | undefined;
  noteChildren(list: string, kind: string, seen: ChildrenSeen): void;
}

/** What a list of several parents' children was like. */
export interface ChildrenSeen {
  readonly parents: number;
  readonly rows: number;
  /** How many pages were enough for whoever did not want to know them all. */
  readonly enough?: number;
}

/** Lists of a viewer, of each kind: what many screens ask for. */
const MOST = 300;
/** How long, in milliseconds, a list is taken to be about as long as it was. */
const STANDING = 10 * 60_000;

/** Keys name hundreds of parents at times. */
const short = (key: string): string => (key.length < 64 ? key : createHash("sha256").update(key).digest("base64url"));

/** An empty memory. */
export function createListMemory(clock: () => number): ListMemory {
  const options = { max: MOST, ttl: STANDING, ttlResolution: 0, perf: { now: clock } };
  const totals = new LRUCache<string, number>(options);
  const children = new LRUCache<string, ChildrenSeen>(options);
  const lately = new LRUCache<string, ChildrenSeen>(options);
  return {
    total: (list) => totals.get(short(list)),
    noteTotal: (list, rows) => void totals.set(short(list), rows),
    children: (list) => children.get(short(list)),
    anybodys: (kind) => lately.get(short(kind)),
    noteChildren: (list, kind, seen) => {
      children.set(short(list), seen);
      lately.set(short(kind), seen);
    },
  };
}

/** A memory that tells and does not learn. */
export const recalled = (memory: ListMemory): ListMemory => ({
  ...memory,
  noteTotal: () => undefined,
  noteChildren: () => undefined,
});
