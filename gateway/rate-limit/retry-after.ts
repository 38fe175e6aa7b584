import { parseRetryAfter } from "../../time/retry-after.js";

/** Seconds: whatever asks for a longer pause is taken to ask for this one. */
const MAX_PAUSE_SECONDS = 86_400;

/** Whole seconds that a `Retry-After` header asks for, from 1 to a day; undefined where there is none that can be read. */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  const milliseconds = header === undefined ? undefined : parseRetryAfter(header, now);
  if (milliseconds === undefined || !Number.isFinite(milliseconds)) return undefined;
  return Math.min(MAX_PAUSE_SECONDS, Math.max(1, Math.ceil(milliseconds / 1_000)));
}

/** The same pause in milliseconds. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const seconds = retryAfterSeconds(header, now);
  return seconds === undefined ? undefined : seconds * 1_000;
}
