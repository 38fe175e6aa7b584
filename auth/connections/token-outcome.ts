import { parseRetryAfter } from "../../time/retry-after.js";

/**
 * The result of a token request.
 *
 * - `dead`: the grant is no longer honoured; only then does the viewer have to connect again.
 * - `client-config`: the gateway's client id, secret or set-up was refused, which affects every viewer.
 * - `throttled`: the server said to wait. `rejected`: it refused the request without processing it. `never-sent`: no connection
 *   to it came about.
 * - `unknown`: it may have processed the request or not. `malformed`: its answer cannot be used.
 */
export type Outcome = "ok" | "dead" | "client-config" | "throttled" | "rejected" | "never-sent" | "unknown" | "malformed";

/** A token request that brought no usable tokens. The error holds only these members of the answer, and no token or code. */
export class TokenRequestFailure extends Error {
  readonly outcome: Exclude<Outcome, "ok">;
  readonly status: number | undefined;
  /** The OAuth `error`, when there was one. */
  readonly error: string | undefined;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfterMs: number | undefined;
  constructor(
    outcome: Exclude<Outcome, "ok">,
    seen: { status?: number; error?: string; retryAfterMs?: number; detail?: string } = {},
  ) {
    super(
      `The token request failed: ${[outcome, seen.status, seen.error, seen.detail].filter((part) => part !== undefined).join(", ")}.`,
    );
    this.name = "TokenRequestFailure";
    this.outcome = outcome;
    this.status = seen.status;
    this.error = seen.error;
    this.retryAfterMs = seen.retryAfterMs;
  }
}

/** A complete answer of the token endpoint. */
export interface SeenAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The body when it is a JSON object, whatever its content type says. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** Whether the body was too long to be read. */
  readonly truncated: boolean;
}

/** Errors that say that the refresh token is not honoured; not all are OAuth's own. */
const DEAD = new Set(["invalid_grant", "invalid_token", "expired_token"]);
const PASSING = new Set(["temporarily_unavailable", "server_error", "slow_down"]);

/** Classifies an answer without usable tokens. The status counts before the body: a 503 with `invalid_grant` is `unknown`. */
export function classifyAnswer(answer: SeenAnswer, now: number): TokenRequestFailure {
  const { status, json } = answer;
  const error = oauthError(json);
  const retryAfterMs = tokenRetryAfter(answer.retryAfter, now);
  const failure = (outcome: Exclude<Outcome, "ok">): TokenRequestFailure =>
    new TokenRequestFailure(outcome, {
      status,
      ...(error !== undefined && { error }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  if (status === 429) return failure("throttled");
  if (status >= 500) return failure("unknown");
  if (status >= 300 && status < 400) return failure("malformed");
  if (error !== undefined) {
    if (DEAD.has(error)) return failure("dead");
    return failure(PASSING.has(error) ? "throttled" : "client-config");
  }
  if (status === 401) return failure("client-config");
  if (status === 400 || status === 408) return failure("unknown");
  return failure(status >= 400 ? "rejected" : "malformed");
}

/** Classifies an error of a request to which no complete answer arrived. */
export function classifyError(error: unknown): TokenRequestFailure {
  const codes = codesOf(error);
  const detail = codes.at(-1);
  const failure = (outcome: Exclude<Outcome, "ok">): TokenRequestFailure =>
    new TokenRequestFailure(outcome, detail === undefined ? {} : { detail });
  if (codes.some((code) => code === "OAUTH_HTTP_REQUEST_FORBIDDEN" || code.startsWith("ERR_INVALID_")))
    return failure("client-config");
  return failure(codes.some((code) => NEVER_SENT.test(code)) ? "never-sent" : "unknown");
}

/**
 * Codes of errors that occur only before a request is sent: no connection, or no trusted one. Codes that may also occur later
 * are left out, since a request that may have been processed must not be sent again.
 */
const NEVER_SENT =
  /^(connect|getaddrinfo|ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

// fetch wraps the error in a TypeError, and the errors of several addresses in an AggregateError.
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== "object" || error === null || depth > 5) return [];
  const { code, name, syscall, cause, errors } = error as Record<"code" | "name" | "syscall" | "cause" | "errors", unknown>;
  const kind = typeof code === "string" ? code : name === "TimeoutError" || name === "AbortError" ? name : undefined;
  const inner = [...(Array.isArray(errors) ? (errors as unknown[]) : []), cause];
  const own = [kind, syscall].filter((each): each is string => typeof each === "string");
  return [...own, ...inner.flatMap((each) => codesOf(each, depth + 1))];
}

/** The OAuth error code of a body, if it consists of small letters and underscores: other text must not reach a log. */
export function oauthError(json: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const error = json?.["error"];
  return typeof error === "string" && /^[a-z_]{1,40}$/.test(error) ? error : undefined;
}

/** Milliseconds that a `Retry-After` header asks to wait, at most an hour; undefined when it is missing or cannot be read. */
export function tokenRetryAfter(value: string | null, now: number): number | undefined {
  const ms = value === null ? undefined : parseRetryAfter(value, now);
  return ms === undefined ? undefined : Math.min(Math.max(ms, 0), 3_600_000);
}
