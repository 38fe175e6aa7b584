import type { Dispatcher } from "undici";
import type { AccessToken } from "../../auth/index.js";
import { readBody, type ArrivingBodies } from "./answer-body.js";
import { MAX_UPSTREAM_ANSWER, MAX_UPSTREAM_ERROR } from "./answer-limits.js";

/** A request to the REST API, all but whose token it goes with. */
export interface OutgoingRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The collection, for metrics and the log. */
  readonly path: string;
  /** The path below `rest/`, with its query string. */
  readonly target: string;
  readonly body?: string | Uint8Array;
  /** The media type of the body; Actionstep's own unless said otherwise. */
  readonly contentType?: string;
  /** Milliseconds from sending to the last byte, where it may take longer than usual. */
  readonly timeout?: number;
  /** Bytes of the answer at most, where they are fewer than usual. */
  readonly maxAnswer?: number;
}

/** An answer, whatever its status; whole, but for one that refuses the request and goes on for too long. */
export interface IncomingAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

const MEDIA_TYPE = "application/vnd.api+json";

const headerOf = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** What an attempt is made with. */
export interface Attempt {
  readonly dispatcher: Dispatcher;
  readonly token: AccessToken;
  readonly signal: AbortSignal;
  readonly arriving: ArrivingBodies;
}

/**
 * Sends a request once and reads its answer to the end. Rejects when there was none, and with `UpstreamAnswerTooLong`
 * when it does not end in time; the connection is cut then.
 */
export async function attempt(
  { method, target, body: sent, contentType = MEDIA_TYPE, maxAnswer = MAX_UPSTREAM_ANSWER }: OutgoingRequest,
  { dispatcher, token, signal, arriving }: Attempt,
): Promise<IncomingAnswer> {
  const url = new URL(`rest/${target}`, token.apiEndpoint);
  const { statusCode, headers, body } = await dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers: { authorization: `Bearer ${token.value.reveal()}`, accept: MEDIA_TYPE, "content-type": contentType },
    body: sent ?? null,
    signal,
  });
  const isGood = statusCode >= 200 && statusCode <= 299;
  const length = headerOf(headers["content-length"]);
  const limit = { maxBytes: isGood ? maxAnswer : MAX_UPSTREAM_ERROR, dropsRest: !isGood, arriving };
  return {
    status: statusCode,
    contentType: headerOf(headers["content-type"]),
    retryAfter: headerOf(headers["retry-after"]),
    // An answer packed with gzip, which was never asked for, is not unpacked: nothing that is long comes out of it.
    body: await readBody(body, { ...limit, said: length === undefined ? undefined : Number(length) }),
  };
}
