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

/** As long as a browser may be left alone in a working day, and as long as a refresh token lives. */
export const SESSION_LIFE: SessionLife = { idle: 8 * HOUR, most: 21 * DAY };
/** Use is written down no more often than this, in milliseconds. */
const SLIDE = 5 * MINUTE;
/** How many ids of one session are followed, from the one asked with to the one it has now. */
const MAX_IDS_FOLLOWED = 1_000;

/** A session just made, with the id that only the browser keeps. */
export interface NewSession {
  readonly id: string;
  readonly session: Session;
  /** The names of the sessions that were ended to make room for it. */
  readonly evicted: readonly string[];
}

/** What the ids of an ended session could use, all of them taken together. */
export interface EndedSession {
  readonly connections: readonly ConnectionRef[];
  readonly pendingIdentities: readonly string[];
}

/** The browser sessions. Nothing is kept in memory: what was ended in one process is ended in all. */
export interface Sessions {
  /** The live session of an id, or null; counts as use. */
  find(id: string | undefined): Promise<Session | null>;
  /** The live session an id belongs or belonged to, so that it can be ended: also where the id was replaced. */
  findToEnd(id: string | undefined): Promise<Session | null>;
  /** The live session stored under a key, or null; does not count as use. */
  peek(key: string): Promise<Session | null>;
  /**
   * A new session with an id of its own. The one it replaces reads for a moment more, and ends. Null when the one to be
   * replaced was ended meanwhile: then there is no new one either.
   */
  create(content: SessionContent, replaces: Session | null, browser: string | undefined): Promise<NewSession | null>;
  /** Makes another of its connections the one in use. */
  use(session: Session, connectionId: string): Promise<void>;
  /** Whether a session of that name was ended by somebody. */
  hasEnded(name: string): Promise<boolean>;
  /** The live sessions that can use a connection this one can use, this one included; the last used first. */
  besides(session: Session): Promise<Session[]>;
  /** Ends a session under every id it has, had and is being given. Once it resolves, none of them is served any more. */
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

  const holdersOf = async ({ connections }: Pick<Session, "connections">): Promise<ConnectionUser[]> => {
    const lists = await Promise.all(connections.map(({ id }) => users.of(id)));
    return lists.flat().filter(({ kind }) => kind === "session");
  };

  /** Lists a session for each of its connections, and ends those that were pushed off a list by that. */
  async function list({ name, key, endsAt, connections }: Session): Promise<string[]> {
    const evicted: string[] = [];
    for (const { id, since } of connections) {
      const holder = { kind: "session", name, key, until: endsAt, ...(since !== undefined && { since }) } as const;
      evicted.push(...(await users.put(id, holder)).evicted.map((each) => each.name));
    }
    for (const each of evicted) await records.markEnded(each);
    return evicted;
  }

  /** Removes what is left of an ended session. What the store does not remove now is dead all the same, and expires. */
  async function tidy(keys: Iterable<string>, connections: Iterable<ConnectionRef>, name: string): Promise<void> {
    await Promise.allSettled([
      ...[...keys].map((key) => records.forget(key)),
      ...[...connections].map(({ id }) => users.remove(id, { kind: "session", name })),
    ]);
  }

  async function end(session: Session): Promise<EndedSession> {
    // This is what ends it. Whoever is giving it another id at this moment either finds the mark, or has linked the new
    // record so that it is found below.
    await records.markEnded(session.name);
    const keys = new Set([session.key]);
    for (const { key, name } of await holdersOf(session)) if (name === session.name && key !== undefined) keys.add(key);
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
      if (session && !session.readOnly && clock() - session.lastUsedAt >= SLIDE) await records.touch(session.key);
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
      // What an earlier sign-in opened is not open for longer because of a later one: those are the very same objects.
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
        // A choice made in the session stands, unless this sign-in made another.
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
      const keys = new Set([session.key, ...(await holdersOf(session)).flatMap(({ key }) => key ?? [])]);
      const sessions = await Promise.all([...keys].map((key) => peek(key)));
      return sessions
        .filter((other) => other !== null)
        .filter((other) => other.connections.some((one) => session.connections.some((ref) => isSameConnection(one, ref))))
        .sort((one, other) => other.lastUsedAt - one.lastUsedAt);
    },
  };
}

/** What a session gives access to, and nothing of the session itself. */
export function contentOf({ principalId, connections, connectionId, pendingIdentity }: SessionContent): SessionContent {
  return {
    connections,
    ...(principalId !== undefined && { principalId }),
    ...(connectionId !== undefined && { connectionId }),
    ...(pendingIdentity !== undefined && { pendingIdentity }),
  };
}
