import { hkdfSync } from "node:crypto";

/** One of the keys of `AUTH_KEYS`: 32 bytes and the name sealed values carry. */
export interface Key {
  readonly id: string;
  readonly key: Uint8Array;
}

/** What a key is used for; each use has a key of its own, derived from it. */
export type KeyPurpose = "token" | "transaction" | "fingerprint";

/** The keys in use: the first seals, all open. */
export interface KeyRing {
  readonly current: string;
  /** The key for a purpose, or undefined when no key of that name is configured. */
  derive(id: string, purpose: KeyPurpose): Uint8Array | undefined;
}

/** What is wrong with a list of keys, in words; empty when nothing is. */
export function keyProblems(keys: readonly Key[]): string[] {
  const problems: string[] = [];
  if (keys.length === 0) problems.push("keys: at least one key is needed");
  for (const { id, key } of keys) {
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) problems.push("keys: a key's name is 1 to 32 letters, digits, - or _");
    if (key.length !== 32) problems.push(`keys: ${id} has ${key.length} bytes, expected 32`);
  }
  if (new Set(keys.map(({ id }) => id)).size < keys.length) problems.push("keys: two keys have the same name");
  return problems;
}

/** Makes the ring of a checked, non-empty list of keys. */
export function createKeyRing(keys: readonly Key[]): KeyRing {
  const derived = new Map<string, Uint8Array>();
  return {
    current: keys[0]!.id,
    derive(id, purpose) {
      const name = `${purpose}:${id}`;
      const known = derived.get(name);
      if (known) return known;
      const key = keys.find((candidate) => candidate.id === id);
      if (!key) return undefined;
      const made = new Uint8Array(hkdfSync("sha256", key.key, "", `asgw/${purpose}`, 32));
      derived.set(name, made);
      return made;
    },
  };
}
