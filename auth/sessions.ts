import { randomBytes } from "node:crypto";
import { digest } from "./secret.js";
import type { SessionStore } from "./store.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a session lives without being used, and at most. */
const IDLE = 8 * HOUR;
export const SESSION_LIFE = 21 * DAY;
/** Use is written down no more often than this. */
const SLIDE = 5 * MINUTE;
/** How long the previous id of a session still reads, for requests that were under way. */
const OVERLAP = 15_000;
/** How long a replaced session can still be recognised as such: longer than any sign-in takes. */
const REMEMBERED = HOUR;

/** What a session gives access to. */
export interface SessionContent {
  readonly principalId?: string;
  readonly connectionId?: string;
  /** A completed authorization whose person is not known yet. */
  readonly pendingIdentity?: string;
}

/** What is stored of a session, under the digest of its id. */
interface SessionRecord extends SessionContent {
  readonly createdAt: number;
  readonly endsAt: number;
  readonly supersededBy?: string;
  readonly supersededAt?: number;
}

/** A session that is alive. `key` is what its id is stored as. `readOnly`: it has been replaced and is about to end. */
export interface Session extends SessionContent {
  readonly key: string;
  readonly readOnly: boolean;
}

/** The browser sessions. Nothing is kept in memory: what was ended in one process is ended in all. */
export interface Sessions {
  /** The live session of an id, or null; counts as use. */
  find(id: string | undefined): Promise<Session | null>;
  /** A new session and its id, which only the browser keeps. The one it replaces ends. */
  create(content: SessionContent, replaces: string | undefined): Promise<string>;
  /** Whether one session was replaced by the other, directly or by way of others. */
  becameOf(earlier: string, later: string): Promise<boolean>;
  end(session: Session): Promise<void>;
}

/** Keeps sessions in a store. */
export function createSessions(store: SessionStore, clock: () => number): Sessions {
  const read = async (key: string): Promise<SessionRecord | null> => {
    const value = (await store.get(`session:${key}`)) as SessionRecord | null | undefined;
    return value ?? null;
  };
  // The last use has a value of its own: writing it cannot bring back a session that is ended at the same time.
  const lastUse = async (key: string): Promise<number> => {
    const value = await store.get(`used:${key}`);
    return typeof value === "number" ? value : 0;
  };
  const write = (key: string, record: SessionRecord, lifeMs: number): Promise<unknown> =>
    store.set(`session:${key}`, record, lifeMs);

  return {
    async find(id) {
      if (id === undefined || !/^[\w-]{43}$/.test(id)) return null;
      const key = digest(id);
      const [record, used] = await Promise.all([read(key), lastUse(key)]);
      const now = clock();
      if (!record || now >= record.endsAt) return null;
      const readOnly = record.supersededAt !== undefined;
      if (readOnly && now - record.supersededAt >= OVERLAP) return null;
      const last = Math.max(used, record.createdAt);
      if (now - last >= IDLE) return null;
      // A day more than needed: the limits above decide, by our clock and not by the store's.
      if (!readOnly && now - last >= SLIDE) await store.set(`used:${key}`, now, IDLE + DAY);
      const { principalId, connectionId, pendingIdentity } = record;
      return {
        key,
        readOnly,
        ...(principalId !== undefined && { principalId }),
        ...(connectionId !== undefined && { connectionId }),
        ...(pendingIdentity !== undefined && { pendingIdentity }),
      };
    },
    async create(content, replaces) {
      const id = randomBytes(32).toString("base64url");
      const now = clock();
      await write(digest(id), { ...content, createdAt: now, endsAt: now + SESSION_LIFE }, SESSION_LIFE + DAY);
      const old = replaces === undefined ? null : await read(replaces);
      if (old && old.supersededAt === undefined) {
        await write(replaces!, { ...old, supersededBy: digest(id), supersededAt: now }, REMEMBERED);
      }
      return id;
    },
    async becameOf(earlier, later) {
      let key: string | undefined = earlier;
      for (let steps = 0; key !== undefined && steps < 10; steps++) {
        if (key === later) return true;
        key = (await read(key))?.supersededBy;
      }
      return false;
    },
    async end({ key }) {
      await store.delete(`session:${key}`);
      await store.delete(`used:${key}`);
    },
  };
}
