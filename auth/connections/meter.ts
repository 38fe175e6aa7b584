import type { ConnectionStats } from "./connection-stats.js";
import type { RefreshTrigger } from "../events.js";
import type { Outcome } from "./token-outcome.js";

/**
 * How a refresh ended: with the outcome of its token request, or
 * `raced`: another process had saved newer tokens; `recovered_pending`: a saved answer was committed;
 * `replayed_ok`, `replayed_dead`: the token was spent again after an attempt whose result was unknown.
 */
export type RefreshOutcome = Outcome | "raced" | "recovered_pending" | "replayed_ok" | "replayed_dead";

/** Whether a caller whose access token was refused (401) got another one. */
export type RefusedTokenResult = "renewed" | "failed";

/** Counts and times what the auth module does. No argument identifies a viewer. */
export interface AuthMeter {
  refresh(outcome: RefreshOutcome, trigger: RefreshTrigger, seconds: number): void;
  /** Seconds that a caller waited for a refresh. */
  waited(seconds: number): void;
  /** Another process had the lease for a connection. */
  leaseContended(): void;
  /** A record was changed by another process first, and the change was applied again. */
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
