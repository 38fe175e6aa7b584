import { randomUUID } from "node:crypto";
import { UpstreamUnavailable } from "../../schema/errors.js";
import type { ConnectionRecord, StoredRecord } from "./connection-record.js";
import type { RefreshTrigger } from "../events.js";
import { forcedUntilAfter } from "./freshness.js";
import { takeLease } from "../store/lease.js";
import { TokenRequestFailure } from "./token-outcome.js";
import type { RefreshCommit } from "./commit-refresh.js";
import { createFailureNotes, errorOf } from "./refresh-failures.js";
import { goneError, unavailableUntil, type Attempt, type RefreshParts } from "./refresh-parts.js";
import { adoptSpooled } from "./recovery.js";
import { readTokenAnswer } from "./token-answer.js";
import type { OpenConnection } from "./sealed-tokens.js";
import { pause } from "../store/waiting.js";

/**
 * Refreshes one connection. Resolves to it with newer tokens, which another process may have fetched; or with its present
 * tokens, when the grant is dead but the access token has not expired. In one process only one may run for a connection.
 */
export type Refresh = (known: OpenConnection, trigger: RefreshTrigger) => Promise<OpenConnection>;

/**
 * Makes the refresh. Its steps: take the lease; read the record again; use an answer that was saved but not committed; wait
 * for another process's attempt; write the intent; send the request and save its answer before it is checked; commit.
 */
