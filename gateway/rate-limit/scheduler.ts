import { RateLimited } from "../../schema/errors.js";
import { STEADY, type Time } from "../../time/time.js";
import type { Failing } from "./breaker.js";
import { createHosts, type Host } from "./hosts.js";
import { NotSent } from "./not-sent.js";
import { lengthOf, placeIn, type Lane, type Line, type Waiting } from "./fair-queue.js";
import { createScopeBook, holding, type LimitKey, type ScopeName } from "./scopes.js";
import { createWaitEstimate } from "./wait-estimate.js";

/** A request that wants to be sent. */
export interface Turn {
  readonly whose: LimitKey;
  /** Somebody waits for a write to be done; it goes before reads of the same viewer. */
  readonly isWrite: boolean;
  /** It was sent before, and waited for its turn then. */
  readonly isRepeated: boolean;
  /** Milliseconds for which it may still be kept waiting. */
  readonly left: () => number;
  /** Aborted when nobody wants it any more. */
  readonly signal: AbortSignal;
}

/** How a request that was let through ended. */
export type Outcome =
  | { readonly kind: "answered" }
  /** A 429; with the milliseconds it said. */
  | { readonly kind: "refused"; readonly pause: number | undefined }
  | ({ readonly kind: "failed" } & Failing)
  /** Given up, or never sent. */
  | { readonly kind: "abandoned" };

/** Leave to send one request. */
export interface Passage {
  /** To be called once, when it has ended. */
  end(outcome: Outcome): void;
}

/** Whether requests are waiting, and why. */
export interface PaceState {
  /** For each scope, the rates in force, in requests per second. */
  readonly rates: Readonly<Record<ScopeName, readonly number[]>>;
  readonly waiting: number;
  readonly running: number;
  /** Hosts to which nothing is sent because they do not answer. */
  readonly stopped: number;
}

/** Decides when requests are sent: fairly among viewers, no faster than Actionstep takes them, to hosts that answer. */
export interface Pace {
  /** Resolves when it may be sent. Rejects with RateLimited or UpstreamUnavailable as soon as that is clear. */
  enter(turn: Turn): Promise<Passage>;
  state(): PaceState;
}

/** What a pace is made of. */
export interface PaceParts {
  readonly timing?: Time;
  /** Told how many milliseconds each request waited. */
  readonly onWaited?: (milliseconds: number) => void;
  /** Told when a host is stopped, tried, or answers again. */
  readonly onHost?: (host: string, state: "stopped" | "answers") => void;
}

/** Requests of one host on their way at one time; of one viewer, where there are others. */
export const WINDOW = 24;
const WINDOW_AMONG_OTHERS = 20;
/** Requests that wait: of one viewer, of all. */
const MAX_WAITING = 4_000;
const MAX_WAITING_OF_ALL = 20_000;
/** Milliseconds between two looks at whether those who wait will have their turn in time. */
const LOOK = 200;

/** The error of a request that would have to wait for too long. */
const tooLong = (milliseconds: number): RateLimited => new RateLimited(Math.max(1, Math.ceil(milliseconds / 1000)));
const stopped = (milliseconds: number): NotSent => new NotSent(Math.max(1, Math.ceil(milliseconds / 1000)));

/** Milliseconds until a request of a lane may be sent. */
const waitOf = ({ scopes }: Lane, now: number): number => {
  let wait = 0;
  for (const { limit } of holding(scopes)) wait = Math.max(wait, limit.wait(now));
  return wait;
};

/** Whose turn it is; otherwise in how many milliseconds it will be somebody's, if time alone decides it. */
function next(host: Host, now: number): { readonly line: Line; readonly lane: Lane } | number | undefined {
  let soonest: number | undefined;
  for (const line of host.lines.values()) {
    if (line.running >= WINDOW_AMONG_OTHERS && host.lines.size > 1) continue;
    let chosen: Lane | undefined;
    for (const lane of line.lanes.values()) {
      const [first] = lane.waiting;
      if (!first) continue;
      const wait = waitOf(lane, now);
      if (wait > 0) soonest = Math.min(soonest ?? Infinity, wait);
      else if (first.rank === 0) return { line, lane };
      else chosen ??= lane;
    }
    if (chosen) return { line, lane: chosen };
  }
  return soonest;
}

