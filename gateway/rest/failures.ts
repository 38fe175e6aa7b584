import {
  BadUserInput,
  Forbidden,
  type GatewayError,
  InsufficientScope,
  NotFound,
  RateLimited,
  RequestRefused,
  UpstreamUnavailable,
} from "../../schema/errors.js";

/** What was asked, as far as it decides what a refusal means. */
export interface Asked {
  /** The resource's collection, which is also its scope. */
  readonly path: string;
  /** Whether the caller chose conditions or an order, which Actionstep may not accept. */
  readonly hasConditions: boolean;
  /** Where to grant these scopes as well; asked for when the answer is written. */
  readonly connectUrl: (scopes: readonly string[]) => () => string;
}

const DEFAULT_PAUSE_SECONDS = 10;
const OUTAGE_PAUSE_SECONDS = 5;

/** Seconds of a `Retry-After` header, in either of its forms. */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : undefined;
}

/** Actionstep's codes for a request that it could not make sense of come with status 500 as well. */
const isRequestFault = (status: number, body: string): boolean =>
  status === 400 || (status === 500 && /"code"\s*:\s*"AS-13\d\d"/.test(body));

/** The error a client receives for a refusal of the REST API. Nothing of the answer itself is passed on. */
export function failureOf(status: number, body: string, retryAfter: number | undefined, asked: Asked): GatewayError {
  if (status === 429) return new RateLimited(retryAfter ?? DEFAULT_PAUSE_SECONDS);
  if (status === 403 && body.includes("insufficient_scope"))
    return new InsufficientScope([asked.path], asked.connectUrl([asked.path]));
  // A token just renewed and still refused is a matter of rights, not of tokens.
  if (status === 401 || status === 403) return new Forbidden();
  if (status === 404) return new NotFound(asked.path);
  if (isRequestFault(status, body) && asked.hasConditions)
    return new BadUserInput("filter", `Actionstep does not accept this filter or order for ${asked.path}.`);
  if ((status === 414 || status === 431) && asked.hasConditions)
    return new BadUserInput("filter", `This filter or order is longer than Actionstep accepts for ${asked.path}.`);
  if ((status >= 500 && !isRequestFault(status, body)) || status === 408)
    return new UpstreamUnavailable(retryAfter ?? OUTAGE_PAUSE_SECONDS);
  return new RequestRefused(asked.path);
}

/** The error a client receives when there was no whole answer: no connection, a reset, a time-out. */
export function unreachable(): GatewayError {
  return new UpstreamUnavailable(OUTAGE_PAUSE_SECONDS);
}
