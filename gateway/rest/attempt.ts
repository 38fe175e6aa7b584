import type { Dispatcher } from "undici";
import type { AccessToken } from "../../auth/index.js";

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
}

/** An answer, whole, whatever its status. */
export interface IncomingAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

const MEDIA_TYPE = "application/vnd.api+json";

const headerOf = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Sends a request once and reads its answer to the end. Rejects when there was none. */
export async function attempt(
  dispatcher: Dispatcher,
  { method, target, body: sent, contentType = MEDIA_TYPE }: OutgoingRequest,
  token: AccessToken,
  signal: AbortSignal,
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
  return {
    status: statusCode,
    contentType: headerOf(headers["content-type"]),
    retryAfter: headerOf(headers["retry-after"]),
    body: Buffer.from(await body.arrayBuffer()),
  };
}
