import type { SessionStore, TokenStore, WindowCounter } from "../auth/store.js";
import { openLmdbStores } from "./stores/lmdb.js";
import { openMemoryStores } from "./stores/memory.js";

/** Everything the gateway keeps: connections, sessions, and small values by namespace, in one database. */
export interface Stores {
  readonly tokens: TokenStore;
  readonly sessions: SessionStore;
  /** A store of its own for other values that may be forgotten; the same name gives the same values. */
  namespace(name: string): SessionStore;
  /** Counts of its own in windows of time; the same name gives the same counts. */
  counter(name: string): WindowCounter;
  close(): Promise<void>;
}

/** What a store may be given by a test: the clock its leases run by. */
export interface StoreOptions {
  readonly clock?: () => number;
}

const SUPPORTED = 'expected "memory:" (one process, forgotten when it ends) or "lmdb:<folder>" (kept on disk)';

/**
 * Opens the stores a `STORE_URL` names.
 *
 * @example await openStores("lmdb:.data/store")
 */
export async function openStores(url: string, { clock = Date.now }: StoreOptions = {}): Promise<Stores> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  // The rest of an address may hold a password: an error names the scheme and nothing else.
  if (scheme === undefined) throw new Error(`STORE_URL names no kind of store: ${SUPPORTED}.`);
  const rest = url.slice(scheme.length + 1);
  switch (scheme) {
    case "memory":
      if (rest !== "") throw new Error('STORE_URL "memory:" takes nothing after the colon.');
      return openMemoryStores(clock);
    case "lmdb":
      if (rest === "") throw new Error('STORE_URL "lmdb:" needs a folder, as in "lmdb:.data/store".');
      return openLmdbStores(rest, clock);
    default:
      throw new Error(`STORE_URL: "${scheme}:" is not a supported kind of store: ${SUPPORTED}.`);
  }
}
