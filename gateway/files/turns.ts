import { RateLimited } from "../../schema/errors.js";

/** A place among those that work at the same time; to be given back when done. */
export type Done = () => void;

/** Lets only so many work at the same time, and only some of them for one viewer. */
export interface Turns {
  /** Waits for a turn. Rejects with `RATE_LIMITED` when it does not come in time. */
  take(owner: string, signal?: AbortSignal): Promise<Done>;
}

/** How turns are given. */
export interface TurnLimits {
  readonly most: number;
  readonly mostForOne: number;
  /** Milliseconds somebody waits for a turn. */
  readonly patience: number;
}

const RETRY_AFTER = 10;

/** Gives turns in the order they were asked for, past those whose owner has as many as one may. */
export function createTurns({ most, mostForOne, patience }: TurnLimits): Turns {
  const working = new Map<string, number>();
  const waiting: { readonly owner: string; readonly begin: () => void }[] = [];
  let total = 0;
  const next = (): void => {
    for (let index = 0; total < most && index < waiting.length;) {
      const { owner, begin } = waiting[index]!;
      const count = working.get(owner) ?? 0;
      if (count >= mostForOne) {
        index++;
        continue;
      }
      waiting.splice(index, 1);
      total++;
      working.set(owner, count + 1);
      begin();
    }
  };
  const doneFor = (owner: string): Done => {
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      total--;
      const left = working.get(owner)! - 1;
      if (left > 0) working.set(owner, left);
      else working.delete(owner);
      next();
    };
  };
  return {
    take: (owner, signal) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", giveUp);
        };
        const entry = {
          owner,
          begin: () => {
            settle();
            resolve(doneFor(owner));
          },
        };
        const giveUp = (): void => {
          settle();
          const index = waiting.indexOf(entry);
          if (index >= 0) waiting.splice(index, 1);
          reject(new RateLimited(RETRY_AFTER, "Too many files are under way: try again after retryAfter seconds."));
        };
        const timer = setTimeout(giveUp, patience).unref();
        signal?.addEventListener("abort", giveUp, { once: true });
        waiting.push(entry);
        if (signal?.aborted) giveUp();
        else next();
      }),
  };
}
