import { retryAfterSeconds } from "../rest/failures.js";

/** Milliseconds that a `Retry-After` header asks for. */
export function pauseOf(header: string | undefined, now: number): number | undefined {
  const seconds = retryAfterSeconds(header, now);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Waits; whether nobody gave up meanwhile. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const end = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", end);
      resolve(true);
    }, milliseconds);
    signal.addEventListener("abort", end, { once: true });
  });
}
