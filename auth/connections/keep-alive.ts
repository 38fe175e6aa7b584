import { saveConnectionStats, readConnectionStats, countConnections } from "./connection-stats.js";
import type { ConnectionRecord, ConnectionRecords } from "./connection-record.js";
import type { Emit, RefreshTrigger } from "../events.js";
import { keepAliveDue, probeDue } from "./freshness.js";
import { takeLease } from "../store/lease.js";
import { describeError, type Log } from "../log.js";
import type { AuthMeter } from "./meter.js";
import type { SharedClock } from "../store/shared-clock.js";
import type { TokenStore } from "../store/store.js";
import type { Time } from "../../time/time.js";
import type { Timing } from "./timing.js";
import { pause } from "../store/waiting.js";

/** Refreshes unused connections before their refresh tokens expire, counts all connections, and removes old ones. */
export interface KeepAlive {
  /** Begins to run rounds at an interval. */
  start(): void;
  /** Runs a round now, unless another process is running one or has run one lately. Never rejects. */
  run(): Promise<void>;
  /** Ends the round under way and waits for the refreshes it has begun. */
  close(): Promise<void>;
}

/** What keep-alive needs. */
export interface KeepAliveParts {
  readonly tokens: TokenStore;
  readonly records: ConnectionRecords;
  /** Starts the sweep of the store in the background. */
  readonly sweep: () => void;
  readonly env: string;
  readonly clientId: string;
  readonly instance: string;
  readonly timing: Timing;
  readonly clock: SharedClock;
  readonly time: Time;
  /** Milliseconds after its last use for which a connection is kept alive. */
  readonly keepAliveFor: number;
  readonly refresh: (id: string, trigger: RefreshTrigger) => Promise<unknown>;
  readonly log: Log;
  readonly emit: Emit;
  readonly meter: AuthMeter;
}

/** Makes the keep-alive of one process. Of several processes, one runs each round. */
export function createKeepAlive(parts: KeepAliveParts): KeepAlive {
  const { tokens, records, timing, clock, log, emit, meter } = parts;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let closing = false;

  async function round(): Promise<void> {
    await clock.compare();
    const lease = await takeLease(tokens, `upkeep:${parts.env}`, parts.instance, timing, parts.time);
    try {
      const last = await readConnectionStats(tokens, parts.env);
      if (lease && (last === null || clock.now() - last.at >= 0.9 * timing.keepAliveEvery)) await lookRound();
      else if (last) meter.stats(last);
    } finally {
      await lease?.end();
    }
  }

  async function lookRound(): Promise<void> {
    const stats = countConnections();
    const due: string[] = [];
    for await (const id of ids()) {
      if (closing) return;
      const record = (await records.read(id))?.record;
      if (!record || record.env !== parts.env) continue;
      if (await forgotten(id, record)) continue;
      stats.count(record);
      await tellExpiring(id, record);
      if (triggerFor(id, record)) due.push(id);
    }
    const result = stats.result(clock.now());
    await saveConnectionStats(tokens, parts.env, result);
    meter.stats(result);
    parts.sweep();
    await refreshPaced(due);
  }

  async function* ids(): AsyncGenerator<string> {
    let cursor: string | undefined;
    do {
      const page = await tokens.scan("conn:", cursor);
      for (const key of page.keys) yield key.slice("conn:".length);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  /** Removes the record of a connection that was disconnected long ago. Resolves to whether it was removed. */
  async function forgotten(id: string, { status, updatedAt }: ConnectionRecord): Promise<boolean> {
    const over = ({ status, updatedAt }: Pick<ConnectionRecord, "status" | "updatedAt">): boolean =>
      status === "disconnected" && clock.now() - updatedAt > timing.tombstoneLife;
    if (!over({ status, updatedAt })) return false;
    const stored = await records.read(id);
    // A record that was changed meanwhile, because its person connected again, is not removed.
    return stored !== null && over(stored.record) && records.remove(id, stored);
  }

  /** Emits `connection.expiring`, once for each refresh token that expires soon. */
  async function tellExpiring(id: string, record: ConnectionRecord): Promise<void> {
    const due = ({ status, expiringToldAt, rtExpiresAt }: ConnectionRecord): boolean =>
      (status === "active" || status === "degraded") &&
      expiringToldAt === undefined &&
      clock.now() > rtExpiresAt - timing.expiringBefore;
    if (!due(record)) return;
    let told = false;
    await records.change(id, (now) => {
      told = now !== null && due(now);
      return told ? { ...now!, expiringToldAt: clock.now(), updatedAt: clock.now() } : undefined;
    });
    if (!told) return;
    emit({ name: "connection.expiring", connectionId: id });
    log.warn({ connectionId: id }, "a connection ends soon: its refresh token has not been renewed");
  }

  function triggerFor(id: string, record: ConnectionRecord): RefreshTrigger | undefined {
    const now = clock.now();
    if (record.clientId !== parts.clientId || (record.backoffUntil ?? 0) > now) return undefined;
    if (record.status !== "active")
      return record.status !== "disconnected" && probeDue(record, now, timing) ? "probe" : undefined;
    return keepAliveDue(id, record, now, parts.keepAliveFor, timing) ? "keep-alive" : undefined;
  }

  async function refreshPaced(due: readonly string[]): Promise<void> {
    const underWay = new Set<Promise<void>>();
    let throttled = false;
    const one = async (id: string): Promise<void> => {
      // The connection may have been used or disconnected since it was found.
      const record = (await records.read(id))?.record;
      const trigger = record && triggerFor(id, record);
      if (!trigger) return;
      await parts
        .refresh(id, trigger)
        .catch((error: unknown) => log.debug({ connectionId: id, ...describeError(error) }, "upkeep"));
      // If Actionstep says to wait, this round begins no further refresh, for any connection.
      throttled ||= (await records.read(id))?.record.lastOutcome === "throttled";
    };
    for (const id of due) {
      if (closing || throttled) break;
      const work = one(id)
        .catch((error: unknown) => log.debug({ connectionId: id, ...describeError(error) }, "upkeep"))
        .finally(() => underWay.delete(work));
      underWay.add(work);
      await pause(parts.time, timing.keepAliveInterval);
      while (underWay.size >= timing.keepAliveParallel) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  }

  const run: KeepAlive["run"] = () =>
    (running ??= round()
      .catch((error: unknown) => log.warn(describeError(error), "connections could not be looked after; it is tried again later"))
      .finally(() => (running = undefined)));

  return {
    run,
    start() {
      // A random pause before the first round: processes that start together do not all begin it at once.
      timer = setTimeout(
        () => {
          void run();
          timer = setInterval(() => void run(), timing.keepAliveEvery).unref();
        },
        timing.keepAliveEvery * 0.01 * (1 + Math.random()),
      ).unref();
    },
    async close() {
      closing = true;
      clearTimeout(timer);
      await running;
    },
  };
}
