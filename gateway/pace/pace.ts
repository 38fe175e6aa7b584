import { RateLimited } from "../../schema/errors.js";
import type { Failing } from "./breaker.js";
import { createForecast } from "./forecast.js";
import { createHosts, type Host } from "./hosts.js";
import { createLevelBook, type Levels, type Whose } from "./levels.js";
import { NotSent } from "./not-sent.js";
import { placeIn, type Line, type Waiting } from "./queue.js";
import { STEADY, type Timing } from "./timing.js";

/** A request that wants to be sent. */
export interface Turn {
  readonly whose: Whose;
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
  /** For each level, the rates in force, in requests per second. */
  readonly rates: Readonly<Record<keyof Levels, readonly number[]>>;
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
  readonly timing?: Timing;
  /** Told how many milliseconds each request waited. */
  readonly onWaited?: (milliseconds: number) => void;
  /** Told when a host is stopped, tried, or answers again. */
  readonly onHost?: (host: string, state: "stopped" | "answers") => void;
}

/** Requests of one host on their way at one time; of one viewer, where there are others. */
export const WINDOW = 24;
const WINDOW_AMONG_OTHERS = 20;
/** Requests that wait: of one viewer, of all. */
const MOST_WAITING = 4_000;
const MOST_WAITING_OF_ALL = 20_000;
/** Milliseconds between two looks at whether those who wait will have their turn in time. */
const LOOK = 200;

/** The error of a request that would have to wait for too long. */
const tooLong = (milliseconds: number): RateLimited => new RateLimited(Math.max(1, Math.ceil(milliseconds / 1000)));
const stopped = (milliseconds: number): NotSent => new NotSent(Math.max(1, Math.ceil(milliseconds / 1000)));

/** Makes one. */
export function createPace({ timing = STEADY, onWaited, onHost }: PaceParts = {}): Pace {
  const book = createLevelBook(() => timing.now());
  const hosts = createHosts(book);
  let waiting = 0;

  const take = (line: Line, entry: Waiting): void => {
    line.waiting.splice(line.waiting.indexOf(entry), 1);
    waiting -= 1;
  };

  /** Tells those who will not have their turn in time. */
  const look = (host: Host, now: number): void => {
    const forecast = createForecast(host, now);
    for (const line of host.lines.values()) {
      let before = 0;
      for (const entry of [...line.waiting]) {
        const wait = forecast(line, before);
        if (wait > Math.max(0, entry.left())) {
          take(line, entry);
          entry.fail(tooLong(wait));
        } else before += 1;
      }
    }
    host.lookedAt = now;
  };

  const empty = (host: Host, error: () => Error): void => {
    for (const line of host.lines.values()) {
      for (const entry of [...line.waiting]) {
        take(line, entry);
        entry.fail(error());
      }
    }
  };

  /** Whose turn it is; otherwise in how many milliseconds it will be somebody's, if time alone decides it. */
  const next = (host: Host, now: number): Line | number | undefined => {
    let soonest: number | undefined;
    for (const line of host.lines.values()) {
      if (line.waiting.length === 0) continue;
      if (line.running >= WINDOW_AMONG_OTHERS && host.lines.size > 1) continue;
      const { viewer, organisation, gateway } = line.levels;
      const wait = Math.max(viewer.limit.wait(now), organisation.limit.wait(now), gateway.limit.wait(now));
      if (wait <= 0) return line;
      soonest = Math.min(soonest ?? Infinity, wait);
    }
    return soonest;
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
      const line = next(host, now);
      if (typeof line === "number") {
        host.cancel = timing.after(Math.min(line, LOOK), () => pump(host));
        return;
      }
      if (!line) break;
      const [entry] = line.waiting;
      take(line, entry!);
      host.serve(line);
      const { viewer, organisation, gateway } = line.levels;
      for (const { limit } of [viewer, organisation, gateway]) limit.take(now);
      onWaited?.(now - entry!.since);
      entry!.go();
    }
    hosts.forget(host);
  };

  const passage = (host: Host, line: Line): Passage => {
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
          if (outcome.kind === "answered") book.accept(line.levels, now, sentAt);
          else {
            book.refuse(line.levels, now, sentAt, outcome.pause);
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
      const line = host.line(whose);
      const rank = isWrite ? 0 : isRepeated ? 1 : 2;
      const place = placeIn(line, rank);
      const wait = createForecast(host, now)(line, place);
      const isFull = line.waiting.length >= MOST_WAITING || waiting >= MOST_WAITING_OF_ALL;
      if (isFull || wait > Math.max(0, left())) {
        hosts.forget(host);
        return Promise.reject(tooLong(wait));
      }
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          take(line, entry);
          reject(stopped(0));
          pump(host);
        };
        const entry: Waiting = {
          rank,
          since: now,
          left,
          go: () => {
            signal.removeEventListener("abort", leave);
            resolve(passage(host, line));
          },
          fail: (error) => {
            signal.removeEventListener("abort", leave);
            reject(error);
          },
        };
        signal.addEventListener("abort", leave, { once: true });
        line.waiting.splice(place, 0, entry);
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
