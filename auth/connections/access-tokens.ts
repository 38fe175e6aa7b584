import { LRUCache } from "lru-cache";
import { ReconnectRequired, UpstreamUnavailable } from "../../schema/errors.js";
import { timeLimit } from "../../time/time.js";
import type { ConnectionRecord } from "./connection-record.js";
import type { RefreshTrigger } from "../events.js";
import { forcedWait, freshnessOf, probeDue } from "./freshness.js";
import { describeError } from "../log.js";
import type { RefreshCommit } from "./commit-refresh.js";
import { createRefresh } from "./refresh.js";
import { goneError, unavailableUntil, type RefreshParts } from "./refresh-parts.js";
import { SealFailure } from "../crypto/seal.js";
import { StoreUnavailable } from "../store/store-failure.js";
import type { OpenConnection } from "./sealed-tokens.js";
import { settledWithin, untilAborted } from "../store/waiting.js";

/** How an access token is asked for. */
export interface AccessTokenRequest {
  /** The version of the access token that Actionstep has just refused with a 401. */
  readonly rejected?: { readonly version: number };
  /** Ends the caller's wait; a refresh under way goes on. */
  readonly signal?: AbortSignal;
}

/** Gives out connections with a usable access token, and refreshes them when needed. */
export interface AccessTokens {
  /** A connection with a usable token. Rejects with ReconnectRequired, UpstreamUnavailable or Unauthenticated. */
  current(id: string, request: AccessTokenRequest): Promise<OpenConnection>;
  /** Refreshes a connection without need of its token, or joins the refresh under way. */
  refresh(id: string, trigger: RefreshTrigger): Promise<OpenConnection>;
  /** Removes a connection from this process's memory. */
  forget(id: string): void;
  /** Waits for the refreshes under way. No further ones begin. */
  close(): Promise<void>;
}

/** Opened connections that are kept in memory. */
const MAX_OPEN_CONNECTIONS = 5_000;
/** Milliseconds for which one is kept after it was last read. */
const KEPT_FOR = 600_000;

