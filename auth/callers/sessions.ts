import { randomBytes } from "node:crypto";
import type { ConnectionUser, ConnectionUsers } from "./connection-users.js";
import { isSameConnection, type ConnectionRef } from "./connection-ref.js";
import { digest } from "../crypto/secret.js";
import { createSessionRecords, type Session, type SessionContent, type SessionLife } from "./session-records.js";
import type { SessionStore } from "../store/store.js";

export type { Session, SessionContent, SessionLife } from "./session-records.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A session may be unused for a working day, and lives no longer than a refresh token. */
export const SESSION_LIFE: SessionLife = { idle: 8 * HOUR, most: 21 * DAY };
/** Milliseconds between two updates of `lastUsedAt`, at least. */
const TOUCH_INTERVAL = 5 * MINUTE;
/** Ids of one session that `end` follows, from the one in the request to the present one. */
const MAX_IDS_FOLLOWED = 1_000;

/** A new session, with its id, which only the browser keeps. */
export interface NewSession {
  readonly id: string;
  readonly session: Session;
  /** Names of the sessions that were ended to make room for this one. */
  readonly evicted: readonly string[];
}

/** The connections and kept grants of an ended session, over all its ids. */
export interface EndedSession {
  readonly connections: readonly ConnectionRef[];
  readonly pendingIdentities: readonly string[];
}

/** The browser sessions. None is kept in memory, so that one that ends in one process ends in all. */
export interface Sessions {
  /** The live session with this id, or null. Counts as use. */
  find(id: string | undefined): Promise<Session | null>;
  /** The live session that has or had this id, in order to end it. */
  findToEnd(id: string | undefined): Promise<Session | null>;
  /** The live session stored under a key, or null. Does not count as use. */
  peek(key: string): Promise<Session | null>;
  /**
   * Makes a session, or gives `replaces` a new id and content; its old id can read for some seconds more. Null when `replaces`
   * was ended meanwhile.
   */
  create(content: SessionContent, replaces: Session | null, browser: string | undefined): Promise<NewSession | null>;
  /** Chooses the session's connection in use. */
  use(session: Session, connectionId: string): Promise<void>;
  /** Whether the session of this name was ended, by a person or to make room. */
  hasEnded(name: string): Promise<boolean>;
  /** The live sessions that share a connection with this one, and this one; the last used first. */
  besides(session: Session): Promise<Session[]>;
  /** Ends a session under every id it has, had or is just getting. When this resolves, none of these ids is served. */
  end(session: Session): Promise<EndedSession>;
}

/** What sessions need of their surroundings. */
export interface SessionParts {
  readonly store: SessionStore;
  readonly users: ConnectionUsers;
  readonly clock: () => number;
  readonly life: SessionLife;
}

