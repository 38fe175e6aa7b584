/**
 * Milliseconds from `now` that a `Retry-After` header asks for, in either of its forms: seconds, or a date. Undefined where
 * it is neither. A date that is over gives a negative number; how long a pause may be is for the caller to say.
 */
export function parseRetryAfter(header: string, now: number): number | undefined {
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
