import { LRUCache } from "lru-cache";
import { Blame } from "./evidence.js";
import { AcceptedRate } from "./decaying.js";
import { RateLimit } from "./adaptive-limit.js";

/** For what Actionstep may count a request. Each name holds the ones before it: an organisation of another host is another one. */
export interface LimitKey {
  readonly host: string;
  readonly organisation: string;
  readonly viewer: string;
  /** The resource's collection. */
  readonly resource: string;
}

/** From the outermost to the innermost, the scopes at which Actionstep may be counting. */
export const SCOPES = ["gateway", "organisation", "viewer", "resource"] as const;
export type ScopeName = (typeof SCOPES)[number];

/** One of them. */
export interface Scope {
  readonly key: string;
  readonly limit: RateLimit;
  readonly accepted: AcceptedRate;
  /** Which of those directly below were refused something of late. */
  readonly blame: Blame;
  /** Those directly below whom the limit in force holds back: who was refused. Whoever was not goes on as before. */
  readonly held: Set<string>;
}

/** The scopes of one request, the outermost first. */
export type Scopes = readonly Scope[];

/** The scopes whose limits hold back a request. */
export function* holding(scopes: Scopes): Generator<Scope> {
  for (let index = 0; index < scopes.length; index++) {
    const scope = scopes[index]!;
    const below = scopes[index + 1];
    if (!below || scope.held.size >= MAX_HELD || scope.held.has(below.key)) yield scope;
  }
}

/** The limits of everybody who was here lately. */
export interface ScopeBook {
  of(key: LimitKey): Scopes;
  accept(scopes: Scopes, now: number, sentAt: number): void;
  /** A 429 came: whoever is to blame is slowed down. `pause`: milliseconds that Actionstep asked for. */
  refuse(scopes: Scopes, now: number, sentAt: number, pause: number | undefined): void;
  /** For each scope, the rates in force. */
  rates(): Readonly<Record<ScopeName, readonly number[]>>;
}

/** Scopes that are kept, of all kinds together, and for how many milliseconds after their last use. */
const MAX_SCOPES = 10_000;
const IDLE = 20 * 60_000;
/** Keys below one scope that are told apart; where there are more, its limit holds back everybody. */
const MAX_HELD = 500;
/** Milliseconds after which it is no longer asked whether a limit was put in the wrong place. */
const TOGETHER = 10_000;
/** Milliseconds: the longest pause that is kept without trying, whatever a header says. */
const MAX_PAUSE = 15 * 60_000;

/** Keeps the limits: a bounded number, each until it was not used for a while. */
export function createScopeBook(now: () => number): ScopeBook {
  const book = new LRUCache<string, Scope>({
    max: MAX_SCOPES,
    ttl: IDLE,
    updateAgeOnGet: true,
    ttlResolution: 0,
    perf: { now },
  });
  const scopeOf = (names: readonly string[]): Scope => {
    const key = JSON.stringify(names);
    let scope = book.get(key);
    if (!scope)
      book.set(key, (scope = { key, limit: new RateLimit(), accepted: new AcceptedRate(), blame: new Blame(), held: new Set() }));
    return scope;
  };

  /** The scope that refuses: one of which it was to be expected, else the innermost, unless there is more against another. */
  const blamed = (scopes: Scopes, at: number, sentAt: number): Scope => {
    const expected = scopes.findLast(({ limit }) => limit.explains(sentAt));
    if (expected) return expected;
    for (const [index, below] of scopes.slice(1).entries()) scopes[index]!.blame.refuse(below.key, at);
    for (const scope of scopes.slice(0, -1)) {
      const { blame, limit } = scope;
      if (blame.isShared(at, limit.isBusy(at))) return scope;
      if (at - limit.since <= TOGETHER && blame.isRefuted(at)) limit.lift();
    }
    return scopes.at(-1)!;
  };

  /** Lifts the limits below that were thought to be the reason, where there is no more for them than that. */
  const letGo = (blame: Blame, at: number): void => {
    for (const key of blame.refused(at)) {
      const below = book.peek(key);
      if (!below) continue;
      if (!below.limit.isConfirmed || at - below.limit.since <= TOGETHER) below.limit.lift();
      letGo(below.blame, at);
    }
  };

  return {
    of({ host, organisation, viewer, resource }) {
      const names = [host, organisation, viewer, resource];
      return names.map((_, index) => scopeOf(names.slice(0, index + 1)));
    },
    accept(scopes, at, sentAt) {
      for (const [index, scope] of scopes.entries()) {
        scope.limit.accept(at, sentAt);
        scope.accepted.accept(at);
        const below = scopes[index + 1];
        if (below) scope.blame.accept(below.key, at, scope.limit.isInForce);
        // Whoever is here is not forgotten.
        book.set(scope.key, scope);
      }
    },
    refuse(scopes, at, sentAt, pause) {
      const { key, limit, accepted, blame, held } = blamed(scopes, at, sentAt);
      limit.expire(at);
      if (!limit.isInForce) {
        letGo(blame, at);
        held.clear();
        for (const below of blame.refused(at)) held.add(below);
      }
      const below = scopes[scopes.findIndex((scope) => scope.key === key) + 1];
      if (below && held.size < MAX_HELD) held.add(below.key);
      limit.refuse(at, {
        sentAt,
        acceptedRate: accepted.read(at),
        pause: pause === undefined ? undefined : Math.min(pause, MAX_PAUSE),
      });
    },
    rates() {
      const rates: Record<ScopeName, number[]> = { gateway: [], organisation: [], viewer: [], resource: [] };
      const at = now();
      for (const { key, limit } of book.values()) {
        limit.expire(at);
        if (limit.isInForce) rates[SCOPES[(JSON.parse(key) as string[]).length - 1]!].push(limit.rate(at));
      }
      return rates;
    },
  };
}
