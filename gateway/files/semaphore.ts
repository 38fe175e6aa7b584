import { RateLimited } from "../../schema/errors.js";
import { MIN_SPEED, createSpeedMeter, type SpeedMeter } from "./speed-meter.js";

/** Leave to transfer one file, from `acquire` to `release`. */
export interface Permit {
  /** Gives the permit back; calls after the first do nothing. */
  release(): void;
  /** Measures the speed of the client that has the permit. */
  readonly meter: SpeedMeter;
  /** Aborted when others wait and the client has been slower than `MIN_SPEED`. */
  readonly evicted: AbortSignal;
}

/** Limits how many files are under way at a time, in all and for one owner. */
export interface Semaphore {
  /** Waits for a permit. Rejects with `RATE_LIMITED` after `timeout` milliseconds, or when the signal aborts. */
  acquire(owner: string, signal?: AbortSignal): Promise<Permit>;
}

/** How many permits there are, and how long a request waits for one. */
export interface SemaphoreLimits {
  readonly max: number;
  readonly maxForOne: number;
  /** Permits kept for owners who hold none, so that a few owners cannot hold all. */
  readonly reserved: number;
  /** Milliseconds that a request waits for a permit. */
  readonly timeout: number;
  readonly clock: () => number;
}

/** Seconds of `retryAfter`: by then a client that is too slow has lost its permit. */
const RETRY_AFTER = 30;
/** Milliseconds between two searches for clients that are too slow, while a request waits. */
const LOOK_INTERVAL = 1_000;

interface Holder {
  readonly owner: string;
  readonly meter: SpeedMeter;
  readonly eviction: AbortController;
}
interface Waiter {
  readonly owner: string;
  readonly begin: () => void;
}

/** Makes a semaphore. A free permit goes to the owner who holds the fewest; among equals the first to ask gets it. */
export function createSemaphore({ max, maxForOne, reserved, timeout, clock }: SemaphoreLimits): Semaphore {
  const holders = new Set<Holder>();
  const waiters: Waiter[] = [];
  let looking: NodeJS.Timeout | undefined;
  const countOf = (owner: string): number => [...holders].filter((holder) => holder.owner === owner).length;
  const mayBegin = (owner: string): boolean => {
    const count = countOf(owner);
    return count < maxForOne && holders.size < (count === 0 ? max : max - reserved);
  };
  const next = (): void => {
    for (;;) {
      const able = waiters.filter(({ owner }) => mayBegin(owner));
      const [first] = able.sort((one, other) => countOf(one.owner) - countOf(other.owner));
      if (!first) break;
      waiters.splice(waiters.indexOf(first), 1);
      first.begin();
    }
    if (waiters.length === 0) {
      clearInterval(looking);
      looking = undefined;
    } else looking ??= setInterval(evictSlowest, LOOK_INTERVAL).unref();
  };
  /**
   * Evicts the slowest client below `MIN_SPEED` whose permit a waiter could use. A waiter whose owner already holds
   * `maxForOne` permits could only use one of these.
   */
  const evictSlowest = (): void => {
    const now = clock();
    const isInTheWay = (owner: string): boolean =>
      waiters.some((waiter) => waiter.owner === owner || countOf(waiter.owner) < maxForOne);
    const slow = [...holders]
      .filter(({ owner, eviction }) => !eviction.signal.aborted && isInTheWay(owner))
      .map((holder) => ({ holder, speed: holder.meter.speed(now) }))
      .filter(({ speed }) => speed < MIN_SPEED)
      .sort((one, other) => one.speed - other.speed);
    slow[0]?.holder.eviction.abort();
  };
  const permitFor = (owner: string): Permit => {
    const holder = { owner, meter: createSpeedMeter(), eviction: new AbortController() };
    holders.add(holder);
    return {
      meter: holder.meter,
      evicted: holder.eviction.signal,
      release: () => {
        if (holders.delete(holder)) next();
      },
    };
  };
  return {
    acquire: (owner, signal) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", giveUp);
        };
        const waiter: Waiter = {
          owner,
          begin: () => {
            settle();
            resolve(permitFor(owner));
          },
        };
        const giveUp = (): void => {
          settle();
          const index = waiters.indexOf(waiter);
          if (index >= 0) waiters.splice(index, 1);
          const whose = countOf(owner) >= maxForOne ? `${maxForOne} files of yours` : "As many files as there may be";
          reject(new RateLimited(RETRY_AFTER, `${whose} are under way: try again after retryAfter seconds.`));
        };
        const timer = setTimeout(giveUp, timeout).unref();
        signal?.addEventListener("abort", giveUp, { once: true });
        waiters.push(waiter);
        if (signal?.aborted) giveUp();
        else next();
      }),
  };
}
