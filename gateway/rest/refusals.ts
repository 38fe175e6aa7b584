import { LRUCache } from "lru-cache";
import type { Part } from "./read.js";

/**
 * What endpoints were found to refuse. A request refused with some parts and accepted without them says only that one
 * of them was at fault: they are under suspicion then, and tried again one at a time.
 */
export interface Refusals {
  /** The parts to leave out of a request for a collection. */
  omitted(host: string, collection: string, parts: readonly Part[]): ReadonlySet<Part>;
  /** A request with these parts was accepted. */
  accepted(host: string, collection: string, parts: readonly Part[]): void;
  /** It makes no difference to the answer whether a request has this part: it is above suspicion. */
  clear(host: string, collection: string, part: Part): void;
  isClear(host: string, collection: string, part: Part): boolean;
  /** A request with these parts was refused, and accepted without them. */
  refused(host: string, collection: string, parts: readonly Part[]): void;
}

/** How long a finding stands, in milliseconds: an endpoint may be mended. */
const STANDING = 60 * 60_000;

type Standing = "suspect" | "refused" | "clear";

/** Starts without a grudge; of so many parts at most it bears one. */
export function createRefusals(clock: () => number, most: number): Refusals {
  const known = new LRUCache<string, Standing>({ max: most, ttl: STANDING, ttlResolution: 0, perf: { now: clock } });
  const key = (host: string, collection: string, part: Part): string => `${host} ${collection} ${part}`;
  return {
    omitted(host, collection, parts) {
      if (known.size === 0) return NONE;
      const left = new Set<Part>();
      let isTrying = false;
      for (const part of parts) {
        const standing = known.get(key(host, collection, part));
        if (standing === "suspect" && !isTrying) isTrying = true;
        else if (standing === "suspect" || standing === "refused") left.add(part);
      }
      return left;
    },
    accepted(host, collection, parts) {
      for (const part of known.size > 0 ? parts : []) {
        const name = key(host, collection, part);
        if (known.get(name) === "suspect") known.delete(name);
      }
    },
    clear: (host, collection, part) => void known.set(key(host, collection, part), "clear"),
    isClear: (host, collection, part) => known.get(key(host, collection, part)) === "clear",
    refused(host, collection, parts) {
      const suspects = parts.filter((part) => known.get(key(host, collection, part)) === "suspect");
      const blamed = suspects.length > 0 ? suspects : parts;
      for (const part of blamed) known.set(key(host, collection, part), blamed.length === 1 ? "refused" : "suspect");
    },
  };
}

const NONE: ReadonlySet<Part> = new Set();
