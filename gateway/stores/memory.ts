import type { Raw, TokenStore } from "../../auth/store.js";
import type { Stores } from "../stores.js";
import { keyvByNamespace } from "./namespaces.js";

/** How many keys one `scan` answers with. */
const PAGE = 500;

/** Stores that end with the process; for tests and for trying things out. */
export function openMemoryStores(clock: () => number): Stores {
  const values = new Map<string, unknown>();
  const namespace = keyvByNamespace(() => values);
  return {
    tokens: memoryTokenStore(clock),
    sessions: namespace("sessions"),
    namespace: (name) => namespace(`ns-${name}`),
    close: () => Promise.resolve(),
  };
}

function memoryTokenStore(clock: () => number): TokenStore {
  const values = new Map<string, Raw>();
  const leases = new Map<string, { owner: string; until: number }>();
  const holds = (key: string, owner: string): boolean => {
    const lease = leases.get(key);
    return lease !== undefined && lease.owner === owner && lease.until > clock();
  };
  // Each body runs to its end without yielding: that is what makes it atomic here.
  return {
    capabilities: { cas: true, lease: true, take: true, durable: false, multiProcess: false },
    read: async (key) => values.get(key) ?? null,
    cas: async (key, expected, next) => {
      if ((values.get(key) ?? null) !== expected) return false;
      values.set(key, next);
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
      const keys = [...values.keys()].filter((key) => key.startsWith(prefix) && (cursor === undefined || key > cursor)).sort();
      const page = keys.slice(0, PAGE);
      return keys.length > PAGE ? { keys: page, cursor: page.at(-1)! } : { keys: page };
    },
  };
}
