import type { ConnectionRef } from "./connection-ref.js";
import type { SessionStore } from "../store/store.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long sessions live, in milliseconds: without being used, and at most. */
export interface SessionLife {
  readonly idle: number;
  readonly most: number;
}

/** How long the previous id of a session is still served, for requests that were under way: 15 seconds, in milliseconds. */
const OVERLAP = 15_000;
/** How long the record of a replaced id is kept, in milliseconds: longer than any sign-in takes. */
const REMEMBERED = HOUR;

/** What a session gives access to. */
export interface SessionContent {
  readonly principalId?: string;
  /** The connections made in this session. */
  readonly connections: readonly ConnectionRef[];
  /** The one in use. */
  readonly connectionId?: string;
  /** A completed authorization whose person is not known yet. */
  readonly pendingIdentity?: string;
}

/** What is stored of one id of a session, under the digest of that id. The name stays the same when the id changes. */
export interface SessionRecord extends Omit<SessionContent, "connections"> {
  readonly name?: string;
  readonly connections?: readonly ConnectionRef[];
  readonly browser?: string;
  readonly createdAt: number;
  readonly endsAt: number;
  readonly supersededBy?: string;
  readonly supersededAt?: number;
}

/** A session that is alive. */
export interface Session extends SessionContent {
  /** What its id is stored as. */
  readonly key: string;
  /** What it is listed under; opens nothing. */
  readonly name: string;
  /** It has been replaced and is about to end. */
  readonly readOnly: boolean;
  readonly browser?: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly endsAt: number;
}

/**
 * The stored sessions. A session has one name and, over time, several ids, each with a record of its own. Whether it has
 * ended is stored once, under its name, and looked at whenever one of the records is: no write of a record can bring an
 * ended session back, however late it comes.
 */
export interface SessionRecords {
  read(key: string): Promise<SessionRecord | null>;
  /** Stores the record of a new id. */
  write(key: string, record: SessionRecord): Promise<void>;
  /** Says in the record of the old id which one follows it, unless one does already. */
  supersede(key: string, by: string): Promise<void>;
  /** The live session of a record, or null; `replaced` also gives one whose id was replaced longer ago than it is served. */
  peek(key: string, options?: { readonly replaced?: boolean }): Promise<Session | null>;
  /** Notes that a session is used now. */
  touch(key: string): Promise<void>;
  /** Makes a connection the one in use, for every id of the session. */
  use(session: Pick<Session, "name" | "endsAt">, connectionId: string): Promise<void>;
  /** Ends every id a session of this name has or will have. */
  markEnded(name: string): Promise<void>;
  hasEnded(name: string): Promise<boolean>;
  /** Removes what is stored under a key. Ends nothing by itself. */
  forget(key: string): Promise<void>;
}

/** Keeps the records in a store. */
export function createSessionRecords(store: SessionStore, clock: () => number, life: SessionLife): SessionRecords {
  const read = async (key: string): Promise<SessionRecord | null> =>
    ((await store.get(`session:${key}`)) as SessionRecord | null | undefined) ?? null;
  const hasEnded = async (name: string): Promise<boolean> => (await store.get(`ended:${name}`)) !== undefined;
  /** The connection chosen in a session that has several. Earlier versions stored it under the key. */
  const chosenIn = async (key: string, name: string): Promise<unknown> =>
    (await store.get(`using:${name}`)) ?? store.get(`using:${key}`);

  return {
    read,
    hasEnded,
    async write(key, record) {
      // A day more than needed: the limits are ours to decide, by our clock and not by the store's.
      await store.set(`session:${key}`, record, record.endsAt - clock() + DAY);
    },
    async supersede(key, by) {
      const old = await read(key);
      if (old && old.supersededAt === undefined)
        await store.set(`session:${key}`, { ...old, supersededBy: by, supersededAt: clock() }, REMEMBERED);
    },
    async peek(key, { replaced = false } = {}) {
      const record = await read(key);
      const now = clock();
      if (!record || now >= record.endsAt) return null;
      const readOnly = record.supersededAt !== undefined;
      if (readOnly && !replaced && now - record.supersededAt >= OVERLAP) return null;
      const name = nameOf(key, record);
      const { connections = reachOf(record), supersededBy: _by, supersededAt: _at, ...rest } = record;
      const [ended, used, chosen] = await Promise.all([
        hasEnded(name),
        store.get(`used:${key}`),
        connections.length > 1 ? chosenIn(key, name) : undefined,
      ]);
      const lastUsedAt = Math.max(typeof used === "number" ? used : 0, record.createdAt);
      if (ended || now - lastUsedAt >= life.idle) return null;
      const connection = typeof chosen === "string" ? { connectionId: chosen } : {};
      return { ...rest, key, name, readOnly, lastUsedAt, connections, ...connection };
    },
    async touch(key) {
      await store.set(`used:${key}`, clock(), life.idle + DAY);
    },
    async use({ name, endsAt }, connectionId) {
      await store.set(`using:${name}`, connectionId, endsAt - clock() + DAY);
    },
    async markEnded(name) {
      // Longer than any record of that name can be stored.
      await store.set(`ended:${name}`, true, life.most + 2 * DAY);
    },
    async forget(key) {
      await store.delete(`session:${key}`);
      await Promise.all([store.delete(`used:${key}`), store.delete(`using:${key}`)]);
    },
  };
}

/** The name of the session a record belongs to. Sessions of earlier versions have none stored. */
function nameOf(key: string, { name = key.slice(0, 16) }: SessionRecord): string {
  return name;
}

// Sessions used to have one connection.
function reachOf({ connectionId }: SessionRecord): readonly ConnectionRef[] {
  return connectionId === undefined ? [] : [{ id: connectionId }];
}
