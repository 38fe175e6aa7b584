import { kidOf } from "./seal.js";
import type { TokenStore } from "../store/store.js";

/** What is sealed in a store, by the beginning of its keys. */
const KINDS = { connections: "conn:", "sign-ins under way": "tx:", "sign-ins to be finished": "pending:" } as const;

/** How many values of each kind a key seals. */
export type SealedCount = Record<keyof typeof KINDS, number>;

/** How many stored values each key seals, by the key's name: a key without any is no longer needed. */
export async function countSealed(tokens: TokenStore): Promise<ReadonlyMap<string, SealedCount>> {
  const counts = new Map<string, SealedCount>();
  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    let cursor: string | undefined;
    do {
      const page = await tokens.scan(KINDS[kind], cursor);
      for (const key of page.keys) {
        for (const kid of kidsIn((await tokens.read(key)) ?? "")) {
          const count = counts.get(kid) ?? { connections: 0, "sign-ins under way": 0, "sign-ins to be finished": 0 };
          counts.set(kid, { ...count, [kind]: count[kind] + 1 });
        }
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return counts;
}

/** The keys that a stored value needs: of every sealed text in it. */
export function kidsIn(raw: string): ReadonlySet<string> {
  const sealed = raw.match(/eyJ[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  return new Set(sealed.flatMap((each) => kidOf(each) ?? []));
}
