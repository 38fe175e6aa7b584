import { isLoopback } from "../../auth/index.js";
import type { Config } from "../config.js";
import type { Problems } from "./problems.js";
import type { Values } from "./variables.js";

/** Reads the keys that seal what is stored. A gateway that others can reach has to be given some. */
export function readAuthKeys(values: Values, publicUrl: URL, problems: Problems): Config["authKeys"] {
  const { AUTH_KEYS: text, ACTIONSTEP_ENVIRONMENT: kind } = values;
  const keys = text === undefined ? undefined : parseKeys(text);
  if (keys === "invalid") problems.complain("AUTH_KEYS");
  if (keys === undefined && !(kind === "demo" || isLoopback(publicUrl.hostname))) problems.complain("AUTH_KEYS", "is missing");
  return keys === undefined || keys === "invalid" ? "local" : keys;
}

/** Checks that several instances have a store they share, and keys they share. */
export function checkInstances({ INSTANCES, STORE_URL, AUTH_KEYS }: Values, problems: Problems): void {
  if (INSTANCES <= 1) return;
  if (STORE_URL === "memory:")
    problems.add(
      'INSTANCES is more than 1, but STORE_URL is "memory:", which no other process sees; expected lmdb: on one machine, redis:// or postgres:// on several.',
    );
  if (AUTH_KEYS === undefined && /^(redis|postgres)/.test(STORE_URL))
    problems.complain("AUTH_KEYS", "is missing, and every instance would make a key of its own");
}

function parseKeys(text: string): { id: string; key: Uint8Array }[] | "invalid" {
  const keys = text.split(",").map((pair) => {
    const [, id, base64] = /^\s*([\w-]{1,32}):([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(pair) ?? [];
    const key = Buffer.from(base64 ?? "", "base64");
    return id && key.length === 32 ? { id, key: new Uint8Array(key) } : undefined;
  });
  const valid = keys.filter((key) => key !== undefined);
  return valid.length === keys.length && new Set(valid.map(({ id }) => id)).size === keys.length ? valid : "invalid";
}
