import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { GatewayError } from "../../schema/errors.js";
import { addAccountRoutes, type AccountRouteParts } from "./account-routes.js";
import { sendError } from "./route-guards.js";
import { sourceOf } from "./request-source.js";
import type { Limiter } from "./limits.js";
import { describeError, type Log } from "../log.js";
import { sendProblem, type ProblemCode } from "./problems.js";
import type { Provider } from "../provider/provider.js";
import { acceptReturnTo, setNote, type ReturnNote, type ReturnTargets } from "./return-to.js";
import type { NewSession, Session } from "../callers/sessions.js";
import { isScope, type AuthPorts } from "../settings.js";
import type { SignIn, SignInResult } from "../sign-in/sign-in.js";
import { splitScope } from "../connections/token-answer.js";
import { addTokenRoutes, type TokenRouteParts } from "./token-routes.js";
import type { Transaction, Transactions } from "../sign-in/transactions.js";

/** What the routes need. */
export interface RouteParts extends AccountRouteParts, TokenRouteParts {
  readonly provider: Provider;
  readonly transactions: Transactions;
  readonly signIn: SignIn;
  readonly limiter: Limiter;
  readonly targets: ReturnTargets;
  /** The scopes to ask for when a request names none; undefined lets Actionstep decide. */
  readonly scopes: readonly string[] | undefined;
  readonly redirectUri: URL;
  readonly sweep: () => void;
  readonly problemPage: AuthPorts["problemPage"];
  readonly log: Log;
}

/** Makes the routes under `/auth`. */
export function createRoutes(parts: RouteParts): FastifyPluginAsync {
  const { provider, authenticator, transactions, signIn, limiter, cookies, targets, redirectUri, clock, log, emit } = parts;

  const restartUrl = (returnTo?: string): string => {
    const url = new URL("/auth/connect", targets.publicUrl);
    if (returnTo !== undefined) url.searchParams.set("return_to", returnTo);
    return url.href;
  };
  const problem = (
    request: FastifyRequest,
    reply: FastifyReply,
    code: ProblemCode,
    returnTo?: string,
    retryAfter?: number,
  ): FastifyReply => {
    emit({ name: code === "RATE_LIMITED" ? "auth.limited" : "auth.rejected", reason: code, by: sourceOf(request) });
    return sendProblem(request, reply, code, restartUrl(returnTo), parts.problemPage, retryAfter);
  };
  const leave = (reply: FastifyReply, returnTo: string, note: ReturnNote = {}): FastifyReply => {
    // The target is checked again, since an origin may have been removed from the configuration during the sign-in.
    const url = acceptReturnTo(returnTo, targets);
    setNote(url, note);
    return reply.redirect(url.href, 303);
  };
  const give = (reply: FastifyReply, { id, session }: NewSession): void =>
    cookies.setSession(reply, id, session.endsAt - clock());

  async function connect(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const query = new URL(request.url, targets.publicUrl).searchParams;
    const returnTo = acceptReturnTo(query.get("return_to") ?? undefined, targets).href;
    if (isScripted(request)) return problem(request, reply, "NAVIGATION_REQUIRED", returnTo);
    const scopes = wantedScopes(query.get("scope"), parts.scopes);
    if (scopes === null) return problem(request, reply, "SCOPE_INVALID", returnTo);
    const session = await authenticator.session(request);
    const retryAfter = await limiter.exceeded("connects", request, session?.name);
    if (retryAfter !== null) return problem(request, reply, "RATE_LIMITED", returnTo, retryAfter);
    const resumed = session && !query.has("scope") ? await signIn.resume(session, sourceOf(request)) : null;
    if (resumed) return finish(request, reply, resumed, returnTo);

    const transaction: Transaction = {
      state: provider.newState(),
      verifier: provider.newVerifier(),
      returnTo,
      ...(scopes && { scopes }),
      ...(session && { sessionKey: session.key, sessionName: session.name }),
    };
    const { state, verifier } = transaction;
    const url = await provider.authorizationUrl({ state, verifier, redirectUri, ...(scopes && { scope: scopes }) });
    const proof = await transactions.begin(transaction, cookies.transactions(request));
    for (const name of proof.evicted) cookies.clearTransaction(reply, name);
    cookies.setTransaction(reply, proof.name, proof.value, proof.seconds);
    parts.sweep();
    return reply.redirect(url.href, 303);
  }

  /** Answers a sign-in that failed, and counts it against the limit on guessing. */
  async function failed(
    request: FastifyRequest,
    reply: FastifyReply,
    code: ProblemCode,
    returnTo?: string,
  ): Promise<FastifyReply> {
    emit({ name: "callback.finished", reason: code });
    const retryAfter = await limiter.failedTooOften(request);
    return retryAfter === null
      ? problem(request, reply, code, returnTo)
      : problem(request, reply, "RATE_LIMITED", returnTo, retryAfter);
  }

  async function finish(
    request: FastifyRequest,
    reply: FastifyReply,
    result: SignInResult,
    returnTo: string,
  ): Promise<FastifyReply> {
    if (result.ended === "problem") return failed(request, reply, result.code, returnTo);
    emit({ name: "callback.finished", reason: result.ended });
    switch (result.ended) {
      case "connected":
        give(reply, result.made);
        return leave(reply, returnTo, result.otherThanBefore ? { auth_notice: "org_mismatch" } : {});
      case "waiting":
        give(reply, result.made);
        return problem(request, reply, "IDENTITY_UNAVAILABLE", returnTo);
      case "declined":
        return leave(reply, returnTo, { auth_error: result.error });
    }
  }

  async function callback(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // The URL is built from the configuration: a request's own `host` header can be forged.
    const url = new URL(redirectUri);
    url.search = new URL(request.url, targets.publicUrl).search;
    const given = url.searchParams;
    if (["state", "code", "error", "iss"].some((name) => given.getAll(name).length > 1))
      return failed(request, reply, "STATE_INVALID");
    const session = await authenticator.session(request);
    const claim = await transactions.claim(given.get("state") ?? "", cookies.transactions(request), session);
    switch (claim.found) {
      case "foreign":
        return failed(request, reply, "STATE_INVALID");
      case "unknown":
        return unknownState(request, reply, session, claim.returnTo);
      case "expired":
        cookies.clearTransaction(reply, claim.name);
        return failed(request, reply, "STATE_EXPIRED", claim.returnTo);
      case "transaction": {
        cookies.clearTransaction(reply, claim.name);
        const result = await signIn.complete(url, claim.transaction, session, sourceOf(request));
        return finish(request, reply, result, claim.transaction.returnTo);
      }
    }
  }

  function unknownState(
    request: FastifyRequest,
    reply: FastifyReply,
    session: Session | null,
    returnTo: string | undefined,
  ): FastifyReply | Promise<FastifyReply> {
    // A viewer who is signed in and goes back in their browser opens a used callback again: no problem to report.
    return session?.connectionId === undefined
      ? failed(request, reply, "STATE_INVALID", returnTo)
      : leave(reply, returnTo ?? "/");
  }

  function answerError(error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    // Errors of the client (4xx) are answered and not logged: an operator can do nothing about them.
    const status = error instanceof GatewayError ? STATUSES[error.code] : error.statusCode;
    if (status !== undefined && status < 500) {
      if (status === 401) void reply.header("www-authenticate", 'Bearer error="invalid_token"');
      if (!(error instanceof GatewayError)) {
        // Fastify's own message may quote the request, at any length.
        return sendError(reply, status, "BAD_REQUEST", REFUSALS[status] ?? "The request could not be read.");
      }
      const { code, ...details } = error.extensions;
      return sendError(reply, status, String(code), error.message, details);
    }
    log.error({ requestId: request.id, ...describeError(error) }, "an auth route failed");
    return problem(request, reply, "UPSTREAM_UNAVAILABLE");
  }

  return async (app: FastifyInstance) => {
    // Bodies arrive as text and are parsed by the routes that need them; other routes accept any body.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "string", bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => done(null, body));
    app.addHook("onRequest", async (_request, reply) => {
      void reply.headers({
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        vary: "Cookie, Origin, Sec-Fetch-Site",
      });
    });
    app.setErrorHandler(answerError);
    // A HEAD request would begin a sign-in, or use up a code.
    app.get("/auth/connect", { exposeHeadRoute: false }, connect);
    app.get("/auth/callback", { exposeHeadRoute: false }, callback);
    addAccountRoutes(app, parts);
    addTokenRoutes(app, parts);
  };
}

