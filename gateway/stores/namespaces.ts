import { Keyv, type KeyvStoreAdapter } from "keyv";
import type { SessionStore } from "../../auth/store/store.js";

/** Gives each name one Keyv over the same database, with failures thrown: by default Keyv answers `undefined` instead. */
export function keyvByNamespace(adapter: () => KeyvStoreAdapter | Map<string, unknown>): (name: string) => SessionStore {
  const opened = new Map<string, SessionStore>();
  return (name) => {
    const known = opened.get(name);
    if (known) return known;
    const keyv = new Keyv({ store: adapter(), namespace: name, throwOnErrors: true });
    // Without a listener Keyv throws from `emit`; the failure itself reaches the caller through `throwOnErrors`.
    keyv.on("error", () => undefined);
    opened.set(name, keyv);
    return keyv;
  };
}
