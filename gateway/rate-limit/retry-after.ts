import { retryAfterSeconds } from "../rest/failures.js";

/** Milliseconds that a `Retry-After` header asks for. */
export function pauseOf(header: string | undefined, now: number): number | undefined {
  const seconds = retryAfterSeconds(header, now);
  return seconds === undefined ? undefined : seconds * 1000;
}
