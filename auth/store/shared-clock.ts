import type { Time } from "../../time/time.js";
import type { Alarms } from "../log.js";
import type { Emit } from "../events.js";
import type { TokenStore } from "./store.js";

/** How far a machine's clock may be off before operators are told. */
const TOLERANCE = 60_000;
/** How long a comparison holds. */
const HOLDS = 60_000;

/** The time by the store's clock, which is the same for every process: machines whose clocks differ agree all the same. */
export interface SharedClock {
  /** Milliseconds since 1970, as far as the clocks have been compared. */
  readonly now: () => number;
  /**
   * Compares the clocks, unless that was done within the last minute. Only the first time is waited for; a store that is
   * away leaves it at what is known.
   */
  compare(): Promise<void>;
}

/** Keeps the difference between this machine's clock and the store's. */
export function createSharedClock(tokens: TokenStore, local: () => number, alarms: Alarms, emit: Emit, time: Time): SharedClock {
  let ahead = 0;
  let comparedAt = -Infinity;
  let comparing: Promise<void> | undefined;

  async function compareNow(): Promise<void> {
    const before = local();
    const theirs = await tokens.now();
    // The answer is as old as half its way back and forth.
    ahead = theirs - (before + local()) / 2;
    if (Math.abs(ahead) <= TOLERANCE) return alarms.end("clock");
    alarms.raise(
      "clock",
      { seconds: Math.round(-ahead / 1_000) },
      "this machine's clock differs from the store's, whose time is used instead: set it right",
    );
    emit({ name: ahead > 0 ? "clock.behind" : "clock.ahead" });
  }

  return {
    now: () => local() + ahead,
    compare() {
      if (time.now() - comparedAt < HOLDS) return Promise.resolve();
      const first = comparedAt === -Infinity;
      comparing ??= compareNow()
        .catch(() => undefined)
        .finally(() => {
          comparing = undefined;
          comparedAt = time.now();
        });
      return first ? comparing : Promise.resolve();
    },
  };
}
