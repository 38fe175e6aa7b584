import type { SessionStore, TokenStore, WindowCounter } from "../../auth/store/store.js";

/** Everything the gateway keeps: connections, sessions, and small values by namespace, in one database. */
export interface Stores {
  readonly tokens: TokenStore;
  readonly sessions: SessionStore;
  /** The store for other values that may be forgotten, one for each name. */
  namespace(name: string): SessionStore;
  /** Counts in windows of time, apart for each name. */
  counter(name: string): WindowCounter;
  close(): Promise<void>;
}

/** How stores are opened. */
export interface StoreOptions {
  /** The clock of leases and counts in stores without a server; a server uses its own. */
  readonly clock?: () => number;
  /** Milliseconds that a server may take to answer one request; it usually takes about one. */
  readonly timeout?: number;
}

/** Milliseconds that a server of a store may take to answer one request. */
const TIMEOUT = 5_000;

const SUPPORTED =
  "expected memory: (one process, forgotten when it ends), lmdb:<folder> (kept on this machine's disk), " +
  "redis:// or rediss:// (Redis or Valkey), or postgres://";

/**
 * Opens the stores that a `STORE_URL` names. Throws an error that never quotes the URL, which may hold a password.
 *
 * @example await openStores("lmdb:.data/store")
 */
export async function openStores(url: string, { clock = Date.now, timeout = TIMEOUT }: StoreOptions = {}): Promise<Stores> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new Error(`STORE_URL names no kind of store: ${SUPPORTED}.`);
  // Each database's client is imported only when that database is used.
  const rest = url.slice(scheme.length + 1);
  switch (scheme) {
    case "memory":
      if (rest !== "") throw new Error('STORE_URL "memory:" takes nothing after the colon.');
      return (await import("./memory.js")).openMemoryStores(clock);
    case "lmdb":
      if (rest === "") throw new Error('STORE_URL "lmdb:" needs a folder, as in "lmdb:.data/store".');
      return (await import("./lmdb.js")).openLmdbStores(rest, clock);
    case "redis":
    case "rediss":
      return opened(scheme, url, async () => (await import("./redis.js")).openRedisStores(url, timeout));
    case "postgres":
    case "postgresql":
      return opened(scheme, url, async () => (await import("./postgres.js")).openPostgresStores(url, timeout));
    default:
      throw new Error(`STORE_URL: "${scheme}:" is not a supported kind of store: ${SUPPORTED}.`);
  }
}

/** Why a server cannot be used, in words, by error code; for other codes the error shows only the code. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at its address",
  ENOTFOUND: "its host is not known",
  ETIMEDOUT: "it does not answer",
  NOAUTH: "it wants a password",
  WRONGPASS: "it does not accept the user or the password",
  NOPERM: "its user is not allowed what is needed",
  READONLY: "it is read only",
  OOM: "its memory is full",
  "25006": "it is read only",
  "28000": "it does not accept the user",
  "28P01": "it does not accept the user or the password",
  "3D000": "it has no database of that name",
  "42501": "its user is not allowed what is needed",
};

async function opened(scheme: string, url: string, open: () => Promise<Stores>): Promise<Stores> {
  if (!URL.canParse(url)) throw new Error(`STORE_URL: what follows "${scheme}:" is no address.`);
  try {
    return await open();
  } catch (error) {
    const { code } = error as { code?: string };
    // The error has no `cause`: that may quote the URL and its password.
    // eslint-disable-next-line preserve-caught-error
    throw new Error(
      `STORE_URL: the "${scheme}:" store cannot be used: ${REASONS[code ?? ""] ?? "it failed"}${code ? ` (${code})` : ""}.`,
    );
  }
}
