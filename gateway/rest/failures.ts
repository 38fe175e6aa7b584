import {
  BadUserInput,
  Forbidden,
  type GatewayError,
  InsufficientScope,
  NotFound,
  RateLimited,
  RequestRefused,
  RequestTooLong,
  TokenRefused,
  UpstreamFailed,
  UpstreamInvalidResponse,
  UpstreamUnavailable,
} from "../../schema/errors.js";
import { isForScope, upstreamErrorIn, type UpstreamError } from "./upstream-error.js";

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

type Meaning = (refusal: UpstreamError, asked: Asked) => GatewayError;

const notFound: Meaning = (_, { path }) => new NotFound(path);
const refused: Meaning = (_, { path }) => new RequestRefused(path);
const forbidden: Meaning = () => new Forbidden();
const unavailable: Meaning = ({ retryAfter }) => new UpstreamUnavailable(retryAfter ?? OUTAGE_PAUSE_SECONDS);

/** The caller's fault where the caller chose conditions, and ours where we alone wrote the request. */
const notAccepted: Meaning = (_, { path, hasConditions }) =>
  hasConditions
    ? new BadUserInput("filter", `Actionstep does not accept this filter or order for ${path}.`)
    : new RequestRefused(path);
const tooLong: Meaning = (_, { path, hasConditions }) =>
  hasConditions
    ? new BadUserInput("filter", `This filter or order is longer than Actionstep accepts for ${path}.`)
    : new RequestTooLong(path);

/** What each status means to a reader. */
const meanings: Readonly<Record<number, Meaning>> = {
  400: notAccepted,
  // A token just renewed and still refused is a matter of rights, not of tokens.
  401: () => new TokenRefused(),
  403: (refusal, { path, connectUrl }) =>
    isForScope(refusal) ? new InsufficientScope([path], connectUrl([path])) : new Forbidden(),
  404: notFound,
  407: forbidden,
  408: unavailable,
  410: notFound,
  414: tooLong,
  422: notAccepted,
  429: ({ retryAfter }) => new RateLimited(retryAfter ?? DEFAULT_PAUSE_SECONDS),
  431: tooLong,
  500: (refusal, asked) => {
    // Requests that it could not route (11xx) or make sense of (13xx) come with status 500 as well.
    if (/^AS-11\d\d$/.test(refusal.code ?? "")) return refused(refusal, asked);
    if (/^AS-13\d\d$/.test(refusal.code ?? "")) return notAccepted(refusal, asked);
    return new UpstreamFailed(refusal.retryAfter ?? OUTAGE_PAUSE_SECONDS);
  },
};

/** The error a client receives for a refusal of the REST API. Nothing of the answer itself is passed on. */
export function failureFrom(refusal: UpstreamError, asked: Asked): GatewayError {
  const { status } = refusal;
  const meaning = meanings[status];
  if (meaning) return meaning(refusal, asked);
  if (status >= 500) return unavailable(refusal, asked);
  if (status >= 400) return refused(refusal, asked);
  // A redirect, or what no refusal should look like.
  return new UpstreamInvalidResponse();
}

/** The same for an answer that has not been looked into yet. */
export const failureOf = (status: number, body: string, retryAfter: number | undefined, asked: Asked): GatewayError =>
  failureFrom(upstreamErrorIn(status, body, retryAfter), asked);

/** The error a client receives when there was no whole answer: no connection, a reset, a time-out. */
export function unreachable(): GatewayError {
  return new UpstreamUnavailable(OUTAGE_PAUSE_SECONDS);
}
