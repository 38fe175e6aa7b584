import { ReconnectRequired, UpstreamUnavailable, type ReconnectReason } from "../../schema/errors.js";
import { without, type ConnectionRecord } from "./connection-record.js";
import type { TokenRequestFailure } from "./token-outcome.js";
import { stillCounts, unavailableUntil, type Attempt, type RefreshParts } from "./refresh-parts.js";
import { StoreUnavailable } from "../store/store-failure.js";
import { backoffAfter } from "./timing.js";

/** Writes failed attempts into the records of their connections. */
export interface FailureNotes {
  /** Removes the intent of an attempt whose request was certainly not sent. */
  withdraw(id: string, attempt: Attempt): Promise<void>;
  /**
   * Stores a failure: a new status for `dead`, else a pause. Resolves to the record as stored then. The failure is not stored
   * when another process has saved newer tokens meanwhile.
   */
  note(id: string, attempt: Attempt, failure: TokenRequestFailure): Promise<ConnectionRecord | null>;
}

/** Makes the notes of one process. */
export function createFailureNotes({
  records,
  timing,
  clock,
  random,
  log,
  alarms,
  emit,
  meter,
  replay,
}: RefreshParts): FailureNotes {
  const ours = (attempt: Attempt, record: ConnectionRecord): boolean => record.intent?.attemptId === attempt.attemptId;

  const withBackoff = (record: ConnectionRecord, attempt: Attempt, failure: TokenRequestFailure): ConnectionRecord => {
    const failures = record.failures + 1;
    const asked = failure.retryAfterMs ?? 0;
    const wait = failure.outcome === "throttled" && asked > 0 ? asked : Math.max(asked, backoffAfter(failures, timing, random));
    const unresolved = failure.outcome === "unknown" || failure.outcome === "malformed";
    const base = ours(attempt, record) && !unresolved ? without(record, "intent") : record;
    return {
      ...base,
      ...(unresolved && record.intent && ours(attempt, record) && { intent: { ...record.intent, ambiguous: true } }),
      failures,
      backoffUntil: clock() + wait,
      lastOutcome: failure.outcome,
      updatedAt: clock(),
    };
  };

  // Keeps the tokens: the answer may have been wrong, and a process that still holds an answer to this token can commit it.
  const withVerdict = (record: ConnectionRecord, attempt: Attempt): ConnectionRecord => {
    const now = clock();
    const lives = now < record.atExpiresAt && attempt.trigger !== "forced";
    return {
      ...without(record, "intent", "backoffUntil"),
      status: lives ? "degraded" : "reconnect_required",
      reason: reasonOf(record, attempt, now),
      deadAt: record.deadAt ?? now,
      // With `replay` "never", an ambiguous token is never spent again, not even by the one further try.
      ...((attempt.trigger === "probe" || (replay === "never" && attempt.ambiguous)) && { probed: true }),
      failures: record.failures + 1,
      lastOutcome: "dead",
      updatedAt: now,
    };
  };

  return {
    async withdraw(id, attempt) {
      await records.change(id, (record) =>
        record && ours(attempt, record) ? { ...without(record, "intent"), updatedAt: clock() } : undefined,
      );
    },
    async note(id, attempt, failure) {
      const { outcome, status, error } = failure;
      const fields = { connectionId: id, attemptId: attempt.attemptId, trigger: attempt.trigger, outcome, status, error };
      meter.refresh(
        outcome === "dead" && attempt.ambiguous ? "replayed_dead" : outcome,
        attempt.trigger,
        (clock() - attempt.startedAt) / 1_000,
      );
      emit({
        name: "refresh.failed",
        connectionId: id,
        outcome,
        trigger: attempt.trigger,
        milliseconds: clock() - attempt.startedAt,
      });
      if (outcome === "client-config") {
        alarms.raise(
          "client-config",
          fields,
          "Actionstep refuses this gateway's own credentials or set-up; no viewer is disconnected, and none can be refreshed",
        );
      } else if (outcome === "malformed") {
        alarms.raise("provider", fields, "Actionstep's token endpoint answers in an unusable form");
      } else log.warn(fields, "an access token could not be refreshed");
      if (outcome === "unknown" || outcome === "malformed") emit({ name: "refresh.outcome_unknown", connectionId: id, outcome });

      const after = await records.change(id, (record) => {
        if (!stillCounts(attempt, record)) return undefined;
        // An answer with tokens to the same spent token was saved meanwhile: it will be committed.
        if (outcome === "dead" && record.pending?.rtFp === attempt.rtFp) return undefined;
        return outcome === "dead" ? withVerdict(record, attempt) : withBackoff(record, attempt, failure);
      });
      if (
        outcome === "dead" &&
        after?.rtFp === attempt.rtFp &&
        (after.status === "degraded" || after.status === "reconnect_required")
      ) {
        emit({ name: `connection.${after.status}`, connectionId: id, ...(after.reason && { reason: after.reason }) });
        log.warn({ connectionId: id, status: after.status, reason: after.reason }, "Actionstep no longer honours a connection");
      }
      return after;
    },
  };
}

function reasonOf(record: ConnectionRecord, attempt: Attempt, now: number): ReconnectReason {
  // The reason that was found first stays: a later try of the grant knows less about it.
  if (record.deadAt !== undefined && record.reason) return record.reason;
  if (attempt.ambiguous) return "rotation_lost";
  return now > record.rtExpiresAt ? "expired" : "invalid_grant";
}

/** The error for callers after a refresh that brought no token, by what its record says. */
export function errorOf(
  record: ConnectionRecord,
  parts: Pick<RefreshParts, "clock" | "connectUrl">,
): ReconnectRequired | UpstreamUnavailable {
  if (record.status === "reconnect_required")
    return new ReconnectRequired(record.reason ?? "invalid_grant", parts.connectUrl(record));
  return unavailableUntil(record.backoffUntil ?? 0, parts.clock());
}

/** The error for callers: a failure of the store becomes UpstreamUnavailable, others stay as they are. */
export function toCallerError(error: unknown): unknown {
  return error instanceof StoreUnavailable ? new UpstreamUnavailable(5) : error;
}
