import type { TokenStore } from "./store.js";

/** Who can use a connection: a session by the key it is stored under now, or a gateway token. */
export interface Holder {
  readonly kind: "session" | "token";
  /** The name it is listed under, which opens nothing. */
  readonly name: string;
  /** Where a session is stored. */
  readonly key?: string;
  /** When it is over at the latest. */
  readonly until: number;
}

/** For each connection, the sessions and gateway tokens that can use it. A list to look them up by: whether one still lives, it says itself. */
export interface Holders {
  of(connectionId: string): Promise<readonly Holder[]>;
  put(connectionId: string, holder: Holder): Promise<void>;
  remove(connectionId: string, holder: Pick<Holder, "kind" | "name">): Promise<void>;
}

/** Keeps the lists in a token store, each changed by compare-and-set. */
export function createHolders(tokens: TokenStore, clock: () => number): Holders {
  const keyOf = (connectionId: string): string => `holders:${connectionId}`;
  const parse = (raw: string | null): readonly Holder[] => (raw === null ? [] : (JSON.parse(raw) as Holder[]));
  const change = async (connectionId: string, next: (holders: readonly Holder[]) => readonly Holder[]): Promise<void> => {
    for (;;) {
      const raw = await tokens.read(keyOf(connectionId));
      const changed = JSON.stringify(next(parse(raw)).filter(({ until }) => until > clock()));
      if (changed === (raw ?? "[]") || (await tokens.cas(keyOf(connectionId), raw, changed))) return;
    }
  };
  const isNot =
    ({ kind, name }: Pick<Holder, "kind" | "name">) =>
    (other: Holder): boolean =>
      other.kind !== kind || other.name !== name;
  return {
    of: async (connectionId) => parse(await tokens.read(keyOf(connectionId))),
    put: (connectionId, holder) => change(connectionId, (holders) => [...holders.filter(isNot(holder)), holder]),
    remove: (connectionId, holder) => change(connectionId, (holders) => holders.filter(isNot(holder))),
  };
}
