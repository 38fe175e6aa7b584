import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { Connections } from "./connections.js";
import type { Cookies } from "./cookie.js";
import { refuseForged } from "./csrf.js";
import type { Emit } from "./events.js";
import { describeError, type Log } from "./log.js";
import { sendProblem, type ProblemCode } from "./problems.js";
import type { Provider } from "./provider.js";
import { acceptReturnTo, type ReturnTargets } from "./return-to.js";
import type { SessionInfo } from "./session-info.js";
import { SESSION_LIFE, type Session, type Sessions } from "./sessions.js";
import { isScope, type AuthPorts } from "./settings.js";
import type { SignIn, SignInResult } from "./sign-in.js";
import { splitScope } from "./token-answer.js";
import type { Transaction, Transactions } from "./transactions.js";

/** What the routes are made of. */
export interface RouteParts {
  readonly provider: Provider;
  readonly connections: Connections;
  readonly sessions: Sessions;
  readonly transactions: Transactions;
  readonly signIn: SignIn;
  readonly cookies: Cookies;
  readonly targets: ReturnTargets;
  /** The scopes to ask for when a request names none; undefined leaves it to Actionstep. */
  readonly scopes: readonly string[] | undefined;
  readonly redirectUri: URL;
  readonly sessionInfo: (request: FastifyRequest) => Promise<SessionInfo>;
  readonly sweep: () => void;
  readonly problemPage: AuthPorts["problemPage"];
  readonly log: Log;
  readonly emit: Emit;
}

