import { EventEmitter } from "node:events";
import type { KeyvStoreAdapter } from "keyv";
import type { TextDatabase } from "./lmdb.js";

/** Milliseconds that an expired value stays: a process whose clock is ahead must delete nothing that others still use. */
const GRACE = 24 * 3_600_000;

/** A Keyv adapter over an LMDB database. Keyv itself writes the namespace into the key and the expiry into the value. */
export function keyvOverLmdb(values: TextDatabase): KeyvStoreAdapter {
  const events = new EventEmitter();
  const adapter: KeyvStoreAdapter = {
    opts: {},
    // Keyv stores texts and decodes them itself: the type `Value` is that of the decoded value.
    get: async <Value>(key: string) => {
      values.resetReadTxn();
      return values.get(key) as Value | undefined;
    },
    set: async (key: string, value: string) => {
      values.transactionSync(() => values.putSync(key, value));
      return true;
    },
    delete: async (key) => values.transactionSync(() => values.removeSync(key)),
    clear: async () => {
      const prefix = adapter.namespace === undefined ? "" : `${adapter.namespace}:`;
      values.transactionSync(() => {
        for (const key of [...values.getKeys({ start: prefix, end: `${prefix}\uffff` })]) values.removeSync(key);
      });
    },
    on: (event, listener) => events.on(event, listener),
  };
  return adapter;
}

/** Removes values that expired more than a day ago. */
export function purgeExpired(values: TextDatabase, now: number): void {
  const stale: string[] = [];
  for (const { key, value } of values.getRange({ snapshot: false })) {
    const expires = expiryOf(value);
    if (expires !== undefined && expires + GRACE < now) stale.push(key);
  }
  if (stale.length === 0) return;
  values.transactionSync(() => {
    for (const key of stale) {
      // Another process may have renewed the value since it was listed.
      const expires = expiryOf(values.get(key) ?? "");
      if (expires !== undefined && expires + GRACE < now) values.removeSync(key);
    }
  });
}

function expiryOf(value: string): number | undefined {
  try {
    const { expires } = JSON.parse(value) as { expires?: unknown };
    return typeof expires === "number" ? expires : undefined;
  } catch {
    return undefined;
  }
}
