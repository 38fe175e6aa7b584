import type { Raw, TokenStore, WindowCounter } from "../../auth/store/store.js";
import type { Stores } from "./index.js";
import { keyvOverMemory } from "./keyv-memory.js";
import { keyvByNamespace } from "./namespaces.js";

/** Keys in one answer of `scan`. */
const PAGE = 500;

/** Stores in the memory of this process, for tests and for trying things out. */
export function openMemoryStores(clock: () => number): Stores {
  const namespace = keyvByNamespace(keyvOverMemory);
  const counts = new Map<string, Window>();
  return {
    tokens: memoryTokenStore(clock),
    sessions: namespace("sessions"),
    namespace: (name) => namespace(`ns-${name}`),
    counter: (name) => memoryCounter(counts, name, clock),
    close: () => Promise.resolve(),
  };
}

interface Window {
  readonly count: number;
  readonly resetsAt: number;
}

/** Number of counts above which those whose window is over are removed. */
const SWEEP_ABOVE = 10_000;
/** Number of counts above which the oldest is forgotten. */
const MAX_COUNTS = 100_000;

function memoryCounter(counts: Map<string, Window>, name: string, clock: () => number): WindowCounter {
  let sweepAbove = SWEEP_ABOVE;
  const sweep = (now: number): void => {
    for (const [key, { resetsAt }] of counts) if (resetsAt <= now) counts.delete(key);
    sweepAbove = Math.max(SWEEP_ABOVE, 2 * counts.size);
  };
  return {
    increment: async (key, windowMs) => {
      const now = clock();
      if (counts.size > sweepAbove) sweep(now);
      const open = counts.get(`${name}:${key}`);
      const next =
        open && open.resetsAt > now ? { count: open.count + 1, resetsAt: open.resetsAt } : { count: 1, resetsAt: now + windowMs };
      counts.set(`${name}:${key}`, next);
      if (counts.size > MAX_COUNTS) counts.delete(counts.keys().next().value!);
      return next;
    },
  };
}

function memoryTokenStore(clock: () => number): TokenStore {
  const values = new Map<string, Raw>();
  const leases = new Map<string, { owner: string; until: number }>();
  const scans = new Map<string, readonly string[]>();
  const holds = (key: string, owner: string): boolean => {
    const lease = leases.get(key);
    return lease !== undefined && lease.owner === owner && lease.until > clock();
  };
  // No method awaits anything, so that each runs to its end and is atomic.
  return {
    capabilities: { cas: true, lease: true, take: true, durable: false, multiProcess: false },
    read: async (key) => values.get(key) ?? null,
    cas: async (key, expected, next) => {
      if ((values.get(key) ?? null) !== expected) return false;
      if (next === null) values.delete(key);
      else values.set(key, next);
      return true;
    },
    take: async (key) => {
      const value = values.get(key) ?? null;
      values.delete(key);
      return value;
    },
    lease: async (key, owner, ttlMs) => {
      const held = leases.get(key);
      if (held && held.owner !== owner && held.until > clock()) return false;
      leases.set(key, { owner, until: clock() + ttlMs });
      return true;
    },
    extend: async (key, owner, ttlMs) => {
      if (!holds(key, owner)) return false;
      leases.set(key, { owner, until: clock() + ttlMs });
      return true;
    },
    release: async (key, owner) => holds(key, owner) && leases.delete(key),
    scan: async (prefix, cursor) => {
      // The keys are sorted at the first page of a scan and kept until its last.
      const known = cursor === undefined ? undefined : scans.get(prefix);
      const keys = known ?? [...values.keys()].filter((key) => key.startsWith(prefix)).sort();
      const from = cursor === undefined ? 0 : indexAfter(keys, cursor);
      const page = keys.slice(from, from + PAGE);
      if (from + PAGE < keys.length) {
        scans.set(prefix, keys);
        return { keys: page, cursor: page.at(-1)! };
      }
      scans.delete(prefix);
      return { keys: page };
    },
    now: async () => clock(),
    inspect: async () => ({
      refusals: [],
      warnings: ["it forgets everybody when the process ends, and no other process sees it: good for trying out only"],
    }),
  };
}

/** The index of the first of some sorted keys that is greater than a key. */
function indexAfter(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! > key) high = middle;
    else low = middle + 1;
  }
  return low;
}