/** The routes under /auth. */
export function createRoutes(parts: RouteParts): FastifyPluginAsync {
  const { provider, connections, sessions, transactions, signIn, cookies, targets, redirectUri, log, emit } = parts;
  const origins = [targets.publicUrl.origin, ...targets.origins];

  const restartUrl = (returnTo?: string): string => {
    const url = new URL("/auth/connect", targets.publicUrl);
    if (returnTo !== undefined) url.searchParams.set("return_to", returnTo);
    return url.href;
  };
  const problem = (request: FastifyRequest, reply: FastifyReply, code: ProblemCode, returnTo?: string): FastifyReply => {
    emit({ name: "auth.rejected", reason: code });
    return sendProblem(request, reply, code, restartUrl(returnTo), parts.problemPage);
  };
  const sessionOf = (request: FastifyRequest): Promise<Session | null> => sessions.find(cookies.session(request));
  const leave = (reply: FastifyReply, returnTo: string, note: Readonly<Record<string, string>> = {}): FastifyReply => {
    // Looked at again: the list of origins may have become shorter since.
    const url = acceptReturnTo(returnTo, targets);
    for (const [name, value] of Object.entries(note)) url.searchParams.set(name, value);
    return reply.redirect(url.href, 303);
  };
  const finish = (request: FastifyRequest, reply: FastifyReply, result: SignInResult, returnTo: string): FastifyReply => {
    switch (result.ended) {
      case "connected":
        cookies.setSession(reply, result.sessionId, SESSION_LIFE / 1_000);
        return leave(reply, returnTo, result.otherThanBefore ? { auth_notice: "org_mismatch" } : {});
      case "waiting":
        cookies.setSession(reply, result.sessionId, SESSION_LIFE / 1_000);
        return problem(request, reply, "IDENTITY_UNAVAILABLE", returnTo);
      case "declined":
        return leave(reply, returnTo, { auth_error: result.error });
      case "problem":
        return problem(request, reply, result.code, returnTo);
    }
  };

  async function connect(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const query = new URL(request.url, targets.publicUrl).searchParams;
    const returnTo = acceptReturnTo(query.get("return_to") ?? undefined, targets).href;
    if (isScripted(request)) return problem(request, reply, "NAVIGATION_REQUIRED", returnTo);
    const scopes = wantedScopes(query.get("scope"), parts.scopes);
    if (scopes === null) return problem(request, reply, "SCOPE_INVALID", returnTo);
    const session = await sessionOf(request);
    const resumed = session && !query.has("scope") ? await signIn.resume(session) : null;
    if (resumed) return finish(request, reply, resumed, returnTo);

    const transaction: Transaction = {
      state: provider.newState(),
      verifier: provider.newVerifier(),
      returnTo,
      ...(scopes && { scopes }),
      ...(session && { sessionKey: session.key }),
    };
    const { state, verifier } = transaction;
    const url = await provider.authorizationUrl({ state, verifier, redirectUri, ...(scopes && { scope: scopes }) });
    const proof = await transactions.begin(transaction, cookies.transactions(request));
    for (const name of proof.evicted) cookies.clearTransaction(reply, name);
    cookies.setTransaction(reply, proof.name, proof.value, proof.seconds);
    parts.sweep();
    return reply.redirect(url.href, 303);
  }

  async function callback(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // Built from our own settings: what a request says about its host is not to be trusted.
    const url = new URL(redirectUri);
    url.search = new URL(request.url, targets.publicUrl).search;
    const given = url.searchParams;
    if (["state", "code", "error", "iss"].some((name) => given.getAll(name).length > 1))
      return problem(request, reply, "STATE_INVALID");
    const session = await sessionOf(request);
    const claim = await transactions.claim(given.get("state") ?? "", cookies.transactions(request), session);
    switch (claim.found) {
      case "foreign":
        return problem(request, reply, "STATE_INVALID");
      case "unknown":
        // Somebody signed in who goes back in their browser is where they want to be.
        return session?.connectionId === undefined
          ? problem(request, reply, "STATE_INVALID", claim.returnTo)
          : leave(reply, claim.returnTo ?? "/");
      case "expired":
        cookies.clearTransaction(reply, claim.name);
        return problem(request, reply, "STATE_EXPIRED", claim.returnTo);
      case "transaction":
        cookies.clearTransaction(reply, claim.name);
        return finish(request, reply, await signIn.complete(url, claim.transaction, session), claim.transaction.returnTo);
    }
  }

  /** A posting route: refused when forged, else done with the live session there is. */
  const posting =
    (act: (session: Session) => Promise<void>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const refusal = refuseForged(request, origins);
      if (refusal) {
        emit({ name: "auth.rejected", reason: refusal.code });
        return reply.code(403).send({ error: refusal });
      }
      const session = await sessionOf(request);
      if (session && !session.readOnly) {
        await act(session);
        await sessions.end(session);
        emit({ name: "session.ended", ...(session.connectionId !== undefined && { connectionId: session.connectionId }) });
      }
      cookies.clearSession(reply);
      // Not on a developer's machine: there it would clear the cookies of everything else on localhost as well.
      if (targets.publicUrl.protocol === "https:") void reply.header("clear-site-data", '"cookies"');
      return reply.send({ authenticated: false });
    };

  return async (app: FastifyInstance) => {
    // A posting route needs no body, and is not to fail on one.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, payload, done) => {
      payload.resume();
      done(null);
    });
    app.addHook("onRequest", async (_request, reply) => {
      void reply.headers({
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        vary: "Cookie, Origin, Sec-Fetch-Site",
      });
    });
    app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      // What the client got wrong is nothing an operator could put right.
      const { statusCode = 500 } = error;
      if (statusCode < 500) return reply.code(statusCode).send({ error: { code: "BAD_REQUEST", message: error.message } });
      log.error({ requestId: request.id, ...describeError(error) }, "an auth route failed");
      return problem(request, reply, "UPSTREAM_UNAVAILABLE");
    });
    // HEAD would begin sign-ins and use up codes.
    app.get("/auth/connect", { exposeHeadRoute: false }, connect);
    app.get("/auth/callback", { exposeHeadRoute: false }, callback);
    app.get("/auth/session", async (request, reply) => reply.send(await parts.sessionInfo(request)));
    app.post(
      "/auth/logout",
      posting(() => Promise.resolve()),
    );
    app.post(
      "/auth/disconnect",
      posting(async ({ connectionId }) => {
        if (connectionId !== undefined) await connections.disconnect(connectionId);
      }),
    );
  };
}

/** Whether a page's script asks, which could not follow to the sign-in. Programs, which name no site, may. */
function isScripted({ headers }: FastifyRequest): boolean {
  return headers["sec-fetch-site"] !== undefined && headers["sec-fetch-mode"] !== "navigate";
}

/** The scopes to ask for: those named, with the one that tells who it is; null when a name is not one. */
function wantedScopes(named: string | null, usual: readonly string[] | undefined): readonly string[] | undefined | null {
  const scopes = splitScope(named ?? "");
  if (scopes.length === 0) return usual;
  if (scopes.length > 200 || !scopes.every(isScope)) return null;
  return withUsers(scopes);
}

/** The same scopes and `users`, without which nobody could be told from anybody else. */
export function withUsers(scopes: readonly string[]): readonly string[] {
  return scopes.includes("users") || scopes.includes("all") ? scopes : [...scopes, "users"];
}
