import { createScheduler, type Scheduler } from "../../../gateway/rate-limit/scheduler.js";
import { RETRY, retryDelay } from "../../../gateway/rate-limit/retry.js";
import type { LimitKey } from "../../../gateway/rate-limit/scopes.js";
import type { HiddenLimit } from "./hidden-limits.js";
import { createVirtualTime, type VirtualTime } from "./virtual-time.js";

/** Milliseconds from sending to the answer, and for which a request may be kept waiting. */
export const LATENCY = 100;
const DEADLINE = 30_000;

/** Numbers from 0 to 1 that are the same each time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Someone who sends pages of requests, each after the answers to the one before. */
export interface Worker {
  /** What for, in turns. */
  readonly keys: readonly LimitKey[];
  /** Requests that are sent together, and milliseconds between two pages. */
  readonly page: number;
  readonly rest: number;
  /** Which gateway it uses, where there are several. */
  readonly gateway?: number;
}

/** What a scenario is made of. */
export interface Scenario {
  readonly workers: readonly Worker[];
  /** The limit that is in force for a request just now, if any. */
  readonly limitFor: (key: LimitKey, now: number) => HiddenLimit | undefined;
  readonly withHeader: boolean;
  /** Milliseconds. */
  readonly lasts: number;
  readonly gateways?: number;
  readonly seed?: number | undefined;
}

/** What became of one request. */
export interface Done {
  readonly key: LimitKey;
  readonly wantedAt: number;
  readonly doneAt: number;
  readonly isAnswered: boolean;
}

/** What was seen. */
export interface Seen {
  readonly done: readonly Done[];
  readonly arrivals: readonly {
    readonly key: LimitKey;
    readonly at: number;
    readonly pause: number | undefined;
    readonly isRefused: boolean;
  }[];
}

/** Runs a scenario in virtual time. */
export async function simulate(scenario: Scenario): Promise<Seen> {
  const { workers, limitFor, withHeader, lasts, gateways = 1, seed = 77 } = scenario;
  const time: VirtualTime = createVirtualTime();
  const schedulers = Array.from({ length: gateways }, () => createScheduler({ time }));
  const random = seeded(seed);
  const done: Done[] = [];
  const arrivals: Seen["arrivals"][number][] = [];

  const send = async (scheduler: Scheduler, key: LimitKey): Promise<void> => {
    const wantedAt = time.now();
    const left = (): number => wantedAt + DEADLINE - time.now();
    const end = (isAnswered: boolean): void => void done.push({ key, wantedAt, doneAt: time.now(), isAnswered });
    const signal = new AbortController().signal;
    for (let attempt = 1; ; attempt++) {
      const permit = await scheduler
        .acquire({ key, isWrite: false, isRetry: attempt > 1, timeLeft: left, signal })
        .catch(() => undefined);
      if (!permit) return end(false);
      await time.pass(LATENCY / 2);
      const wait = limitFor(key, time.now())?.(time.now());
      const pause = wait === undefined || !withHeader ? undefined : Math.max(1, Math.ceil(wait)) * 1000;
      arrivals.push({ key, at: time.now(), pause, isRefused: wait !== undefined });
      await time.pass(LATENCY * (0.4 + 0.2 * random()));
      permit.release(wait === undefined ? { kind: "answered" } : { kind: "refused", pause });
      if (wait === undefined) return end(true);
      const failed = { isRead: true, ending: 429, attempt, pause, left: left(), timeout: 60_000 };
      const again = retryDelay(failed, { ...RETRY, random });
      if (again === undefined) return end(false);
      await time.pass(again);
    }
  };
  const work = async ({ keys, page, rest, gateway = 0 }: Worker): Promise<void> => {
    let sent = 0;
    await time.pass(random() * rest);
    while (time.now() < lasts) {
      await Promise.all(Array.from({ length: page }, () => send(schedulers[gateway]!, keys[sent++ % keys.length]!)));
      await time.pass(rest * (0.8 + 0.4 * random()));
    }
  };
  const all = Promise.all(workers.map(work));
  await time.run();
  await all;
  return { done, arrivals };
}
