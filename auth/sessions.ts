import { randomBytes } from "node:crypto";
import type { Holder, Holders } from "./holders.js";
import { isSameReach, type Reach } from "./reach.js";
import { digest } from "./secret.js";
import type { SessionStore } from "./store.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long sessions live, in milliseconds: without being used, and at most. */
export interface SessionLife {
  readonly idle: number;
  readonly most: number;
}

/** As long as a browser may be left alone in a working day, and as long as a refresh token lives. */
export const SESSION_LIFE: SessionLife = { idle: 8 * HOUR, most: 21 * DAY };
/** Use is written down no more often than this. */
const SLIDE = 5 * MINUTE;
/** How long the previous id of a session still reads, for requests that were under way. */
const OVERLAP = 15_000;
/** How long a replaced session can still be recognised as such: longer than any sign-in takes. */
const REMEMBERED = HOUR;

/** What a session gives access to. */
export interface SessionContent {
  readonly principalId?: string;
  /** The connections made in this session. */
  readonly connections: readonly Reach[];
  /** The one in use. */
  readonly connectionId?: string;
  /** A completed authorization whose person is not known yet. */
  readonly pendingIdentity?: string;
}

/** What is stored of a session, under the digest of its id. The name stays the same when the id changes. */
interface SessionRecord extends Omit<SessionContent, "connections"> {
  readonly name?: string;
  readonly connections?: readonly Reach[];
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

/** A session just made, with the id that only the browser keeps. */
export interface NewSession {
  readonly id: string;
  readonly session: Session;
}

/** The browser sessions. Nothing is kept in memory: what was ended in one process is ended in all. */
export interface Sessions {
  /** The live session of an id, or null; counts as use. */
  find(id: string | undefined): Promise<Session | null>;
  /** The live session stored under a key, or null; does not count as use. */
  peek(key: string): Promise<Session | null>;
  /** A new session with an id of its own. The one it replaces reads for a moment more, and ends. */
  create(content: SessionContent, replaces: Session | null, browser: string | undefined): Promise<NewSession>;
  /** Makes another of its connections the one in use. */
  use(session: Session, connectionId: string): Promise<void>;
  /** Whether one session was replaced by the other, directly or by way of others. */
  becameOf(earlier: string, later: string): Promise<boolean>;
  /** The live sessions that can use a connection this one can use, this one included; the last used first. */
  besides(session: Session): Promise<Session[]>;
  /** Ends a session, whatever its id is by now. */
  end(session: Session): Promise<void>;
}

/** What sessions need of their surroundings. */
export interface SessionParts {
  readonly store: SessionStore;
  readonly holders: Holders;
  readonly clock: () => number;
  readonly life: SessionLife;
}

/** Keeps sessions in a store. */
export function createSessions({ store, holders, clock, life }: SessionParts): Sessions {
  const read = async (key: string): Promise<SessionRecord | null> =>
    ((await store.get(`session:${key}`)) as SessionRecord | null | undefined) ?? null;
  const write = (key: string, record: SessionRecord, lifeMs: number): Promise<unknown> =>
    store.set(`session:${key}`, record, lifeMs);

  async function peek(key: string): Promise<Session | null> {
    // What changes with use has values of its own: writing them cannot bring back a session that is ended at the same time.
    const [record, used] = await Promise.all([read(key), store.get(`used:${key}`)]);
    const now = clock();
    if (!record || now >= record.endsAt) return null;
    const readOnly = record.supersededAt !== undefined;
    if (readOnly && now - record.supersededAt >= OVERLAP) return null;
    const lastUsedAt = Math.max(typeof used === "number" ? used : 0, record.createdAt);
    if (now - lastUsedAt >= life.idle) return null;
    const { name = key.slice(0, 16), connections = reachOf(record), ...rest } = record;
    const chosen = connections.length > 1 ? await store.get(`using:${key}`) : undefined;
    return { ...rest, key, name, readOnly, lastUsedAt, connections, ...(typeof chosen === "string" && { connectionId: chosen }) };
  }

  async function forget(key: string): Promise<void> {
    await store.delete(`session:${key}`);
    await Promise.all([store.delete(`used:${key}`), store.delete(`using:${key}`)]);
  }

  const holdersOf = async (session: Session): Promise<Holder[]> => {
    const lists = await Promise.all(session.connections.map(({ id }) => holders.of(id)));
    return lists.flat().filter(({ kind }) => kind === "session");
  };

  return {
    peek,
    async find(id) {
      if (id === undefined || !/^[\w-]{43}$/.test(id)) return null;
      const session = await peek(digest(id));
      const now = clock();
      if (session && !session.readOnly && now - session.lastUsedAt >= SLIDE)
        await store.set(`used:${session.key}`, now, life.idle + DAY);
      return session;
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
      // A day more than needed: the limits are ours to decide, by our clock and not by the store's.
      await write(key, record, record.endsAt - now + DAY);
      if (isKept) await store.set(`used:${key}`, now, life.idle + DAY);
      const holder = { kind: "session", name: record.name, key, until: record.endsAt } as const;
      for (const connection of content.connections) await holders.put(connection.id, holder);
      const old = replaces && (await read(replaces.key));
      if (old && old.supersededAt === undefined)
        await write(replaces.key, { ...old, supersededBy: key, supersededAt: now }, REMEMBERED);
      return { id, session: { ...record, key, readOnly: false, lastUsedAt: now } };
    },
    async use({ key, endsAt }, connectionId) {
      await store.set(`using:${key}`, connectionId, endsAt - clock() + DAY);
    },
    async becameOf(earlier, later) {
      let key: string | undefined = earlier;
      for (let steps = 0; key !== undefined && steps < 10; steps++) {
        if (key === later) return true;
        key = (await read(key))?.supersededBy;
      }
      return false;
    },
    async besides(session) {
      const keys = new Set([session.key, ...(await holdersOf(session)).flatMap(({ key }) => key ?? [])]);
      const sessions = await Promise.all([...keys].map(peek));
      return sessions
        .filter((other) => other !== null)
        .filter((other) => other.connections.some((one) => session.connections.some((reach) => isSameReach(one, reach))))
        .sort((one, other) => other.lastUsedAt - one.lastUsedAt);
    },
    async end(session) {
      // It may be given another id at this very moment: then the list names the new one.
      const ended = new Set<string>();
      for (let key: string | undefined = session.key; key !== undefined;) {
        await forget(key);
        ended.add(key);
        key = (await holdersOf(session)).find((holder) => holder.name === session.name && !ended.has(holder.key!))?.key;
      }
      for (const { id } of session.connections) await holders.remove(id, { kind: "session", name: session.name });
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

// Sessions used to have one connection.
function reachOf({ connectionId }: SessionRecord): readonly Reach[] {
  return connectionId === undefined ? [] : [{ id: connectionId }];
}
