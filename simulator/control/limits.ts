import type { Answer } from "../answer.js";
import type { RestQuirks } from "../rest/quirks.js";

/** How many requests are accepted: a rate, and how many at once after a rest. Actionstep's numbers are unknown (protocol 3.4). */
export type Threshold = { readonly burst: number } & ({ readonly perSecond: number } | { readonly perMinute: number });

/** The limits in force. A scope that is not named has none; the three scopes are documented (protocol 3.4). */
export interface Limits {
  /** For each person by themselves, who has one session with the application. */
  readonly session?: Threshold | undefined;
  readonly organisation?: Threshold | undefined;
  /** For each address that requests come from. */
  readonly ip?: Threshold | undefined;
  /** Has all rates go up and down: by the part `by` of themselves, one period in `seconds`. */
  readonly drift?: { readonly by: number; readonly seconds: number } | undefined;
}

/** What a request counts for. */
export interface Counted {
  readonly session: string;
  readonly organisation: string;
  readonly ip: string;
}

/** Accepts requests, or says in how many seconds one will be accepted. */
export interface Limiter {
  /** Undefined for a request that is accepted, which is counted; else seconds to wait, and the request is not counted. */
  wait(limits: Limits, counted: Counted): number | undefined;
}

const NAMES = ["session", "organisation", "ip"] as const;
/** Buckets that are kept; the least recently used goes first. */
const MAX_KEPT = 10_000;

const perSecond = (threshold: Threshold): number => ("perSecond" in threshold ? threshold.perSecond : threshold.perMinute / 60);

/**
 * Counts by token buckets. `now` must be a clock that only goes forward, in milliseconds: the simulator's own clock is moved
 * for the lives of tokens, and moving it must not lift a limit.
 */
export function createLimiter(now: () => number): Limiter {
  const buckets = new Map<string, { left: number; at: number }>();
  const begun = now();
  return {
    wait(limits, counted) {
      const time = now();
      const { by = 0, seconds = 1 } = limits.drift ?? {};
      const moved = 1 + by * Math.sin(((time - begun) / 1000 / seconds) * 2 * Math.PI);
      const taken: { left: number; at: number }[] = [];
      let wait = 0;
      for (const name of NAMES) {
        const threshold = limits[name];
        if (!threshold) continue;
        const key = `${name} ${counted[name]}`;
        const rate = perSecond(threshold) * moved;
        const bucket = buckets.get(key) ?? { left: threshold.burst, at: time };
        bucket.left = Math.min(threshold.burst, bucket.left + ((time - bucket.at) / 1000) * rate);
        bucket.at = time;
        buckets.delete(key);
        buckets.set(key, bucket);
        if (bucket.left < 1) wait = Math.max(wait, (1 - bucket.left) / rate);
        taken.push(bucket);
      }
      if (buckets.size > MAX_KEPT) buckets.delete(buckets.keys().next().value!);
      if (wait > 0) return wait;
      for (const bucket of taken) bucket.left -= 1;
      return undefined;
    },
  };
}

const PAGE = "<html><head><title>429 Too Many Requests</title></head><body><h1>Too Many Requests</h1></body></html>";

/** The answer for a request that has to wait, in the form that the quirks say (protocol 3.4: Actionstep's is unknown). */
export function limitAnswer(seconds: number, { limitBody, limitHeader, errorsAs }: RestQuirks, now: number): Answer {
  const whole = Math.max(1, Math.ceil(seconds));
  const headers = {
    ...(limitHeader === "seconds" && { "retry-after": String(whole) }),
    ...(limitHeader === "date" && { "retry-after": new Date(now + whole * 1000).toUTCString() }),
  };
  if (limitBody === "empty") return { status: 429, headers };
  if (limitBody === "html")
    return { status: 429, headers: { ...headers, "content-type": "text/html; charset=utf-8" }, body: PAGE };
  const error = { status: 429, code: "AS-TBC", title: "Too Many Requests", detail: "Too many requests", meta: [] };
  return {
    status: 429,
    headers: { ...headers, "content-type": "application/vnd.api+json" },
    body: JSON.stringify({ errors: errorsAs === "array" ? [error] : error }),
  };
}
