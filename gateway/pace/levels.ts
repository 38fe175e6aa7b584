import { LRUCache } from "lru-cache";
import { Limit } from "./limit.js";

/** Whose request it is. Each name holds the ones before it: an organisation of another host is another one. */
export interface Whose {
  readonly host: string;
  readonly organisation: string;
  readonly viewer: string;
}

/** One of the three places at which Actionstep may be counting. */
export interface Level {
  readonly key: string;
  readonly limit: Limit;
  /** Which of those below were refused something of late, the last few. */
  readonly refusals: { readonly who: string; readonly at: number }[];
}

/** The levels of one request. */
export interface Levels {
  readonly viewer: Level;
  readonly organisation: Level;
  readonly gateway: Level;
}

/** The limits of everybody who was here lately. */
export interface LevelBook {
  of(whose: Whose): Levels;
  accept(levels: Levels, now: number, sentAt: number): void;
  /** A 429 came: whoever is to blame is slowed down. `pause`: milliseconds that Actionstep asked for. */
  refuse(levels: Levels, now: number, sentAt: number, pause: number | undefined): void;
  /** For each level, the rates in force. */
  rates(): Readonly<Record<keyof Levels, readonly number[]>>;
}

const MOST = 6_000;
const IDLE = 10 * 60_000;
/** Refusals that are looked at together, and for how many milliseconds. */
const MOST_REFUSALS = 3;
const TOGETHER = 30_000;
/** Longest pause that is kept without trying, whatever a header says. */
const LONGEST_PAUSE = 15 * 60_000;

/** Keeps the limits: a bounded number, each until it was not used for a while. */
export function createLevelBook(now: () => number): LevelBook {
  const levels = new LRUCache<string, Level>({ max: MOST, ttl: IDLE, updateAgeOnGet: true, ttlResolution: 0, perf: { now } });
  const level = (key: string): Level => {
    let found = levels.get(key);
    if (!found) levels.set(key, (found = { key, limit: new Limit(), refusals: [] }));
    return found;
  };
  const keys = ({ host, organisation, viewer }: Whose): Record<keyof Levels, string> => ({
    gateway: JSON.stringify([host]),
    organisation: JSON.stringify([host, organisation]),
    viewer: JSON.stringify([host, organisation, viewer]),
  });
  /** Writes down a refusal; whether several of those below were refused lately, so that it is not one of them. */
  const isShared = ({ refusals }: Level, who: string, at: number, sentAt: number): boolean => {
    if (!refusals.some((each) => each.who === who && each.at > sentAt)) refusals.push({ who, at });
    while (refusals.length > MOST_REFUSALS || (refusals[0]?.at ?? at) < at - TOGETHER) refusals.shift();
    return new Set(refusals.map((each) => each.who)).size > 1;
  };

  /** Slows a level down; those below that were thought to be the reason a moment ago are let go. */
  const slowDown = (parent: Level, at: number, sentAt: number): void => {
    if (!parent.limit.isInForce)
      for (const { who } of parent.refusals) {
        const below = levels.peek(who)?.limit;
        if (below && below.since >= at - TOGETHER) below.lift();
      }
    parent.limit.refuse(at, sentAt);
  };

  return {
    of(whose) {
      const { viewer, organisation, gateway } = keys(whose);
      return { viewer: level(viewer), organisation: level(organisation), gateway: level(gateway) };
    },
    accept({ viewer, organisation, gateway }, at, sentAt) {
      for (const each of [viewer, organisation, gateway]) {
        each.limit.accept(at, sentAt);
        // Whoever is here is not forgotten.
        levels.set(each.key, each);
      }
    },
    refuse({ viewer, organisation, gateway }, at, sentAt, pause) {
      const isOrganisation = isShared(organisation, viewer.key, at, sentAt);
      const isGateway = isShared(gateway, organisation.key, at, sentAt);
      const blamed = isGateway ? gateway : isOrganisation ? organisation : viewer;
      slowDown(blamed, at, sentAt);
      if (pause === undefined) return;
      for (const { limit } of new Set([viewer, blamed]))
        limit.pausedUntil = Math.max(limit.pausedUntil, at + Math.min(pause, LONGEST_PAUSE));
    },
    rates() {
      const rates = { viewer: [] as number[], organisation: [] as number[], gateway: [] as number[] };
      const names = ["gateway", "organisation", "viewer"] as const;
      for (const { key, limit } of levels.values()) {
        if (limit.isInForce) rates[names[(JSON.parse(key) as string[]).length - 1]!].push(limit.rate);
      }
      return rates;
    },
  };
}