/** Bytes of a request's body: enough for a token's label and organisations. */
const MAX_BODY_BYTES = 16_384;

/** Messages for requests that Fastify refuses before a route runs, by status. */
const REFUSALS: Readonly<Record<number, string>> = {
  413: `The body is longer than ${MAX_BODY_BYTES} bytes.`,
  415: "The body is of a kind that is not read here.",
};

/** HTTP statuses of client errors, by error code. */
const STATUSES: Readonly<Record<string, number>> = { BAD_USER_INPUT: 400, UNAUTHENTICATED: 401, FORBIDDEN: 403 };

/** Whether a page's script sent the request: it cannot follow a redirect to the sign-in page. Programs send no such header. */
function isScripted({ headers }: FastifyRequest): boolean {
  return headers["sec-fetch-site"] !== undefined && headers["sec-fetch-mode"] !== "navigate";
}

/** The scopes to ask for: those named and `users`, or the usual ones when none is named; null for an invalid name or too many. */
function wantedScopes(named: string | null, usual: readonly string[] | undefined): readonly string[] | undefined | null {
  const scopes = splitScope(named ?? "");
  if (scopes.length === 0) return usual;
  if (scopes.length > 200 || !scopes.every(isScope)) return null;
  return withUsers(scopes);
}

/** Adds the scope `users`, which is needed to read who has connected. */
export function withUsers(scopes: readonly string[]): readonly string[] {
  return scopes.includes("users") || scopes.includes("all") ? scopes : [...scopes, "users"];
}
