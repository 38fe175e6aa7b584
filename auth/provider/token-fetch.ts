import { oauthError, type SeenAnswer } from "../connections/token-outcome.js";
import { parseObject, readText } from "../http/read-body.js";
import { untilAborted } from "../store/waiting.js";

/** The options with which openid-client calls its fetch. */
export interface TokenRequestOptions {
  readonly body?: unknown;
  readonly headers: Record<string, string>;
  readonly method: string;
  readonly redirect: "manual";
  readonly signal?: AbortSignal;
}

/** What is seen of one token request. */
export interface TokenRequestWatch {
  /** Whether the request was given to `fetch`. */
  sent: boolean;
  /** The answer, when it has arrived completely. */
  seen: SeenAnswer | undefined;
  /** Called with the body of an answer that holds a refresh token, before the answer is validated. */
  readonly salvage?: (json: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** The watch of a request that was not sent yet. */
export function newWatch(salvage?: TokenRequestWatch["salvage"]): TokenRequestWatch {
  return { sent: false, seen: undefined, ...(salvage && { salvage }) };
}

/**
 * Makes a fetch for openid-client that reads the whole answer, salvages the tokens in it, and returns an answer in which
 * harmless deviations from OAuth are corrected. Other deviations are left for openid-client to refuse.
 */
export function watchedFetch(fetch: typeof globalThis.fetch, watch: TokenRequestWatch) {
  return async (url: string, options: TokenRequestOptions): Promise<Response> => {
    watch.sent = true;
    const response = await untilAborted(fetch(url, options as RequestInit), options.signal);
    const { text, truncated } = await untilAborted(readText(response), options.signal);
    const json = truncated ? undefined : parseObject(text);
    watch.seen = { status: response.status, retryAfter: response.headers.get("retry-after"), json, truncated };
    const granted = response.status === 200 || response.status === 201;
    if (granted && json && typeof json["refresh_token"] === "string" && json["refresh_token"] !== "") await watch.salvage?.(json);
    return normalised(response.status, json);
  };
}

function normalised(status: number, json: Readonly<Record<string, unknown>> | undefined): Response {
  const error = oauthError(json);
  const granted = status === 200 || status === 201;
  if (!json || (!granted && error === undefined)) return new Response(null, { status });
  const headers = { "content-type": "application/json" };
  if (error !== undefined) return new Response(JSON.stringify({ error }), { status: granted ? 400 : status, headers });
  // An `id_token` is never used, but openid-client checks it: a bad one would fail a refresh whose old token is already spent.
  const body: Record<string, unknown> = { ...json };
  delete body["id_token"];
  if (body["token_type"] === undefined || body["token_type"] === null) body["token_type"] = "bearer";
  for (const member of ["expires_in", "refresh_token", "scope"]) {
    if (body[member] === null || body[member] === "") delete body[member];
  }
  if (typeof body["expires_in"] === "number" && body["expires_in"] < 0) body["expires_in"] = 0;
  return new Response(JSON.stringify(body), { status: 200, headers });
}
