import { ReconnectRequired } from "../../schema/errors.js";
import { acceptApiEndpoint } from "../provider/api-endpoint.js";
import { without, type ConnectionRecord } from "./connection-record.js";
import type { RefreshTrigger } from "../events.js";
import { TokenRequestFailure } from "./token-outcome.js";
import { goneError, stillCounts, type Attempt, type RefreshParts } from "./refresh-parts.js";
import { createWriteBehind, type WriteBehind } from "./write-behind.js";
import { backoffAfter, REFRESH_TOKEN_LIFE } from "./timing.js";
import type { TokenAnswer } from "./token-answer.js";
import type { OpenConnection, Tokens } from "./sealed-tokens.js";

/** Triggers of refreshes that no viewer caused: these do not count as use of the connection. */
const WITHOUT_USE: ReadonlySet<RefreshTrigger> = new Set(["keep-alive", "probe", "recovery"]);

/** Saves the result of a refresh as the connection's tokens. */
export interface RefreshCommit {
  readonly writeBehind: WriteBehind;
  /** Saves an answer as it came, before it is checked: in the record, else in the spool. Never rejects. */
  salvage(id: string, attempt: Attempt, json: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Makes an answer the connection's tokens, if the stored refresh token is still the one that was spent for it; the lease does
   * not matter. Otherwise resolves to the stored tokens, which another process has saved. Rejects with ReconnectRequired,
   * Unauthenticated or TokenRequestFailure.
   */
  commit(base: OpenConnection, attempt: Attempt, answer: TokenAnswer, how: "answered" | "salvaged"): Promise<OpenConnection>;
}

/** Makes the commit of refreshes of one process. */
export function createRefreshCommit(parts: RefreshParts): RefreshCommit {
  const { records, sealedTokens, clock, emit, alarms, log, meter, timing, random } = parts;
  const writeBehind = createWriteBehind(parts);

  const renewed = (
    record: ConnectionRecord,
    attempt: Attempt,
    answer: TokenAnswer,
    sealed: Sealed,
    endpoint: URL,
    rotated: boolean,
  ): ConnectionRecord => {
    const now = clock();
    const usable = answer.accessToken !== undefined;
    const failures = usable ? 0 : record.failures + 1;
    return {
      ...without(record, "intent", "pending", "reason", "backoffUntil", "deadAt", "probed", "expiringToldAt"),
      ...sealed,
      v: record.v + 1,
      apiEndpoint: endpoint.href,
      grantedScopes: answer.scope ?? record.grantedScopes,
      atIssuedAt: attempt.startedAt,
      // Counted from the start of the request: the token then expires a little later than assumed, never earlier.
      atExpiresAt: attempt.startedAt + (usable ? answer.lifeMs : 0),
      ...(rotated && { rtObtainedAt: attempt.startedAt, rtExpiresAt: attempt.startedAt + REFRESH_TOKEN_LIFE }),
      status: "active",
      failures,
      ...(!usable && { backoffUntil: now + backoffAfter(failures, timing, random) }),
      lastOutcome: usable ? "ok" : "malformed",
      lastRefreshAt: now,
      ...(!WITHOUT_USE.has(attempt.trigger) && { lastUsedAt: now }),
      updatedAt: now,
    };
  };

  const quarantine = async (base: OpenConnection, attempt: Attempt): Promise<never> => {
    alarms.raise(
      "org-mismatch",
      { connectionId: base.id, attemptId: attempt.attemptId },
      "a refresh answered with another organisation's tokens",
    );
    const now = clock();
    await records.change(base.id, (record) =>
      stillCounts(attempt, record)
        ? {
            ...without(record, "intent"),
            status: "reconnect_required",
            reason: "org_mismatch",
            deadAt: now,
            probed: true,
            updatedAt: now,
          }
        : undefined,
    );
    emit({ name: "connection.reconnect_required", connectionId: base.id, reason: "org_mismatch" });
    throw new ReconnectRequired("org_mismatch", parts.connectUrl(base.record));
  };

  /** Puts an answer into the spool, in case this process ends before the store is back. Never rejects. */
  const spool = async (id: string, attempt: Attempt, json: Readonly<Record<string, unknown>>): Promise<void> => {
    const fields = { connectionId: id, attemptId: attempt.attemptId };
    try {
      const { attemptId, rtFp, startedAt: at } = attempt;
      await parts.spool.keep({ connectionId: id, attemptId, rtFp, at, sealedRaw: await sealedTokens.sealAnswer(id, json) });
      log.warn(fields, "a token answer could not be saved at once; it is kept in memory and in the spool");
    } catch {
      log.warn(fields, "a token answer could not be saved at once; it is kept in memory");
    }
  };

  return {
    writeBehind,
    async salvage(id, attempt, json) {
      try {
        const sealedRaw = await sealedTokens.sealAnswer(id, json);
        await records.change(id, (record) =>
          stillCounts(attempt, record)
            ? { ...record, pending: { attemptId: attempt.attemptId, rtFp: attempt.rtFp, sealedRaw, at: attempt.startedAt } }
            : undefined,
        );
      } catch {
        await spool(id, attempt, json);
      }
    },
    async commit(base, attempt, answer, how) {
      if (answer.orgkey !== undefined && answer.orgkey !== base.record.orgkey) return quarantine(base, attempt);
      const endpoint = acceptApiEndpoint(answer.apiEndpoint ?? base.record.apiEndpoint, parts.apiHosts);
      if (!endpoint) {
        alarms.raise(
          "api-endpoint",
          { connectionId: base.id },
          "a token answer names an API host that is not allowed; its tokens are kept and not used",
        );
        throw new TokenRequestFailure("malformed", { detail: "api_endpoint not allowed" });
      }
      const tokens: Tokens = {
        accessToken: answer.accessToken ?? "",
        refreshToken: answer.refreshToken ?? base.tokens.refreshToken,
        person: base.tokens.person,
      };
      const sealed = await sealedTokens.seal(base.id, tokens);
      const rotated = tokens.refreshToken !== base.tokens.refreshToken;
      const renew = (record: ConnectionRecord): ConnectionRecord => renewed(record, attempt, answer, sealed, endpoint, rotated);
      const stored = await writeBehind.save({ id: base.id, record: renew(base.record), tokens }, attempt.attemptId, (record) =>
        stillCounts(attempt, record) ? renew(record) : undefined,
      );
      if (stored === null || stored.status === "disconnected") throw goneError(stored, parts.connectUrl);
      if (stored.sealed !== sealed.sealed) {
        meter.refresh("raced", attempt.trigger, (clock() - attempt.startedAt) / 1_000);
        return sealedTokens.open(base.id, stored);
      }
      meter.refresh(
        how === "salvaged" ? "recovered_pending" : attempt.ambiguous ? "replayed_ok" : "ok",
        attempt.trigger,
        (clock() - attempt.startedAt) / 1_000,
      );
      if (how === "answered") alarms.end("provider");
      alarms.end("client-config");
      alarms.end("api-endpoint");
      emit({
        name: "connection.refreshed",
        connectionId: base.id,
        version: stored.v,
        trigger: attempt.trigger,
        reason: how,
        ...(how === "answered" && { milliseconds: clock() - attempt.startedAt }),
      });
      log.info(
        { connectionId: base.id, attemptId: attempt.attemptId, version: stored.v, trigger: attempt.trigger, how },
        "access token refreshed",
      );
      return { id: base.id, record: stored, tokens };
    },
  };
}

type Sealed = Pick<ConnectionRecord, "sealed" | "rtFp">;
