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

/** When a refresh token may be spent again after an attempt whose result is unknown. */
export type Replay = "now" | "at-expiry" | "never";

/** What it takes to refresh connections. */
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
  /** For pauses and time-outs, which a change of the clock must not affect. */
  readonly time: Time;
  /** The name of this process in its intents and leases. */
  readonly instance: string;
  readonly spool: Spool;
  readonly meter: AuthMeter;
  readonly log: Log;
  readonly alarms: Alarms;
  readonly emit: Emit;
  /** The URL where a viewer connects. Given a record, it asks for that connection's scopes if they are not the usual ones. */
  readonly connectUrl: (record?: ConnectionRecord) => string;
}

/** One attempt to spend a refresh token. */
export interface Attempt {
  readonly attemptId: string;
  readonly trigger: RefreshTrigger;
  /** The fingerprint of the refresh token that is spent. The result counts only while the stored one has this fingerprint. */
  readonly rtFp: string;
  readonly startedAt: number;
  /** Whether an earlier attempt with the same token may have been processed. */
  readonly ambiguous: boolean;
}

/** Whether an attempt's result may be stored: the token that was spent is still the stored one, and nobody disconnected. */
export function stillCounts(attempt: Pick<Attempt, "rtFp">, record: ConnectionRecord | null): record is ConnectionRecord {
  return record !== null && record.status !== "disconnected" && record.rtFp === attempt.rtFp;
}

/** The error that tells a caller to wait until a time, at least one second. */
export function unavailableUntil(until: number, now: number): UpstreamUnavailable {
  return new UpstreamUnavailable(Math.max(1, Math.ceil((until - now) / 1_000)));
}

/** The error for a connection that does not exist, or that its owner has disconnected. */
export function goneError(
  record: ConnectionRecord | null,
  connectUrl: RefreshParts["connectUrl"],
): Unauthenticated | ReconnectRequired {
  return record ? new ReconnectRequired("by_user", connectUrl(record)) : new Unauthenticated(connectUrl());
}
