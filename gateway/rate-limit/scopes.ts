import { LRUCache } from "lru-cache";
import { RateLimit } from "./adaptive-limit.js";
import { AcceptedRate } from "./decaying.js";
import { LimitEvidence } from "./evidence.js";

/** What Actionstep may count a request for. Each name holds those before it: an organisation of another host is another one. */
export interface LimitKey {
  readonly host: string;
  readonly organisation: string;
  readonly viewer: string;
  /** The resource's collection. */
  readonly resource: string;
}

/** The scopes at which Actionstep may count requests, from the outermost to the innermost. */
export const SCOPES = ["gateway", "organisation", "viewer", "resource"] as const;
export type ScopeName = (typeof SCOPES)[number];

/** One scope of requests, such as one organisation, with what is known of a limit there. */
export interface Scope {
  readonly name: ScopeName;
  /** Stands for the scope among all scopes. */
  readonly key: string;
  readonly limit: RateLimit;
  /** How many requests a second were accepted here of late. */
  readonly accepted: AcceptedRate;
  /** Whether refusals below this scope are its own, or those of single scopes below. */
  readonly evidence: LimitEvidence;
  /** Keys of the scopes below that were refused something. Only these are held back by the limit in force. */
  readonly held: Set<string>;
}

/** The scopes of one request, the outermost first. */
export type Scopes = readonly Scope[];

/** Whether the limit of the scope at this place holds back the requests of these scopes. */
export function isHolding(scopes: Scopes, index: number): boolean {
  const { held } = scopes[index]!;
  const below = scopes[index + 1];
  return !below || held.size >= MAX_HELD || held.has(below.key);
}

/** The scopes of everybody who sent requests lately, with their limits. */
export interface ScopeBook {
  of(key: LimitKey): Scopes;
  /** A request sent at `sentAt` was not refused. Times are milliseconds. */
  accept(scopes: Scopes, now: number, sentAt: number): void;
  /** A request was refused with a 429: the scope that refuses is slowed down. `pause`: milliseconds that the answer asks for. */
  refuse(scopes: Scopes, now: number, sentAt: number, pause: number | undefined): void;
  /** For each scope, the rates in force, in requests per second. */
  rates(): Readonly<Record<ScopeName, readonly number[]>>;
}

/** Scopes that are kept, of all kinds together, and milliseconds for which each is kept after its last use. */
const MAX_SCOPES = 10_000;
const MAX_IDLE = 20 * 60_000;
/** Keys below one scope that are held back one by one; where there are more, the limit holds back everybody. */
const MAX_HELD = 500;
/** Milliseconds after a limit came into force for which evidence against it may still lift it. */
const MAX_DOUBT = 10_000;
/** Milliseconds: a longer pause, whatever a header says, is tried before it is over. */
const MAX_PAUSE = 15 * 60_000;

/** Keeps the limits: a bounded number, each until it was not used for a while. */
export function createScopeBook(now: () => number): ScopeBook {
  const book = new LRUCache<string, Scope>({
    max: MAX_SCOPES,
    ttl: MAX_IDLE,
    updateAgeOnGet: true,
    ttlResolution: 0,
    perf: { now },
  });
  const scopeOf = (name: ScopeName, key: string): Scope => {
    let scope = book.get(key);
    if (!scope) {
      const limit = new RateLimit();
      scope = { name, key, limit, accepted: new AcceptedRate(), evidence: new LimitEvidence(), held: new Set() };
      book.set(key, scope);
    }
    return scope;
  };

  return {
    of({ host, organisation, viewer, resource }) {
      const names = [host, organisation, viewer, resource];
      let key = "";
      return SCOPES.map((name, index) => scopeOf(name, (key += `${JSON.stringify(names[index])} `)));
    },
    accept(scopes, at, sentAt) {
      for (const [index, scope] of scopes.entries()) {
        scope.limit.accept(at, sentAt);
        scope.accepted.accept(at);
        const below = scopes[index + 1];
        if (below) scope.evidence.accept(below.key, at, scope.limit.isInForce);
        // Whoever is here is not forgotten.
        book.set(scope.key, scope);
      }
    },
    refuse(scopes, at, sentAt, pause) {
      const scope = refusingScope(scopes, at, sentAt);
      const { limit, accepted, evidence, held } = scope;
      limit.expire(at);
      if (!limit.isInForce) {
        liftBelow(book, evidence, at);
        held.clear();
        for (const below of evidence.refused(at)) held.add(below);
      }
      const below = scopes[scopes.indexOf(scope) + 1];
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
      for (const { name, limit } of book.values()) {
        limit.expire(at);
        if (limit.isInForce) rates[name].push(limit.rate(at));
      }
      return rates;
    },
  };
}

/**
 * Which of a request's scopes refused it: the innermost whose limit makes the refusal expected; else the outermost for which
 * the evidence speaks; else the innermost of all. Limits that the evidence speaks against are lifted on the way.
 */
function refusingScope(scopes: Scopes, at: number, sentAt: number): Scope {
  const expected = scopes.findLast(({ limit }) => limit.explains(sentAt));
  if (expected) return expected;
  for (const [index, below] of scopes.slice(1).entries()) scopes[index]!.evidence.refuse(below.key, at);
  for (const scope of scopes.slice(0, -1)) {
    const { evidence, limit } = scope;
    if (evidence.isShared(at, limit.isBusy(at))) return scope;
    if (at - limit.since <= MAX_DOUBT && evidence.isRefuted(at)) limit.lift();
  }
  return scopes.at(-1)!;
}

/** Lifts the limits below a scope that is now known to refuse by itself, where there is no other evidence for them. */
function liftBelow(book: LRUCache<string, Scope>, evidence: LimitEvidence, at: number): void {
  for (const key of evidence.refused(at)) {
    const below = book.peek(key);
    if (!below) continue;
    if (!below.limit.isConfirmed || at - below.limit.since <= MAX_DOUBT) below.limit.lift();
    liftBelow(book, below.evidence, at);
  }
}
