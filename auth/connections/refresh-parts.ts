import { ReconnectRequired, Unauthenticated, UpstreamUnavailable } from "../../schema/errors.js";
import type { Time } from "../../time/time.js";
import type { ApiHosts } from "../provider/api-endpoint.js";
import type { ConnectionRecord, ConnectionRecords } from "./connection-record.js";
import type { Emit, RefreshTrigger } from "../events.js";
import type { Alarms, Log } from "../log.js";
import type { AuthMeter } from "./meter.js";
import type { Provider } from "../provider/provider.js";
import type { Spool } from "./spool.js";
import type { TokenStore } from "../store/store.js";
import type { Timing } from "./timing.js";
import type { SealedTokens } from "./sealed-tokens.js";

/** When a refresh token whose last use ended in a way nobody knows may be used again. */
export type Replay = "now" | "at-expiry" | "never";

/** What refreshing needs of its surroundings. */
export interface RefreshParts {
  readonly clientId: string;
  readonly apiHosts: ApiHosts;
  readonly replay: Replay;
  readonly records: ConnectionRecords;
  readonly tokens: TokenStore;
  readonly sealedTokens: SealedTokens;
  readonly provider: Provider;
  readonly timing: Timing;
  /** The time, the same for every process. */
  readonly clock: () => number;
  readonly random: () => number;
  /** For waits, which no change of a clock makes longer or shorter. */
  readonly time: Time;
  /** This process, in the intents it writes and the leases it holds. */
  readonly instance: string;
  readonly spool: Spool;
  readonly meter: AuthMeter;
  readonly log: Log;
  readonly alarms: Alarms;
  readonly emit: Emit;
  /** Where a viewer connects (again); with the scopes they had, when they had others than the usual ones. */
  readonly connectUrl: (record?: ConnectionRecord) => string;
}

/** One attempt to spend a refresh token. */
export interface Attempt {
  readonly attemptId: string;
  readonly trigger: RefreshTrigger;
  /** The fingerprint of the token that is spent: its result counts as long as this is still the stored one. */
  readonly rtFp: string;
  readonly startedAt: number;
  /** Whether an earlier attempt with the same token may have been processed. */
  readonly ambiguous: boolean;
}

/** Whether an attempt's result still has a place to go: nobody replaced the token it spent, nobody disconnected. */
export function stillCounts(attempt: Pick<Attempt, "rtFp">, record: ConnectionRecord | null): record is ConnectionRecord {
  return record !== null && record.status !== "disconnected" && record.rtFp === attempt.rtFp;
}

/** The error for a pause until a point in time; at least a second. */
export function unavailableUntil(until: number, now: number): UpstreamUnavailable {
  return new UpstreamUnavailable(Math.max(1, Math.ceil((until - now) / 1_000)));
}

/** The error for a connection that is no longer there, or was ended by its owner. */
export function goneError(
  record: ConnectionRecord | null,
  connectUrl: RefreshParts["connectUrl"],
): Unauthenticated | ReconnectRequired {
  return record ? new ReconnectRequired("by_user", connectUrl(record)) : new Unauthenticated(connectUrl());
}
