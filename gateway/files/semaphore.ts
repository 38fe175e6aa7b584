import { RateLimited } from "../../schema/errors.js";
import { MIN_SPEED, createSpeedMeter, type SpeedMeter } from "./speed-meter.js";

/** Leave to work beside others, from `acquire` to `release`. */
export interface Permit {
  /** Gives it back; more than once does no harm. */
  release(): void;
  /** Measures how fast the client is that it was given for. */
  readonly meter: SpeedMeter;
  /** Aborted when others wait and the client has been slower than `MIN_SPEED`. */
  readonly evicted: AbortSignal;
}

/** Lets only so many work at the same time, and only some of them for one owner. */
export interface Semaphore {
  /** Waits for a permit. Rejects with `RATE_LIMITED` when there is none in time. */
  acquire(owner: string, signal?: AbortSignal): Promise<Permit>;
}

/** How many permits there are, and for how long they are waited for. */
export interface SemaphoreLimits {
  readonly max: number;
  readonly maxForOne: number;
  /** Permits that only owners without one get, so that a few owners cannot hold all. */
  readonly reserved: number;
  /** Milliseconds for which somebody waits. */
  readonly timeout: number;
  readonly clock: () => number;
}

/** Seconds after which it is worth trying again: a client that is too slow has lost its permit by then. */
const RETRY_AFTER = 30;
/** Milliseconds between two looks for clients that are too slow, while somebody waits. */
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

/** Makes a semaphore. Permits go to owners with the fewest first, among them in the order they were asked for. */
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
  /** Takes one permit from whoever is too slow, where that lets somebody begin: their own, where they have as many as one may. */
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
