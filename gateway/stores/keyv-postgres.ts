import { EventEmitter } from "node:events";
import type { KeyvStoreAdapter } from "keyv";

/** Sends one statement and resolves to its rows. Throws a `StoreFault`. */
export type Ask = (sql: string, values: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** A Keyv adapter over a PostgreSQL table. Keyv itself writes the namespace into the key and the expiry into the value. */
export function keyvOverPostgres(ask: Ask): KeyvStoreAdapter {
  const events = new EventEmitter();
  const adapter: KeyvStoreAdapter = {
    opts: {},
    // Keyv stores texts and decodes them itself: the type `Value` is that of the decoded value.
    get: async <Value>(key: string) =>
      (await ask("select value from asgw_values where key = $1", [key]))[0]?.["value"] as Value | undefined,
    set: async (key: string, value: string, ttlMs?: number) => {
      await ask(
        `insert into asgw_values (key, value, expires) values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
         on conflict (key) do update set value = excluded.value, expires = excluded.expires`,
        [key, value, ttlMs ?? null],
      );
      return true;
    },
    delete: async (key) => (await ask("delete from asgw_values where key = $1 returning key", [key])).length > 0,
    clear: async () => {
      await ask("delete from asgw_values where starts_with(key, $1)", [adapter.namespace ? `${adapter.namespace}:` : ""]);
    },
    on: (event, listener) => events.on(event, listener),
  };
  return adapter;
}
