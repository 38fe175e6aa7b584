import type { TokenStore } from "../store/store.js";

/** How many sessions may use one connection; the one that was given its id the longest ago makes room for one more. */
export const MAX_SESSIONS_PER_CONNECTION = 100;
/** How many live gateway tokens may use one connection; one more is refused. */
export const MAX_TOKENS_PER_CONNECTION = 50;

/** Who can use a connection: a session by the key it is stored under now, or a gateway token. */
export interface ConnectionUser {
  readonly kind: "session" | "token";
  /** The name it is listed under, which opens nothing. */
  readonly name: string;
  /** Where a session is stored. */
  readonly key?: string;
  /** When the connection it can use was made: not what has the same id after that one was disconnected. */
  readonly since?: number;
  /** When it is over at the latest. */
  readonly until: number;
}

/** What became of an entry: whether it is on the list, and which sessions are no longer because of it. */
export interface Listing {
  readonly added: boolean;
  readonly evicted: readonly ConnectionUser[];
}

/** For each connection, the sessions and gateway tokens that can use it. A list to look them up by: whether one still lives, it says itself. */
export interface ConnectionUsers {
  of(connectionId: string): Promise<readonly ConnectionUser[]>;
  /** Puts one on the list in the place of itself. A token that is one too many is not added; a session pushes out another. */
  put(connectionId: string, holder: ConnectionUser): Promise<Listing>;
  remove(connectionId: string, holder: Pick<ConnectionUser, "kind" | "name">): Promise<void>;
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
    put: (connectionId, holder) => change(connectionId, (users) => added(users, holder)),
    async remove(connectionId, holder) {
      await change(connectionId, (users) => ({ next: users.filter(isNot(holder)), added: false, evicted: [] }));
    },
  };
}

const isNot =
  ({ kind, name }: Pick<ConnectionUser, "kind" | "name">) =>
  (other: ConnectionUser): boolean =>
    other.kind !== kind || other.name !== name;

function added(users: readonly ConnectionUser[], holder: ConnectionUser): Change {
  const { since = -Infinity } = holder;
  const newest = Math.max(...users.map((each) => each.since ?? -Infinity));
  // The connection it could use is no longer there: another has its id.
  if (holder.since !== undefined && since < newest) return { next: users, added: false, evicted: [] };
  const others = users.filter(isNot(holder)).filter((each) => each.since === undefined || each.since >= since);
  const alike = others.filter(({ kind }) => kind === holder.kind);
  if (holder.kind === "token" && alike.length >= MAX_TOKENS_PER_CONNECTION) return { next: others, added: false, evicted: [] };
  const evicted = holder.kind === "session" ? alike.slice(0, Math.max(0, alike.length + 1 - MAX_SESSIONS_PER_CONNECTION)) : [];
  return { next: [...others.filter((each) => !evicted.includes(each)), holder], added: true, evicted };
}
