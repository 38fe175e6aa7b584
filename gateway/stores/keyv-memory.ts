import { EventEmitter } from "node:events";
import type { KeyvStoreAdapter } from "keyv";
import { LRUCache } from "lru-cache";

/** Characters of the keys and values of one namespace; what was not asked for the longest is forgotten to keep to it. */
const MAX_CHARACTERS = 64 * 1_024 * 1_024;
/** How often what has expired is looked for, in milliseconds. */
const PURGE_EVERY = 60_000;

/** Lets a Keyv keep its values in memory, within a limit and for no longer than they live. */
export function keyvOverMemory(): KeyvStoreAdapter {
  const events = new EventEmitter();
  const values = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (value, key) => value.length + key.length,
  });
  let purgedAt = Date.now();
  const adapter: KeyvStoreAdapter = {
    opts: {},
    // Keyv's serialisation is always text; its type says whatever the caller stored.
    get: async <Value>(key: string) => values.get(key) as Value | undefined,
    set: async (key: string, value: string, ttlMs?: number) => {
      values.set(key, value, ttlMs === undefined ? {} : { ttl: ttlMs });
      if (Date.now() - purgedAt >= PURGE_EVERY) {
        purgedAt = Date.now();
        values.purgeStale();
      }
      return true;
    },
    delete: async (key) => values.delete(key),
    clear: async () => values.clear(),
    on: (event, listener) => events.on(event, listener),
  };
  return adapter;
}
