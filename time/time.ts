/** Time as whatever waits needs it: it only goes forward. */
export interface Time {
  /** Milliseconds since whenever. */
  now(): number;
  /** Calls back later; the result takes that back. */
  after(milliseconds: number, then: () => void): () => void;
}

/** The process's own time, which no change of the machine's clock moves. */
export const STEADY: Time = {
  now: () => performance.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds to true, or to false as soon as the signal is aborted. */
export function sleep(time: Time, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const end = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = time.after(milliseconds, () => {
      signal.removeEventListener("abort", end);
      resolve(true);
    });
    signal.addEventListener("abort", end, { once: true });
  });
}

/** A limit of time that is in force. */
export interface TimeLimit {
  /** Aborted with a `TimeoutError` when the time is up, and without one when it is cut. */
  readonly signal: AbortSignal;
  /** Aborts before the time is up. */
  cut(): void;
  /** Ends the limit, so that no timer is left behind. */
  lift(): void;
}

/** Sets a limit of so many milliseconds; it stands until it is lifted. */
export function timeLimit(time: Time, milliseconds: number): TimeLimit {
  const controller = new AbortController();
  const lift = time.after(milliseconds, () =>
    controller.abort(new DOMException(`It took more than ${milliseconds} ms.`, "TimeoutError")),
  );
  return { signal: controller.signal, cut: () => controller.abort(), lift };
}
