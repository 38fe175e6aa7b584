import { parseRetryAfter } from "../../time/retry-after.js";

/**
 * What became of a token request.
 *
 * - `dead`: the grant is no longer honoured; the only outcome that disconnects.
 * - `client-config`: our client id, secret or set-up was refused; every viewer is affected and none is to blame.
 * - `throttled`: told to wait. `rejected`: turned away before it was processed. `never-sent`: nobody was reached.
 * - `unknown`: it may or may not have been processed. `malformed`: it was answered, but unusably.
 */
export type Outcome = "ok" | "dead" | "client-config" | "throttled" | "rejected" | "never-sent" | "unknown" | "malformed";

/** A token request that brought no usable tokens. It carries nothing of the request or the answer but what is named here. */
export class TokenRequestFailure extends Error {
  readonly outcome: Exclude<Outcome, "ok">;
  readonly status: number | undefined;
  /** The OAuth `error`, when there was one. */
  readonly error: string | undefined;
  /** The pause the server asked for. */
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

/** An answer of the token endpoint, read to its end. */
export interface SeenAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The body when it is a JSON object, whatever its content type says. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** Whether the body was longer than is ever read. */
  readonly truncated: boolean;
}

/** Errors that say the refresh token itself is not honoured; Actionstep uses its own names for some. */
const DEAD = new Set(["invalid_grant", "invalid_token", "expired_token"]);
const PASSING = new Set(["temporarily_unavailable", "server_error", "slow_down"]);

/** Reads an answer that brought no usable tokens. The status counts before the body: a 503 that says `invalid_grant` is a 503. */
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

/** Reads a failure in which no complete answer arrived. */
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
 * What the system says when no connection, or no trusted one, came about. Anything that could also happen once a request
 * is under way is left out: what may have been processed must not be sent again.
 */
const NEVER_SENT =
  /^(connect|getaddrinfo|ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

// fetch wraps what happened in a TypeError, and several tried addresses in an AggregateError.
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== "object" || error === null || depth > 5) return [];
  const { code, name, syscall, cause, errors } = error as Record<"code" | "name" | "syscall" | "cause" | "errors", unknown>;
  const kind = typeof code === "string" ? code : name === "TimeoutError" || name === "AbortError" ? name : undefined;
  const inner = [...(Array.isArray(errors) ? (errors as unknown[]) : []), cause];
  const own = [kind, syscall].filter((each): each is string => typeof each === "string");
  return [...own, ...inner.flatMap((each) => codesOf(each, depth + 1))];
}

/** The OAuth error code of a body; only the plain words the standard allows, so nothing else can be quoted from it. */
export function oauthError(json: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const error = json?.["error"];
  return typeof error === "string" && /^[a-z_]{1,40}$/.test(error) ? error : undefined;
}

/** The pause a `Retry-After` header asks for, in milliseconds, at most an hour. */
export function tokenRetryAfter(value: string | null, now: number): number | undefined {
  const ms = value === null ? undefined : parseRetryAfter(value, now);
  return ms === undefined ? undefined : Math.min(Math.max(ms, 0), 3_600_000);
}
