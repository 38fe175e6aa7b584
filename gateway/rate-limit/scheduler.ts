import { RateLimited } from "../../schema/errors.js";
import { STEADY, type Time } from "../../time/time.js";
import { enqueue, lengthOf, nextInLine, placeIn, type Lane, type Line, type Waiting } from "./fair-queue.js";
import { createHosts, type Host, type Hosts } from "./hosts.js";
import { NotSent } from "./not-sent.js";
import type { Outcome, Permit, PermitRequest } from "./permit.js";
import { createScopeBook, type ScopeBook, type ScopeName } from "./scopes.js";
import { createWaitEstimate, waitFor } from "./wait-estimate.js";

/** What a scheduler is doing at the moment, for metrics. */
export interface SchedulerState {
  /** For each scope, the rates in force, in requests per second. */
  readonly rates: Readonly<Record<ScopeName, readonly number[]>>;
  /** Requests that wait for a permit, and requests that have one. */
  readonly waiting: number;
  readonly running: number;
  /** Hosts to which nothing is sent because they do not answer. */
  readonly stopped: number;
}

/** Decides when requests are sent: fairly among viewers, no faster than Actionstep takes them, only to hosts that answer. */
export interface Scheduler {
  /**
   * Resolves when the request may be sent. Rejects with `RateLimited` as soon as the request would have to wait longer than
   * it may, and with `NotSent` as soon as its host is known not to answer, or its signal is aborted.
   */
  acquire(request: PermitRequest): Promise<Permit>;
  state(): SchedulerState;
}

/** What a scheduler is made of. */
export interface SchedulerParts {
  readonly time?: Time;
  /** Told how many milliseconds each request waited for its permit. */
  readonly onWaited?: (milliseconds: number) => void;
  /** Told when a host does not answer any more, and when it answers again. */
  readonly onHost?: (host: string, state: "stopped" | "answers") => void;
}

/** Concurrent requests per host, and per viewer while other viewers have requests. */
export const MAX_RUNNING = 24;
const MAX_RUNNING_OF_ONE_VIEWER = 20;
/** Requests that may wait: of one viewer, and of all. */
const MAX_WAITING = 4_000;
const MAX_WAITING_OF_ALL = 20_000;
/** Milliseconds between two checks whether those who wait will have their permits in time. */
const CHECK_INTERVAL = 200;

/** Milliseconds as the `retryAfter` seconds of an error, at least 1. */
const secondsOf = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1_000));
/** The error of a request that would have to wait too long. */
const tooLong = (milliseconds: number): RateLimited => new RateLimited(secondsOf(milliseconds));
/** The error of a request whose host does not answer, or which nobody wants any more. */
const notSent = (milliseconds: number): NotSent => new NotSent(secondsOf(milliseconds));

/** Makes a scheduler that holds nothing back yet. */
export const createScheduler = (parts: SchedulerParts = {}): Scheduler => new FairScheduler(parts);

class FairScheduler implements Scheduler {
  readonly #time: Time;
  readonly #parts: SchedulerParts;
  readonly #scopes: ScopeBook;
  readonly #hosts: Hosts;
  #waiting = 0;

  constructor(parts: SchedulerParts) {
    const { time = STEADY } = parts;
    this.#time = time;
    this.#parts = parts;
    this.#scopes = createScopeBook(() => time.now());
    this.#hosts = createHosts(this.#scopes);
  }

