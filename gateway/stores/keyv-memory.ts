import { EventEmitter } from "node:events";
import type { KeyvStoreAdapter } from "keyv";
import { LRUCache } from "lru-cache";

/** Characters of keys and values in one namespace; above that, the least recently used values are forgotten. */
const MAX_CHARACTERS = 64 * 1_024 * 1_024;
/** Milliseconds between two purges of expired values. */
const PURGE_EVERY = 60_000;

/** A Keyv adapter over a cache in memory, which holds at most `MAX_CHARACTERS`. */
export function keyvOverMemory(): KeyvStoreAdapter {
  const events = new EventEmitter();
  const values = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (value, key) => value.length + key.length,
  });
  let purgedAt = Date.now();
  const adapter: KeyvStoreAdapter = {
    opts: {},
    // Keyv stores texts and decodes them itself: the type `Value` is that of the decoded value.
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
