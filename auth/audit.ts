import { randomUUID } from "node:crypto";
import type { AuthEvent } from "./events.js";

/** One line of the audit trail: who did what to which, and how it ended. Nothing in it opens anything. */
export interface AuditEvent {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** A principal, or `gateway` for what it does by itself, or `nobody` for a request without a session. */
  readonly actor: string;
  readonly action: AuthEvent["name"];
  /** `connection:…`, `session:…`, `token:…`, or `none`. */
  readonly target: string;
  readonly outcome: "success" | "failure" | "refused";
  readonly reason?: string;
  readonly requestId?: string;
  /** The network, as in `203.0.113.0/24`. */
  readonly network?: string;
  readonly browser?: string;
  readonly connV?: number;
  /** The fingerprint of the refresh token a connection has since. */
  readonly rtFp?: string;
}

const OUTCOMES: Partial<Record<AuthEvent["name"], AuditEvent["outcome"]>> = {
  "auth.rejected": "refused",
  "auth.limited": "refused",
  "refresh.failed": "failure",
  "refresh.outcome_unknown": "failure",
  "connection.degraded": "failure",
  "connection.reconnect_required": "failure",
};

/** What only counts and alarms are made of: no state changed that has no event of its own. */
const NOT_AUDITED: ReadonlySet<AuthEvent["name"]> = new Set([
  "callback.finished",
  "store.unsaved",
  "clock.behind",
  "clock.ahead",
]);

/** The line of the audit trail for an event, or null where there is none. */
export function auditEventOf(event: AuthEvent): AuditEvent | null {
  if (NOT_AUDITED.has(event.name)) return null;
  const { name, at, by, connectionId, session, token, version, rtFp } = event;
  const reason = event.reason ?? event.outcome ?? event.trigger;
  const { actor, requestId, network, browser } = by ?? {};
  return {
    id: randomUUID(),
    at: new Date(at).toISOString(),
    actor: actor ?? (by ? "nobody" : "gateway"),
    action: name,
    target: targetOf(name, { connection: connectionId, session, token }),
    outcome: OUTCOMES[name] ?? "success",
    ...(reason !== undefined && { reason }),
    ...(requestId !== undefined && { requestId }),
    ...(network !== undefined && { network }),
    ...(browser !== undefined && { browser }),
    ...(version !== undefined && { connV: version }),
    ...(rtFp !== undefined && { rtFp }),
  };
}

// What an event is named after is what it happened to: a session that was ended has a connection as well.
function targetOf(name: string, ids: Readonly<Record<string, string | undefined>>): string {
  const kinds = [name.split(".")[0]!, "connection", "session", "token"];
  const kind = kinds.find((each) => ids[each] !== undefined);
  return kind === undefined ? "none" : `${kind}:${ids[kind]}`;
}
