import type { ConnectionStats } from "./connection-stats.js";
import type { RefreshTrigger } from "../events.js";
import type { Outcome } from "./token-outcome.js";

/**
 * How a refresh ended: as its token request did, or
 * `raced`: somebody else's tokens were there first; `recovered_pending`: by an answer that was saved before a crash;
 * `replayed_ok`, `replayed_dead`: with a token whose last use had ended in a way nobody knew.
 */
export type RefreshOutcome = Outcome | "raced" | "recovered_pending" | "replayed_ok" | "replayed_dead";

/** Whether whoever was refused by Actionstep got another access token. */
export type RefusedTokenResult = "renewed" | "failed";

/** Counts and times what the auth module does; nothing it is told identifies anybody. */
export interface AuthMeter {
  refresh(outcome: RefreshOutcome, trigger: RefreshTrigger, seconds: number): void;
  /** How long a caller waited for a refresh. */
  waited(seconds: number): void;
  /** A lease was wanted that somebody else had. */
  leaseContended(): void;
  /** A change to a connection met another and was made again on top of it. */
  casRebased(): void;
  refusedToken(result: RefusedTokenResult): void;
  stats(stats: ConnectionStats): void;
}

/** A meter that counts nothing. */
export const NO_METER: AuthMeter = {
  refresh: () => undefined,
  waited: () => undefined,
  leaseContended: () => undefined,
  casRebased: () => undefined,
  refusedToken: () => undefined,
  stats: () => undefined,
};
