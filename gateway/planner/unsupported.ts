import { LRUCache } from "lru-cache";
import type { Feature } from "../rest/read.js";

/**
 * What endpoints were found to refuse. A request refused with some parts and accepted without them says only that one
 * of them was at fault: they are under suspicion then, and tried again one at a time.
 */
export interface Unsupported {
  /** The parts to leave out of a request for a collection. */
  omitted(host: string, collection: string, parts: readonly Feature[]): ReadonlySet<Feature>;
  /** A request with these parts was accepted. */
  accepted(host: string, collection: string, parts: readonly Feature[]): void;
  /** It makes no difference to the answer whether a request has this part: it is above suspicion. */
  clear(host: string, collection: string, part: Feature): void;
  isClear(host: string, collection: string, part: Feature): boolean;
  /**
   * A request with these parts was refused, and accepted without them. `isOthers`: it may be so for others too, since it
   * was neither this viewer's rights nor what somebody chose to ask for that was refused.
   */
  refused(host: string, collection: string, parts: readonly Feature[], isOthers: boolean): void;
  /** About how many bytes it keeps. */
  readonly size: number;
}

/** What endpoints of a host refuse to everybody, by what several organisations found. */
export interface SharedUnsupported {
  readonly isEmpty: boolean;
  has(host: string, collection: string, part: Feature): boolean;
  /** An organisation found that a part is refused. */
  found(host: string, collection: string, part: Feature, organisation: string): void;
}

/** How long a finding stands, in milliseconds: an endpoint may be mended. */
const STANDING = 60 * 60_000;
/** Organisations that must have found the same before it is taken to be so for all: what one found may be its own oddity. */
const ENOUGH_ORGANISATIONS = 2;

/** About how many bytes a finding takes: its key, and what the cache keeps beside it. */
const sizeOf = (_: unknown, key: string): number => 200 + key.length;
const keyOf = (host: string, collection: string, part: Feature): string => `${host} ${collection} ${part}`;

const NONE: ReadonlySet<Feature> = new Set();

type Standing = "suspect" | "refused" | "clear";

/** The refusals found by all viewers, none yet, of at most so many bytes. */
export function createSharedUnsupported(clock: () => number, maxSize: number): SharedUnsupported {
  const options = { maxSize, sizeCalculation: sizeOf, ttl: STANDING, ttlResolution: 0, perf: { now: clock } };
  const known = new LRUCache<string, readonly string[]>(options);
  return {
    get isEmpty() {
      return known.size === 0;
    },
    has: (host, collection, part) => (known.get(keyOf(host, collection, part))?.length ?? 0) >= ENOUGH_ORGANISATIONS,
    found(host, collection, part, organisation) {
      const key = keyOf(host, collection, part);
      const before = known.get(key) ?? [];
      if (!before.includes(organisation)) known.set(key, [...before, organisation].slice(-ENOUGH_ORGANISATIONS));
    },
  };
}

/** What the refusals of one viewer are made of. */
export interface UnsupportedParts {
  readonly clock: () => number;
  /** Bytes that they take at most; the oldest are forgotten. */
  readonly maxSize: number;
  readonly shared: SharedUnsupported;
  /** The viewer's. */
  readonly organisation: string;
}

/** The refusals found by one viewer, none yet. They hold for that viewer, together with those that are everybody's. */
export function createUnsupported({ clock, maxSize, shared, organisation }: UnsupportedParts): Unsupported {
  const options = { maxSize, sizeCalculation: sizeOf, ttl: STANDING, ttlResolution: 0, perf: { now: clock } };
  let cache: LRUCache<string, Standing> | undefined;
  // Most viewers never find any.
  const known = (): LRUCache<string, Standing> => (cache ??= new LRUCache<string, Standing>(options));
  const standingOf = (key: string): Standing | undefined => cache?.get(key);
  return {
    get size() {
      return cache?.calculatedSize ?? 0;
    },
    omitted(host, collection, parts) {
      if (!cache && shared.isEmpty) return NONE;
      const left = new Set<Feature>();
      let isTrying = false;
      for (const part of parts) {
        const standing = standingOf(keyOf(host, collection, part));
        if (standing === "suspect" && !isTrying) isTrying = true;
        else if (standing === "suspect" || standing === "refused" || shared.has(host, collection, part)) left.add(part);
      }
      return left;
    },
    accepted(host, collection, parts) {
      for (const part of cache ? parts : []) {
        const key = keyOf(host, collection, part);
        if (standingOf(key) === "suspect") known().delete(key);
      }
    },
    clear: (host, collection, part) => void known().set(keyOf(host, collection, part), "clear"),
    isClear: (host, collection, part) => standingOf(keyOf(host, collection, part)) === "clear",
    refused(host, collection, parts, isOthers) {
      const suspects = parts.filter((part) => standingOf(keyOf(host, collection, part)) === "suspect");
      const blamed = suspects.length > 0 ? suspects : parts;
      for (const part of blamed) known().set(keyOf(host, collection, part), blamed.length === 1 ? "refused" : "suspect");
      if (isOthers && blamed.length === 1) shared.found(host, collection, blamed[0]!, organisation);
    },
  };
}

/** The same refusals, for whoever is not to add to them. */
export const readOnlyRefusals = (refusals: Unsupported): Unsupported => ({
  omitted: (host, collection, parts) => refusals.omitted(host, collection, parts),
  isClear: (host, collection, part) => refusals.isClear(host, collection, part),
  accepted: () => undefined,
  clear: () => undefined,
  refused: () => undefined,
  size: 0,
});