/** Makes one. */
export function createPace({ timing = STEADY, onWaited, onHost }: PaceParts = {}): Pace {
  const book = createScopeBook(() => timing.now());
  const hosts = createHosts(book);
  let waiting = 0;

  const take = (lane: Lane, entry: Waiting): void => {
    lane.waiting.splice(lane.waiting.indexOf(entry), 1);
    waiting -= 1;
  };

  /** Tells those who will not have their turn in time. */
  const look = (host: Host, now: number): void => {
    const estimate = createWaitEstimate(host, now);
    for (const line of host.lines.values())
      for (const lane of line.lanes.values()) {
        let before = 0;
        for (const entry of [...lane.waiting]) {
          const wait = estimate(line, lane, before);
          if (wait > Math.max(0, entry.left())) {
            take(lane, entry);
            entry.fail(tooLong(wait));
          } else before += 1;
        }
      }
    host.lookedAt = now;
  };

  const empty = (host: Host, error: () => Error): void => {
    for (const { lanes } of host.lines.values())
      for (const lane of lanes.values())
        for (const entry of [...lane.waiting]) {
          take(lane, entry);
          entry.fail(error());
        }
  };

  const pump = (host: Host): void => {
    host.cancel?.();
    host.cancel = undefined;
    while (host.running < WINDOW) {
      const now = timing.now();
      const blocked = host.breaker.blockedFor(now);
      if (blocked !== undefined) return empty(host, () => stopped(blocked));
      const patience = host.breaker.patience(now);
      if (patience !== undefined) {
        if (waiting > 0) host.cancel = timing.after(patience, () => pump(host));
        return;
      }
      if (now - host.lookedAt >= LOOK) look(host, now);
      const turn = next(host, now);
      if (typeof turn === "number") {
        host.cancel = timing.after(Math.min(turn, LOOK), () => pump(host));
        return;
      }
      if (!turn) break;
      const { line, lane } = turn;
      const [entry] = lane.waiting;
      take(lane, entry!);
      host.serve(line, lane);
      for (const { limit } of lane.scopes) limit.acquire(now);
      onWaited?.(now - entry!.since);
      entry!.go();
    }
    hosts.forget(host);
  };

  const passage = (host: Host, line: Line, { scopes }: Lane): Passage => {
    const sentAt = timing.now();
    const isProbe = host.breaker.begin(sentAt);
    let ended = false;
    return {
      end(outcome) {
        if (ended) return;
        ended = true;
        host.finish(line);
        const now = timing.now();
        const { breaker } = host;
        if (outcome.kind === "abandoned") breaker.abandon(isProbe);
        else if (outcome.kind === "failed") {
          if (breaker.fail(now, outcome, isProbe)) {
            onHost?.(host.key, "stopped");
            const blocked = breaker.blockedFor(now)!;
            empty(host, () => stopped(blocked));
          }
        } else {
          if (breaker.state !== "closed") onHost?.(host.key, "answers");
          breaker.succeed();
          if (outcome.kind === "answered") book.accept(scopes, now, sentAt);
          else {
            book.refuse(scopes, now, sentAt, outcome.pause);
            look(host, now);
          }
        }
        pump(host);
      },
    };
  };

  return {
    enter({ whose, isWrite, isRepeated, left, signal }) {
      if (signal.aborted) return Promise.reject(stopped(0));
      const now = timing.now();
      const host = hosts.of(whose.host);
      const blocked = host.breaker.blockedFor(now);
      if (blocked !== undefined) return Promise.reject(stopped(blocked));
      const { line, lane } = host.queueOf(whose);
      const rank = isWrite ? 0 : isRepeated ? 1 : 2;
      const place = placeIn(lane, rank);
      const wait = createWaitEstimate(host, now)(line, lane, place);
      const isFull = lengthOf(line) >= MAX_WAITING || waiting >= MAX_WAITING_OF_ALL;
      if (isFull || wait > Math.max(0, left())) {
        hosts.forget(host);
        return Promise.reject(tooLong(wait));
      }
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          take(lane, entry);
          reject(stopped(0));
          pump(host);
        };
        const entry: Waiting = {
          rank,
          since: now,
          left,
          go: () => {
            signal.removeEventListener("abort", leave);
            resolve(passage(host, line, lane));
          },
          fail: (error) => {
            signal.removeEventListener("abort", leave);
            reject(error);
          },
        };
        signal.addEventListener("abort", leave, { once: true });
        lane.waiting.splice(place, 0, entry);
        waiting += 1;
        pump(host);
      });
    },
    state: () => ({
      rates: book.rates(),
      waiting,
      running: hosts.all().reduce((sum, { running }) => sum + running, 0),
      stopped: hosts.all().filter(({ breaker }) => breaker.state !== "closed").length,
    }),
  };
}
