import { Keyv, type DeserializedData, type KeyvStoreAdapter } from "keyv";
import type { SessionStore } from "../../auth/store/store.js";

/** Gives each name one Keyv over the same database, with failures thrown: by default Keyv answers `undefined` instead. */
export function keyvByNamespace(adapter: () => KeyvStoreAdapter | Map<string, unknown>): (name: string) => SessionStore {
  const opened = new Map<string, SessionStore>();
  return (name) => {
    const known = opened.get(name);
    if (known) return known;
    const keyv = new Keyv({ store: adapter(), namespace: name, throwOnErrors: true });
    parseFast(keyv);
    // Without a listener Keyv throws from `emit`; the failure itself reaches the caller through `throwOnErrors`.
    keyv.on("error", () => undefined);
    opened.set(name, keyv);
    return keyv;
  };
}

/** Whether a text of JSON has a string that begins with a colon: by it Keyv marks bytes, and texts that begin so themselves. */
const HAS_MARK = /(?:^|[:,[])":/;

/** Has a Keyv parse values without its look at every member, which takes ten times as long, where there is nothing to find. */
function parseFast(keyv: Keyv): void {
  const parseWithMarks = keyv.deserialize!;
  keyv.deserialize = <Value>(text: string) =>
    HAS_MARK.test(text) ? parseWithMarks<Value>(text) : (JSON.parse(text) as DeserializedData<Value>);
}
