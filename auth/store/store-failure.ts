import type { SessionStore, TokenStore, WindowCounter } from "./store.js";

/** The store did not do what it was asked. What it said is left behind: it may quote keys, values or an address with a password. */
export class StoreUnavailable extends Error {
  /** The store's own word for what went wrong, where it has one. */
  readonly code: string | undefined;
  constructor(
    readonly operation: string,
    code: unknown,
  ) {
    const word = typeof code === "string" && /^\w{1,40}$/.test(code) ? code : undefined;
    super(`The store failed: ${operation}${word === undefined ? "" : ` (${word})`}.`);
    this.name = "StoreUnavailable";
    this.code = word;
  }
}

async function guard<T>(operation: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StoreUnavailable(operation, (error as { code?: unknown } | null)?.code);
  }
}

/** The same store, failing only with {@link StoreUnavailable}. */
export function guardTokens(store: TokenStore): TokenStore {
  return {
    capabilities: store.capabilities,
    read: (key) => guard("read", () => store.read(key)),
    cas: (key, expected, next) => guard("compare and set", () => store.cas(key, expected, next)),
    take: (key) => guard("take", () => store.take(key)),
    lease: (key, owner, ttlMs) => guard("lease", () => store.lease(key, owner, ttlMs)),
    extend: (key, owner, ttlMs) => guard("extend", () => store.extend(key, owner, ttlMs)),
    release: (key, owner) => guard("release", () => store.release(key, owner)),
    scan: (prefix, cursor) => guard("scan", () => store.scan(prefix, cursor)),
    now: () => guard("clock", () => store.now()),
    inspect: () => guard("inspection", () => store.inspect()),
  };
}

/** The same store, failing only with {@link StoreUnavailable}: also where Keyv would answer `false` and go on. */
export function guardSessions(store: SessionStore): SessionStore {
  return {
    get: (key) => guard("get", () => store.get(key)),
    set: (key, value, ttlMs) =>
      guard("set", async () => {
        if ((await store.set(key, value, ttlMs)) === false) throw new Error("not stored");
      }),
    delete: (key) => guard("delete", () => store.delete(key)),
  };
}

/** The same counter, failing only with {@link StoreUnavailable}. */
export function guardCounter(counter: WindowCounter): WindowCounter {
  return { increment: (key, windowMs) => guard("count", () => counter.increment(key, windowMs)) };
}
