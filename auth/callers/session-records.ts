import type { ConnectionRef } from "./connection-ref.js";
import type { SessionStore } from "../store/store.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long a session may be unused (`idle`) and how long it lives at most, in milliseconds. */
export interface SessionLife {
  readonly idle: number;
  readonly most: number;
}

/** Milliseconds for which a replaced id can still read, for requests that were under way. */
const OVERLAP = 15_000;
/** Milliseconds for which the record of a replaced id is kept: longer than a sign-in may take. */
const REMEMBERED = HOUR;

/** What a session gives access to. */
export interface SessionContent {
  readonly principalId?: string;
  /** The connections made in this session. */
  readonly connections: readonly ConnectionRef[];
  /** The connection in use. */
  readonly connectionId?: string;
  /** The id of a grant whose person is not known yet. */
  readonly pendingIdentity?: string;
}

/** What is stored for one id of a session, under the id's digest. A session keeps its name when its id changes. */
export interface SessionRecord extends Omit<SessionContent, "connections"> {
  readonly name?: string;
  readonly connections?: readonly ConnectionRef[];
  readonly browser?: string;
  readonly createdAt: number;
  readonly endsAt: number;
  readonly supersededBy?: string;
  readonly supersededAt?: number;
}

/** A session that has not ended. */
export interface Session extends SessionContent {
  /** The digest of its id, under which the record is stored. */
  readonly key: string;
  /** The name it is listed under, which is not secret. */
  readonly name: string;
  /** Whether this id was replaced: it can read for some seconds more. */
  readonly readOnly: boolean;
  readonly browser?: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly endsAt: number;
}

/**
 * The stored sessions. A session has one name and, over time, several ids, each with a record. That it has ended is stored
 * under its name and checked with every read of a record, so that a late write of a record cannot bring it back.
 */
export interface SessionRecords {
  read(key: string): Promise<SessionRecord | null>;
  /** Stores the record of a new id. */
  write(key: string, record: SessionRecord): Promise<void>;
  /** Writes into the record of an old id by which key it was replaced, unless it was replaced before. */
  supersede(key: string, by: string): Promise<void>;
  /** The live session of a record, or null. With `replaced`, also if the id was replaced too long ago to be served. */
  peek(key: string, options?: { readonly replaced?: boolean }): Promise<Session | null>;
  /** Notes that a session is used now. */
  touch(key: string): Promise<void>;
  /** Chooses the connection in use, for every id of the session. */
  use(session: Pick<Session, "name" | "endsAt">, connectionId: string): Promise<void>;
  /** Ends the session of this name under every id it has or will get. */
  markEnded(name: string): Promise<void>;
  hasEnded(name: string): Promise<boolean>;
  /** Removes the record of a key. This does not end the session. */
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
      // The store keeps records a day longer than needed: when a session ends is decided by our clock, not by the store's.
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
      const { connections = connectionsOfEarlier(record), supersededBy: _by, supersededAt: _at, ...rest } = record;
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
      // The mark stays longer than any record of this name.
      await store.set(`ended:${name}`, true, life.most + 2 * DAY);
    },
    async forget(key) {
      await store.delete(`session:${key}`);
      await Promise.all([store.delete(`used:${key}`), store.delete(`using:${key}`)]);
    },
  };
}

/** The name of a record's session. Records of earlier versions have none: the beginning of their key serves. */
function nameOf(key: string, { name = key.slice(0, 16) }: SessionRecord): string {
  return name;
}

// Records of earlier versions have one connection, without a list.
function connectionsOfEarlier({ connectionId }: SessionRecord): readonly ConnectionRef[] {
  return connectionId === undefined ? [] : [{ id: connectionId }];
}
