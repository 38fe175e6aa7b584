import { mkdir, statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { open, type Database } from "lmdb";
import type { TokenStore, WindowCounter } from "../../auth/store/store.js";
import type { Stores } from "./index.js";
import { keyvOverLmdb, purgeExpired } from "./keyv-lmdb.js";
import { keyvByNamespace } from "./namespaces.js";

/** Keys in one answer of `scan`. */
const PAGE = 500;
/** Milliseconds between two purges of expired values. */
const PURGE_EVERY = 3_600_000;
/** Milliseconds between two purges of counts whose window is over. Each new network address that asks makes a count. */
const PURGE_COUNTS_EVERY = 60_000;

/** Network file systems, by Linux's number for them. LMDB maps its file into memory, which does not work across machines. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x00c36400, "Ceph"],
  [0x01021997, "9P"],
]);

/** A database of texts by key. */
export type TextDatabase = Database<string, string>;

/**
 * Stores in one folder of this machine, which any number of its processes can share. A write is on the disk when its
 * promise resolves.
 */
export async function openLmdbStores(folder: string, clock: () => number): Promise<Stores> {
  const path = resolve(folder);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const root = open({ path, maxDbs: 4, noSubdir: false, overlappingSync: false });
  const database = (name: string): TextDatabase => root.openDB<string, string>({ name, encoding: "string" });
  const values = database("values");
  const namespace = keyvByNamespace(() => keyvOverLmdb(values));
  const counts = database("counters");
  const purges = [
    { purge: () => purgeExpired(values, Date.now()), every: PURGE_EVERY },
    { purge: () => purgeCounts(counts, clock()), every: PURGE_COUNTS_EVERY },
  ];
  const timers = purges.map(({ purge, every }) => setInterval(purge, every).unref());
  for (const { purge } of purges) purge();
  return {
    tokens: lmdbTokenStore(path, database("tokens"), database("leases"), clock),
    sessions: namespace("sessions"),
    namespace: (name) => namespace(`ns-${name}`),
    counter: (name) => lmdbCounter(counts, name, clock),
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await root.close();
    },
  };
}

// A count is stored as "<end of its window, ms since 1970>|<count>".
const readCount = (text: string): { count: number; resetsAt: number } => {
  const [resetsAt, count] = text.split("|").map(Number);
  return { count: count!, resetsAt: resetsAt! };
};

function lmdbCounter(counts: TextDatabase, name: string, clock: () => number): WindowCounter {
  return {
    increment: async (key, windowMs) =>
      counts.transactionSync(() => {
        const now = clock();
        const text = counts.get(`${name}:${key}`);
        const open = text === undefined ? undefined : readCount(text);
        const next =
          open && open.resetsAt > now
            ? { count: open.count + 1, resetsAt: open.resetsAt }
            : { count: 1, resetsAt: now + windowMs };
        counts.putSync(`${name}:${key}`, `${next.resetsAt}|${next.count}`);
        return next;
      }),
  };
}

function purgeCounts(counts: TextDatabase, now: number): void {
  const isOver = (value: string | undefined): boolean => value !== undefined && readCount(value).resetsAt <= now;
  const over = [...counts.getRange({ snapshot: false })].filter(({ value }) => isOver(value)).map(({ key }) => key);
  if (over.length === 0) return;
  counts.transactionSync(() => {
    // Another process may have begun a new window since the count was listed.
    for (const key of over) if (isOver(counts.get(key))) counts.removeSync(key);
  });
}

function lmdbTokenStore(path: string, values: TextDatabase, leases: TextDatabase, clock: () => number): TokenStore {
  const holder = (key: string): string | undefined => {
    const lease = leases.get(key);
    if (lease === undefined) return undefined;
    const bar = lease.indexOf("|");
    return Number(lease.slice(0, bar)) > clock() ? lease.slice(bar + 1) : undefined;
  };
  const hold = (key: string, owner: string, ttlMs: number): true => {
    leases.putSync(key, `${clock() + ttlMs}|${owner}`);
    return true;
  };
  // Asynchronous transactions of two processes can wait for each other for ever. A synchronous one takes well under a
  // millisecond.
  const atomically = async <T>(body: () => T): Promise<T> => values.transactionSync(body);
  return {
    capabilities: { cas: true, lease: true, take: true, durable: true, multiProcess: true },
    read: async (key) => {
      // Without a reset, reads within one turn of the event loop do not see what another process wrote meanwhile.
      values.resetReadTxn();
      return values.get(key) ?? null;
    },
    cas: (key, expected, next) =>
      atomically(() => {
        if ((values.get(key) ?? null) !== expected) return false;
        if (next === null) values.removeSync(key);
        else values.putSync(key, next);
        return true;
      }),
    take: (key) =>
      atomically(() => {
        const value = values.get(key) ?? null;
        if (value !== null) values.removeSync(key);
        return value;
      }),
    lease: (key, owner, ttlMs) => atomically(() => (holder(key) ?? owner) === owner && hold(key, owner, ttlMs)),
    extend: (key, owner, ttlMs) => atomically(() => holder(key) === owner && hold(key, owner, ttlMs)),
    release: (key, owner) => atomically(() => holder(key) === owner && leases.removeSync(key)),
    scan: async (prefix, cursor) => {
      values.resetReadTxn();
      const start = cursor ?? prefix;
      const found = [...values.getKeys({ start, exclusiveStart: cursor !== undefined, end: `${prefix}\uffff`, limit: PAGE + 1 })];
      const keys = found.slice(0, PAGE);
      return found.length > PAGE ? { keys, cursor: keys.at(-1)! } : { keys };
    },
    now: async () => clock(),
    inspect: async () => {
      const system = NETWORK_FILE_SYSTEMS.get((await statfs(path)).type);
      const refusal = `${system} is a network file system, where several machines would damage it: use a local disk, or redis:// or postgres://`;
      return { refusals: system === undefined ? [] : [refusal], warnings: [] };
    },
  };
}
