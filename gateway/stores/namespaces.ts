import { Keyv, type DeserializedData, type KeyvStoreAdapter } from "keyv";
import type { SessionStore } from "../../auth/store/store.js";

/** Makes one Keyv for each name. It throws when the database fails; by default a Keyv would answer `undefined`. */
export function keyvByNamespace(adapter: () => KeyvStoreAdapter | Map<string, unknown>): (name: string) => SessionStore {
  const opened = new Map<string, SessionStore>();
  return (name) => {
    const known = opened.get(name);
    if (known) return known;
    const keyv = new Keyv({ store: adapter(), namespace: name, throwOnErrors: true });
    parseFast(keyv);
    // Keyv also emits each failure, and `emit` throws when nobody listens. The caller gets it through `throwOnErrors`.
    keyv.on("error", () => undefined);
    opened.set(name, keyv);
    return keyv;
  };
}

/** Finds a string that begins with a colon in a text of JSON. Keyv writes bytes so, and texts that begin with a colon. */
const HAS_MARK = /(?:^|[:,[])":/;

/** Makes a Keyv parse values without such strings by `JSON.parse`. Its own parser looks at every member: ten times as long. */
function parseFast(keyv: Keyv): void {
  const parseWithMarks = keyv.deserialize!;
  keyv.deserialize = <Value>(text: string) =>
    HAS_MARK.test(text) ? parseWithMarks<Value>(text) : (JSON.parse(text) as DeserializedData<Value>);
}
