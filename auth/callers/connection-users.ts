import type { TokenStore } from "../store/store.js";

/** Sessions that may use one connection; one more ends the session that was listed the longest ago. */
export const MAX_SESSIONS_PER_CONNECTION = 100;
/** Live gateway tokens that may use one connection; one more is refused. */
export const MAX_TOKENS_PER_CONNECTION = 50;

/** A session or gateway token that can use a connection. */
export interface ConnectionUser {
  readonly kind: "session" | "token";
  /** The session's name or the token's id; neither is secret. */
  readonly name: string;
  /** The key under which the session is stored; absent for a token. */
  readonly key?: string;
  /** When the connection was made, which tells it from a later one with the same id. */
  readonly since?: number;
  /** When the session or token ends at the latest. */
  readonly until: number;
}

/** The result of listing a user: whether it was added, and which sessions were removed to make room. */
export interface Listing {
  readonly added: boolean;
  readonly evicted: readonly ConnectionUser[];
}

/** The list of sessions and gateway tokens of each connection. It may name some that have ended: only their own records tell. */
export interface ConnectionUsers {
  of(connectionId: string): Promise<readonly ConnectionUser[]>;
  /** Adds a user, or replaces its entry. A full list takes no further token; a further session removes the oldest one. */
  put(connectionId: string, user: ConnectionUser): Promise<Listing>;
  remove(connectionId: string, user: Pick<ConnectionUser, "kind" | "name">): Promise<void>;
}

interface Change extends Listing {
  readonly next: readonly ConnectionUser[];
}

/** Keeps the lists in a token store, each changed by compare-and-set. */
export function createConnectionUsers(tokens: TokenStore, clock: () => number): ConnectionUsers {
  const keyOf = (connectionId: string): string => `holders:${connectionId}`;
  const parse = (raw: string | null): readonly ConnectionUser[] => (raw === null ? [] : (JSON.parse(raw) as ConnectionUser[]));
  const change = async (connectionId: string, make: (users: readonly ConnectionUser[]) => Change): Promise<Listing> => {
    for (;;) {
      const raw = await tokens.read(keyOf(connectionId));
      const now = clock();
      const made = make(parse(raw).filter(({ until }) => until > now));
      const next = made.next.length === 0 ? null : JSON.stringify(made.next);
      if (next === raw || (await tokens.cas(keyOf(connectionId), raw, next))) return made;
    }
  };
  return {
    of: async (connectionId) => parse(await tokens.read(keyOf(connectionId))),
    put: (connectionId, user) => change(connectionId, (users) => added(users, user)),
    async remove(connectionId, user) {
      await change(connectionId, (users) => ({ next: users.filter(isNot(user)), added: false, evicted: [] }));
    },
  };
}

const isNot =
  ({ kind, name }: Pick<ConnectionUser, "kind" | "name">) =>
  (other: ConnectionUser): boolean =>
    other.kind !== kind || other.name !== name;

function added(users: readonly ConnectionUser[], user: ConnectionUser): Change {
  const { since = -Infinity } = user;
  const newest = Math.max(...users.map((each) => each.since ?? -Infinity));
  // The user's connection was disconnected, and a newer one has its id.
  if (user.since !== undefined && since < newest) return { next: users, added: false, evicted: [] };
  const others = users.filter(isNot(user)).filter((each) => each.since === undefined || each.since >= since);
  const alike = others.filter(({ kind }) => kind === user.kind);
  if (user.kind === "token" && alike.length >= MAX_TOKENS_PER_CONNECTION) return { next: others, added: false, evicted: [] };
  const evicted = user.kind === "session" ? alike.slice(0, Math.max(0, alike.length + 1 - MAX_SESSIONS_PER_CONNECTION)) : [];
  return { next: [...others.filter((each) => !evicted.includes(each)), user], added: true, evicted };
}