/** Makes the access tokens of one process. */
export function createAccessTokens(parts: RefreshParts, refreshCommit: RefreshCommit): AccessTokens {
  const { records, sealedTokens, timing, time, clock, log, alarms, emit, meter } = parts;
  const refresh = createRefresh(parts, refreshCommit);
  const flights = new Map<string, Promise<OpenConnection>>();
  // A timer removes each: tokens of a viewer who disconnected in another process do not stay in memory.
  const kept = new LRUCache<string, { open: OpenConnection; at: number }>({
    max: MAX_OPEN_CONNECTIONS,
    ttl: KEPT_FOR,
    ttlAutopurge: true,
  });
  let closing = false;

  function keep(open: OpenConnection): OpenConnection {
    kept.set(open.id, { open, at: time.now() });
    return open;
  }

  async function load(id: string): Promise<OpenConnection> {
    const stored = await records.read(id);
    if (!stored || stored.record.status === "disconnected") {
      kept.delete(id);
      throw goneError(stored?.record ?? null, parts.connectUrl);
    }
    const { record } = stored;
    if (record.clientId !== parts.clientId) throw new ReconnectRequired("client_changed", parts.connectUrl(record));
    const last = kept.get(id)?.open;
    // The seal is unchanged since it was last opened, and so are the tokens in it.
    if (last?.record.sealed === record.sealed) return keep({ id, record, tokens: last.tokens });
    return keep(await openable(record, id, sealedTokens.open(id, record)));
  }

  /** Waits for work that opens a seal. If no configured key opens it, raises an alarm and throws ReconnectRequired. */
  async function openable<T>(record: ConnectionRecord, id: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof SealFailure)) throw error;
      alarms.raise(
        "keys",
        { connectionId: id, ...describeError(error) },
        "a connection cannot be opened with the keys configured; it is kept as it is",
      );
      throw new ReconnectRequired("undecryptable", parts.connectUrl(record));
    }
  }

  // While the store is away, a connection in memory is used until its access token expires.
  async function loadOrKept(id: string): Promise<OpenConnection> {
    try {
      return await load(id);
    } catch (error) {
      const last = kept.get(id)?.open;
      if (error instanceof StoreUnavailable && last && clock() < last.record.atExpiresAt) return last;
      throw error;
    }
  }

  function fly(open: OpenConnection, trigger: RefreshTrigger): Promise<OpenConnection> {
    const { id } = open;
    const running = flights.get(id);
    if (running) return running;
    const flight = openable(open.record, id, refresh(open, trigger))
      .then(keep)
      .finally(() => flights.delete(id));
    flights.set(id, flight);
    return flight;
  }

  /** Joins the refresh under way or begins one, unless it is too early to try again. */
  async function renew(open: OpenConnection, trigger: RefreshTrigger, signal: AbortSignal | undefined): Promise<OpenConnection> {
    const { backoffUntil = 0 } = open.record;
    if (!flights.has(open.id) && (closing || backoffUntil > clock())) throw unavailableUntil(backoffUntil, clock());
    const wait = timeLimit(time, timing.callerWait);
    const limit = signal ? AbortSignal.any([signal, wait.signal]) : wait.signal;
    const since = time.now();
    try {
      return await untilAborted(fly(open, trigger), limit);
    } catch (error) {
      if (limit.aborted && error === limit.reason) throw new UpstreamUnavailable(1);
      throw error;
    } finally {
      wait.lift();
      meter.waited((time.now() - since) / 1_000);
    }
  }

  function inBackground(open: OpenConnection, trigger: RefreshTrigger): void {
    if (closing || flights.has(open.id) || (open.record.backoffUntil ?? 0) > clock()) return;
    fly(open, trigger).catch((error: unknown) =>
      log.debug({ connectionId: open.id, ...describeError(error) }, "early refresh did not succeed"),
    );
  }

  /** For a dead grant: the connection while its access token lives, else one further try of the grant when that is due. */
  async function fromDead(open: OpenConnection, usable: boolean, signal: AbortSignal | undefined): Promise<OpenConnection> {
    const due = probeDue(open.record, clock(), timing);
    if (open.record.status === "degraded" && usable) {
      if (due) inBackground(open, "probe");
      return open;
    }
    if (due) {
      const joined = flights.has(open.id);
      const after = await renew(open, "probe", signal);
      if (after.record.v !== open.record.v) return after;
      // The refresh that this call joined may be the one that found the grant dead, and not the further try.
      if (joined) return fromDead(after, false, signal);
      throw unavailableUntil(after.record.backoffUntil ?? 0, clock());
    }
    if (open.record.status === "degraded") {
      const after = await records.change(open.id, (record) =>
        record?.status === "degraded" && record.v === open.record.v
          ? { ...record, status: "reconnect_required", updatedAt: clock() }
          : undefined,
      );
      if (after?.status === "reconnect_required") {
        emit({ name: "connection.reconnect_required", connectionId: open.id, ...(after.reason && { reason: after.reason }) });
      }
      if (after && after.v !== open.record.v) return sealedTokens.open(open.id, after);
    }
    throw new ReconnectRequired(open.record.reason ?? "invalid_grant", parts.connectUrl(open.record));
  }

  async function current(id: string, { rejected, signal }: AccessTokenRequest): Promise<OpenConnection> {
    const held = refreshCommit.writeBehind.unsaved(id);
    if (held) {
      // The store still has the refresh token that was spent for these: until they are saved, no refresh may use it.
      const refused = rejected !== undefined && rejected.version >= held.record.v;
      if (refused || freshnessOf(held.record, clock(), timing) === "expired") throw new UpstreamUnavailable(1);
      return held;
    }
    const recent = kept.get(id);
    const isRecent = recent && time.now() - recent.at <= timing.reuse && !(rejected && rejected.version >= recent.open.record.v);
    if (isRecent && recent.open.record.status === "active" && freshnessOf(recent.open.record, clock(), timing) === "fresh")
      return recent.open;

    const open = await loadOrKept(id);
    const { record } = open;
    const refused = rejected !== undefined && rejected.version >= record.v;
    const freshness = freshnessOf(record, clock(), timing);
    if (record.status === "degraded" || record.status === "reconnect_required") {
      return fromDead(open, !refused && record.status === "degraded" && clock() < record.atExpiresAt, signal);
    }
    // A refresh may end with a dead grant and the tokens as they were.
    const unlessDead = (after: OpenConnection): OpenConnection | Promise<OpenConnection> => {
      if (after.record.status !== "degraded") return after;
      return fromDead(after, !(refused && after.record.v === record.v) && clock() < after.record.atExpiresAt, signal);
    };
    if (refused) {
      const wait = forcedWait(record, clock(), timing);
      if (!flights.has(id) && wait > 0) {
        throw new UpstreamUnavailable(
          Math.ceil(wait / 1_000),
          "Actionstep refuses an access token it has only just issued: try again after retryAfter seconds.",
        );
      }
      return unlessDead(await renew(open, "forced", signal));
    }
    if (freshness === "fresh") return open;
    if (freshness === "ageing") {
      inBackground(open, "early");
      return open;
    }
    try {
      return await unlessDead(await renew(open, "expired", signal));
    } catch (error) {
      // The token counts as expired some seconds early. When the refresh fails, those seconds are used.
      if (error instanceof UpstreamUnavailable && clock() < record.atExpiresAt) return open;
      throw error;
    }
  }

  return {
    current,
    refresh: async (id, trigger) => {
      if (closing) throw unavailableUntil(0, clock());
      return fly(await load(id), trigger);
    },
    forget: (id) => void kept.delete(id),
    async close() {
      closing = true;
      kept.clear();
      await settledWithin(time, Promise.allSettled(flights.values()), timing.closeWait);
    },
  };
}