export function createRefresh(parts: RefreshParts, refreshCommit: RefreshCommit): Refresh {
  const { records, tokens, sealedTokens, provider, timing, clock, random, time, alarms } = parts;
  const notes = createFailureNotes(parts);
  const jitter = (): Promise<void> => pause(time, 30 + random() * 70);

  return async (known, trigger) => {
    const { id } = known;
    const until = time.now() + timing.maxWait;
    const owner = `${parts.instance}/${randomUUID()}`;
    for (let contended = false; ;) {
      const lease = await takeLease(tokens, `refresh:${id}`, owner, timing, time);
      if (lease) {
        try {
          return await underLease(known, trigger, until);
        } finally {
          await lease.end();
        }
      }
      if (!contended) parts.meter.leaseContended();
      contended = true;
      // Another process has the lease. When it succeeds, the record's version changes.
      const timeUp = time.now() >= until;
      const stored = await present(id);
      if (stored.record.v !== known.record.v) return sealedTokens.open(id, stored.record);
      if (timeUp) throw new UpstreamUnavailable(1);
      await jitter();
    }
  };

  async function present(id: string): Promise<StoredRecord> {
    const stored = await records.read(id);
    if (!stored || stored.record.status === "disconnected") throw goneError(stored?.record ?? null, parts.connectUrl);
    return stored;
  }

  async function underLease(known: OpenConnection, trigger: RefreshTrigger, until: number): Promise<OpenConnection> {
    const { id } = known;
    for (let retried = false; ;) {
      const stored = await present(id);
      const { record } = stored;
      if (record.v !== known.record.v) {
        parts.meter.refresh("raced", trigger, 0);
        return sealedTokens.open(id, record);
      }
      const base = await sealedTokens.open(id, record);
      if (record.pending) return fromSalvage(base, trigger);
      if (heldElsewhere(record)) {
        if (time.now() >= until) throw new UpstreamUnavailable(1);
        await jitter();
        continue;
      }
      // An intent for this token is left over: Actionstep may have processed its request, and the answer was lost.
      const ambiguous = record.intent?.rtFp === record.rtFp;
      // A process of this machine may have put that answer into the spool while the store was away.
      if (ambiguous && (await adoptSpooled(parts, id, record.rtFp))) continue;
      if (ambiguous && parts.replay === "at-expiry" && clock() < record.atExpiresAt)
        throw unavailableUntil(record.atExpiresAt, clock());
      if (ambiguous && parts.replay === "never")
        return settled(base, newAttempt(record, trigger, true), new TokenRequestFailure("dead"));
      const attempt = newAttempt(record, trigger, ambiguous);
      if (!(await records.replace(id, stored, withIntent(record, attempt)))) continue;

      let salvaged: Readonly<Record<string, unknown>> | undefined;
      try {
        const answer = await provider.refresh(base.tokens.refreshToken, (json) =>
          refreshCommit.salvage(id, attempt, (salvaged = json)),
        );
        return await refreshCommit.commit(base, attempt, answer, "answered");
      } catch (error) {
        if (!(error instanceof TokenRequestFailure)) throw error;
        if (error.outcome === "malformed" && salvaged) {
          alarms.raise(
            "provider",
            { connectionId: id, attemptId: attempt.attemptId },
            "a token answer is not as it should be; its tokens are used all the same",
          );
          return await adopt(base, attempt, salvaged);
        }
        if (error.outcome !== "never-sent" || retried) return await settled(base, attempt, error);
      }
      retried = true;
      await notes.withdraw(id, attempt);
      await pause(time, timing.neverSentPause);
    }
  }

  function newAttempt(record: ConnectionRecord, trigger: RefreshTrigger, ambiguous: boolean): Attempt {
    return { attemptId: randomUUID(), trigger, rtFp: record.rtFp, startedAt: clock(), ambiguous };
  }

  function withIntent(record: ConnectionRecord, { attemptId, startedAt, rtFp, ambiguous, trigger }: Attempt): ConnectionRecord {
    const n = record.intent?.rtFp === rtFp ? record.intent.n + 1 : 1;
    return {
      ...record,
      intent: { attemptId, owner: parts.instance, at: startedAt, rtFp, n, ...(ambiguous && { ambiguous }) },
      ...(trigger === "forced" && { forcedUntil: forcedUntilAfter(record, startedAt, timing) }),
      updatedAt: startedAt,
    };
  }

  // Another process began an attempt and has not written how it ended: it may still be waiting for the answer.
  function heldElsewhere({ intent, rtFp }: ConnectionRecord): boolean {
    if (!intent || intent.rtFp !== rtFp || intent.owner === parts.instance || intent.ambiguous) return false;
    // The difference counts in both directions: with a clock that is far behind, the wait would not end.
    return Math.abs(clock() - intent.at) < timing.intentGrace;
  }

  async function fromSalvage(base: OpenConnection, trigger: RefreshTrigger): Promise<OpenConnection> {
    const pending = base.record.pending!;
    const attempt: Attempt = {
      attemptId: pending.attemptId,
      trigger,
      rtFp: pending.rtFp,
      startedAt: pending.at,
      ambiguous: false,
    };
    return adopt(base, attempt, await sealedTokens.openAnswer(base.id, pending));
  }

  // The refresh token before a salvaged answer is spent, so the answer's tokens are used even if the answer is malformed.
  async function adopt(base: OpenConnection, attempt: Attempt, json: Readonly<Record<string, unknown>>): Promise<OpenConnection> {
    try {
      return await refreshCommit.commit(base, attempt, readTokenAnswer(json), "salvaged");
    } catch (error) {
      if (error instanceof TokenRequestFailure) return settled(base, attempt, error);
      throw error;
    }
  }

  async function settled(base: OpenConnection, attempt: Attempt, failure: TokenRequestFailure): Promise<OpenConnection> {
    const { id } = base;
    const after = await notes.note(id, attempt, failure);
    if (!after || after.status === "disconnected") throw goneError(after, parts.connectUrl);
    if (after.v !== base.record.v) {
      parts.meter.refresh("raced", attempt.trigger, (clock() - attempt.startedAt) / 1_000);
      return sealedTokens.open(id, after);
    }
    if (failure.outcome === "dead" && after.pending) return fromSalvage(await sealedTokens.open(id, after), attempt.trigger);
    if (after.status === "degraded") return sealedTokens.open(id, after);
    throw errorOf(after, parts);
  }
}
