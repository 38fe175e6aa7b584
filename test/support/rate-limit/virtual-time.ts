import type { Time } from "../../../time/time.js";

/** Time that goes as fast as nothing happens in it. */
export interface VirtualTime extends Time {
  /** Lets time go by until nothing is left to happen, or for so many milliseconds. */
  run(milliseconds?: number): Promise<void>;
  /** The moment at which something happens next; undefined where nothing will. */
  next(): number | undefined;
  /** Goes on to that moment and has it happen. */
  step(): void;
  /** Resolves after some of it. */
  pass(milliseconds: number): Promise<void>;
}

/** Lets promises that are settled take their effect. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Begins at nothing. */
export function createVirtualTime(): VirtualTime {
  let time = 0;
  let serial = 0;
  const calls = new Map<number, { readonly at: number; readonly then: () => void }>();
  const after = (milliseconds: number, then: () => void): (() => void) => {
    const id = ++serial;
    calls.set(id, { at: time + Math.max(0, milliseconds), then });
    return () => void calls.delete(id);
  };
  /** Of those that come at the same time, the one that was asked for first. */
  const soonest = (): number | undefined => {
    let found: number | undefined;
    for (const [id, { at }] of calls) if (found === undefined || at < calls.get(found)!.at) found = id;
    return found;
  };
  const step = (): void => {
    const next = soonest();
    if (next === undefined) return;
    const { at, then } = calls.get(next)!;
    calls.delete(next);
    time = at;
    then();
  };
  const nextAt = (): number | undefined => {
    const next = soonest();
    return next === undefined ? undefined : calls.get(next)!.at;
  };
  return {
    now: () => time,
    after,
    next: nextAt,
    step,
    pass: (milliseconds) => new Promise((resolve) => void after(milliseconds, resolve)),
    async run(milliseconds = Infinity) {
      const until = time + milliseconds;
      for (;;) {
        await settle();
        if ((nextAt() ?? Infinity) > until || calls.size === 0) break;
        step();
      }
      if (until < Infinity) time = until;
    },
  };
}