  acquire(request: PermitRequest): Promise<Permit> {
    const { key, isWrite, isRetry, timeLeft, signal } = request;
    if (signal.aborted) return Promise.reject(notSent(0));
    const now = this.#time.now();
    const host = this.#hosts.of(key.host);
    const blocked = host.breaker.blockedFor(now);
    if (blocked !== undefined) return Promise.reject(notSent(blocked));
    // The line is the viewer's queue; the lane is its queue for one resource.
    const { line, lane } = host.queueOf(key);
    // Writes first, then retried reads, then new reads.
    const rank = isWrite ? 0 : isRetry ? 1 : 2;
    const wait = createWaitEstimate(host, now)(line, lane, placeIn(lane, rank));
    const isFull = lengthOf(line) >= MAX_WAITING || this.#waiting >= MAX_WAITING_OF_ALL;
    if (isFull || wait > Math.max(0, timeLeft())) {
      this.#hosts.dropEmptyQueues(host);
      return Promise.reject(tooLong(wait));
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#dequeue(lane, entry);
        reject(notSent(0));
        this.#dispatch(host);
      };
      const stopListening = (): void => signal.removeEventListener("abort", onAbort);
      const entry: Waiting = {
        rank,
        since: now,
        timeLeft,
        grant: () => {
          stopListening();
          resolve(this.#permit(host, line, lane));
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      enqueue(lane, entry);
      this.#waiting += 1;
      this.#dispatch(host);
    });
  }

  state(): SchedulerState {
    const hosts = this.#hosts.all();
    return {
      rates: this.#scopes.rates(),
      waiting: this.#waiting,
      running: hosts.reduce((sum, { running }) => sum + running, 0),
      stopped: hosts.filter(({ breaker }) => breaker.state !== "closed").length,
    };
  }

  /** Grants permits while allowed; if only time is missing, calls itself again then. */
  #dispatch(host: Host): void {
    const again = (milliseconds: number): void => {
      host.cancel = this.#time.after(milliseconds, () => this.#dispatch(host));
    };
    host.cancel?.();
    host.cancel = undefined;
    while (host.running < MAX_RUNNING) {
      const now = this.#time.now();
      const { breaker } = host;
      const blocked = breaker.blockedFor(now);
      if (blocked !== undefined) return this.#rejectAll(host, blocked);
      const probeTimeLeft = breaker.probeTimeLeft(now);
      if (probeTimeLeft !== undefined) {
        if (this.#waiting > 0) again(probeTimeLeft);
        return;
      }
      if (now - host.checkedAt >= CHECK_INTERVAL) this.#rejectLate(host, now);
      const next = nextInLine(host.lines, MAX_RUNNING_OF_ONE_VIEWER, ({ scopes }) => waitFor(scopes, now));
      // A number: milliseconds until some lane may send.
      if (typeof next === "number") return again(Math.min(next, CHECK_INTERVAL));
      if (!next) break;
      const { line, lane, first } = next;
      this.#dequeue(lane, first);
      host.start(line, lane);
      for (const { limit } of lane.scopes) limit.acquire(now);
      this.#parts.onWaited?.(now - first.since);
      first.grant();
    }
    this.#hosts.dropEmptyQueues(host);
  }

  #permit(host: Host, line: Line, lane: Lane): Permit {
    const sentAt = this.#time.now();
    const isProbe = host.breaker.begin(sentAt);
    let isReleased = false;
    return {
      release: (outcome) => {
        if (isReleased) return;
        isReleased = true;
        host.finish(line);
        this.#learn(host, lane, outcome, sentAt, isProbe);
        this.#dispatch(host);
      },
    };
  }

  /** Tells the breaker of the host, and the limits of all scopes of the request, how the request ended. */
  #learn(host: Host, { scopes }: Lane, outcome: Outcome, sentAt: number, isProbe: boolean): void {
    const { breaker, key } = host;
    const now = this.#time.now();
    if (outcome.kind === "abandoned") return breaker.abandon(isProbe);
    if (outcome.kind === "failed") {
      if (!breaker.fail(now, outcome, isProbe)) return;
      this.#parts.onHost?.(key, "stopped");
      return this.#rejectAll(host, breaker.blockedFor(now)!);
    }
    if (breaker.state !== "closed") this.#parts.onHost?.(key, "answers");
    breaker.succeed();
    if (outcome.kind === "answered") return this.#scopes.accept(scopes, now, sentAt);
    this.#scopes.refuse(scopes, now, sentAt, outcome.pause);
    this.#rejectLate(host, now);
  }

  /** Rejects those who will not have their permits in time. */
  #rejectLate(host: Host, now: number): void {
    const estimate = createWaitEstimate(host, now);
    for (const line of host.lines.values())
      for (const lane of line.lanes.values()) {
        let ahead = 0;
        for (const entry of [...lane.waiting]) {
          const wait = estimate(line, lane, ahead);
          if (wait > Math.max(0, entry.timeLeft())) {
            this.#dequeue(lane, entry);
            entry.reject(tooLong(wait));
          } else ahead += 1;
        }
      }
    host.checkedAt = now;
  }

  /** Rejects all that wait for a host which is not to be tried for so many milliseconds. */
  #rejectAll(host: Host, blocked: number): void {
    for (const { lanes } of host.lines.values())
      for (const lane of lanes.values())
        for (const entry of [...lane.waiting]) {
          this.#dequeue(lane, entry);
          entry.reject(notSent(blocked));
        }
  }

  #dequeue(lane: Lane, entry: Waiting): void {
    lane.waiting.splice(lane.waiting.indexOf(entry), 1);
    this.#waiting -= 1;
  }
}