/** Keeps sessions in a store. */
export function createSessions({ store, users, clock, life }: SessionParts): Sessions {
  const records = createSessionRecords(store, clock, life);
  const { peek } = records;
  const keyOf = (id: string | undefined): string | null => (id === undefined || !/^[\w-]{43}$/.test(id) ? null : digest(id));

  const usersOf = async ({ connections }: Pick<Session, "connections">): Promise<ConnectionUser[]> => {
    const lists = await Promise.all(connections.map(({ id }) => users.of(id)));
    return lists.flat().filter(({ kind }) => kind === "session");
  };

  /** Lists a session for each of its connections. Ends the sessions that had to make room, and resolves to their names. */
  async function list({ name, key, endsAt, connections }: Session): Promise<string[]> {
    const evicted: string[] = [];
    for (const { id, since } of connections) {
      const user = { kind: "session", name, key, until: endsAt, ...(since !== undefined && { since }) } as const;
      evicted.push(...(await users.put(id, user)).evicted.map((each) => each.name));
    }
    for (const each of evicted) await records.markEnded(each);
    return evicted;
  }

  /** Removes the records and list entries of an ended session. Entries that cannot be removed now have no effect and expire. */
  async function tidy(keys: Iterable<string>, connections: Iterable<ConnectionRef>, name: string): Promise<void> {
    await Promise.allSettled([
      ...[...keys].map((key) => records.forget(key)),
      ...[...connections].map(({ id }) => users.remove(id, { kind: "session", name })),
    ]);
  }

  async function end(session: Session): Promise<EndedSession> {
    // The mark ends the session. A request that gives it a new id at this moment either sees the mark, or has linked the new
    // record, which is then found below.
    await records.markEnded(session.name);
    const keys = new Set([session.key]);
    for (const { key, name } of await usersOf(session)) if (name === session.name && key !== undefined) keys.add(key);
    const connections = new Map(session.connections.map((ref) => [`${ref.id} ${ref.since}`, ref]));
    const pendingIdentities = new Set(session.pendingIdentity === undefined ? [] : [session.pendingIdentity]);
    for (const key of keys) {
      const record = await records.read(key);
      for (const ref of record?.connections ?? []) connections.set(`${ref.id} ${ref.since}`, ref);
      if (record?.pendingIdentity !== undefined) pendingIdentities.add(record.pendingIdentity);
      if (record?.supersededBy !== undefined && keys.size < MAX_IDS_FOLLOWED) keys.add(record.supersededBy);
    }
    await tidy(keys, connections.values(), session.name);
    return { connections: [...connections.values()], pendingIdentities: [...pendingIdentities] };
  }

  return {
    peek: (key) => peek(key),
    hasEnded: records.hasEnded,
    end,
    async find(id) {
      const key = keyOf(id);
      const session = key === null ? null : await peek(key);
      if (session && !session.readOnly && clock() - session.lastUsedAt >= TOUCH_INTERVAL) await records.touch(session.key);
      return session;
    },
    async findToEnd(id) {
      const key = keyOf(id);
      return key === null ? null : peek(key, { replaced: true });
    },
    async create(content, replaces, browser) {
      const id = randomBytes(32).toString("base64url");
      const key = digest(id);
      const now = clock();
      // A session that keeps connections of the one it replaces lives no longer for it. `includes` compares refs as objects.
      const isKept = replaces !== null && content.connections.some((each) => replaces.connections.includes(each));
      const record = {
        ...content,
        name: replaces?.name ?? randomBytes(12).toString("base64url"),
        ...(browser !== undefined && { browser }),
        createdAt: isKept ? replaces.createdAt : now,
        endsAt: isKept ? replaces.endsAt : now + life.most,
      };
      const session: Session = { ...record, key, readOnly: false, lastUsedAt: now };
      await records.write(key, record);
      if (isKept) await records.touch(key);
      const evicted = await list(session);
      if (replaces) {
        // The connection chosen earlier stays in use, unless this sign-in brings another.
        if (content.connectionId !== undefined && content.connectionId !== replaces.connectionId)
          await records.use(session, content.connectionId);
        await records.supersede(replaces.key, key);
        if (await records.hasEnded(session.name)) {
          await tidy([key, replaces.key], content.connections, session.name);
          return null;
        }
      }
      return { id, session, evicted };
    },
    use: (session, connectionId) => records.use(session, connectionId),
    async besides(session) {
      const keys = new Set([session.key, ...(await usersOf(session)).flatMap(({ key }) => key ?? [])]);
      const sessions = await Promise.all([...keys].map((key) => peek(key)));
      return sessions
        .filter((other) => other !== null)
        .filter((other) => other.connections.some((one) => session.connections.some((ref) => isSameConnection(one, ref))))
        .sort((one, other) => other.lastUsedAt - one.lastUsedAt);
    },
  };
}

/** The content of a session, without its id, name and times. */
export function contentOf({ principalId, connections, connectionId, pendingIdentity }: SessionContent): SessionContent {
  return {
    connections,
    ...(principalId !== undefined && { principalId }),
    ...(connectionId !== undefined && { connectionId }),
    ...(pendingIdentity !== undefined && { pendingIdentity }),
  };
}
