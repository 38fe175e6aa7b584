import type { Outcome } from "./connections/token-outcome.js";

/** What happened, for audit and metrics. No event carries a token, a code, a cookie or a name. */
export interface AuthEvent {
  readonly name:
    | "connection.created"
    | "connection.reconnected"
    | "connection.refreshed"
    | "connection.degraded"
    | "connection.reconnect_required"
    | "connection.expiring"
    | "connection.disconnected"
    | "refresh.failed"
    | "refresh.outcome_unknown"
    | "session.created"
    | "session.renewed"
    | "session.switched"
    | "session.ended"
    | "token.created"
    | "token.revoked"
    | "auth.rejected"
    | "auth.limited"
    | "callback.finished"
    | "store.unsaved"
    | "clock.behind"
    | "clock.ahead";
  readonly at: number;
  readonly connectionId?: string;
  /** The version a connection was given. */
  readonly version?: number;
  /** The fingerprint of the refresh token it has since. */
  readonly rtFp?: string;
  /** The session it happened to, by the name it is listed under. */
  readonly session?: string;
  /** The gateway token it happened to, by the id it is listed under. */
  readonly token?: string;
  readonly outcome?: Outcome;
  readonly trigger?: RefreshTrigger;
  readonly reason?: string;
  /** How long a refresh took. */
  readonly milliseconds?: number;
  /** Whose request it was; absent for what the gateway does by itself. */
  readonly by?: RequestSource;
}

/** Where a request came from, as far as it may be kept. */
export interface RequestSource {
  /** The principal who was signed in. */
  readonly actor?: string;
  readonly requestId?: string;
  /** The network, not the address. */
  readonly network?: string;
  /** The kind of browser. */
  readonly browser?: string;
}

/**
 * Why a refresh was begun: before the end of the token's life, after it, because Actionstep refused the token, to try a dead grant again, so that the refresh token of
 * somebody who is away does not end, or to make use of an answer that an earlier process could not save.
 */
export type RefreshTrigger = "early" | "expired" | "forced" | "probe" | "keep-alive" | "recovery";

/** Tells whoever listens. */
export type Emit = (event: Omit<AuthEvent, "at">) => void;
