import type { Time } from "../../time/time.js";

/** Resolves after a while. */
export function pause(time: Time, ms: number): Promise<void> {
  return new Promise((resolve) => void time.after(ms, resolve));
}

/** Resolves when the work has settled or the time is up, whichever comes first, and leaves no timer behind. */
export async function settledWithin(time: Time, work: Promise<unknown>, ms: number): Promise<void> {
  let cancel = (): void => undefined;
  const timeUp = new Promise<void>((resolve) => {
    cancel = time.after(ms, resolve);
  });
  await Promise.race([
    work.then(
      () => undefined,
      () => undefined,
    ),
    timeUp,
  ]);
  cancel();
}

/** Settles as `work` does, or rejects when the signal aborts first, even if the work ignores the signal. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort!);
    // When the signal won, the work's own rejection is nobody's any more.
    work.catch(() => undefined);
  }
}
