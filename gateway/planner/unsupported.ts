import { LRUCache } from "lru-cache";
import type { Feature } from "../rest/read.js";

/**
 * What endpoints were found not to support, for one viewer. A request refused with some features and accepted without them
 * says only that one of them was at fault: they are suspected then, and tried again one at a time.
 */
export interface Unsupported {
  /** The features to leave out of a request for a collection. */
  omitted(collection: string, features: readonly Feature[]): ReadonlySet<Feature>;
  /** A request with these features was accepted. */
  accepted(collection: string, features: readonly Feature[]): void;
  /** It makes no difference to the answer whether a request has this feature: it is not suspected. */
  clear(collection: string, feature: Feature): void;
  isClear(collection: string, feature: Feature): boolean;
  /**
   * A request with these features was refused, and accepted without them. `isShared`: it may be so for others too, since it
   * was neither this viewer's rights nor what somebody chose to ask for that was refused.
   */
  refused(collection: string, features: readonly Feature[], isShared: boolean): void;
  /** About how many bytes it keeps. */
  readonly size: number;
}

/** What endpoints of a host refuse to everybody, by what several organisations found. */
export interface SharedUnsupported {
  readonly isEmpty: boolean;
  has(host: string, collection: string, feature: Feature): boolean;
  /** An organisation found that a feature is not supported. */
  found(host: string, collection: string, feature: Feature, organisation: string): void;
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

/** What is known of one viewer's endpoints is made of. */
export interface UnsupportedParts {
  readonly clock: () => number;
  /** Bytes that it takes at most; the oldest findings are forgotten. */
  readonly maxSize: number;
  readonly shared: SharedUnsupported;
  /** The host that has the viewer's data, and the viewer's organisation. */
  readonly host: string;
  readonly organisation: string;
}

/** Nothing yet. What is found holds for the viewer, together with what holds for everybody. */
export function createUnsupported({ clock, maxSize, shared, host, organisation }: UnsupportedParts): Unsupported {
  const options = { maxSize, sizeCalculation: sizeOf, ttl: STANDING, ttlResolution: 0, perf: { now: clock } };
  let cache: LRUCache<string, Standing> | undefined;
  // Most viewers never find any.
  const known = (): LRUCache<string, Standing> => (cache ??= new LRUCache<string, Standing>(options));
  const standingOf = (collection: string, feature: Feature): Standing | undefined => cache?.get(keyOf(host, collection, feature));
  const note = (collection: string, feature: Feature, standing: Standing): void =>
    void known().set(keyOf(host, collection, feature), standing);
  return {
    get size() {
      return cache?.calculatedSize ?? 0;
    },
    omitted(collection, features) {
      if (!cache && shared.isEmpty) return NONE;
      const left = new Set<Feature>();
      let isTrying = false;
      for (const feature of features) {
        const standing = standingOf(collection, feature);
        if (standing === "suspect" && !isTrying) isTrying = true;
        else if (standing === "suspect" || standing === "refused" || shared.has(host, collection, feature)) left.add(feature);
      }
      return left;
    },
    accepted(collection, features) {
      for (const feature of cache ? features : [])
        if (standingOf(collection, feature) === "suspect") known().delete(keyOf(host, collection, feature));
    },
    clear: (collection, feature) => note(collection, feature, "clear"),
    isClear: (collection, feature) => standingOf(collection, feature) === "clear",
    refused(collection, features, isShared) {
      const suspects = features.filter((feature) => standingOf(collection, feature) === "suspect");
      const blamed = suspects.length > 0 ? suspects : features;
      for (const feature of blamed) note(collection, feature, blamed.length === 1 ? "refused" : "suspect");
      if (isShared && blamed.length === 1) shared.found(host, collection, blamed[0]!, organisation);
    },
  };
}
