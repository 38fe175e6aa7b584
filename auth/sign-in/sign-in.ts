import { acceptApiEndpoint, type ApiHosts } from "../provider/api-endpoint.js";
import type { Connections, Grant } from "../connections/connections.js";
import type { Emit, RequestSource } from "../events.js";
import { fetchIdentity, IdentityFailure, type IdentityParts } from "./identity.js";
import { describeError, type Alarms, type Log } from "../log.js";
import { TokenRequestFailure } from "../connections/token-outcome.js";
import type { PendingIdentities } from "./pending-identities.js";
import type { ProblemCode } from "../http/problems.js";
import { CallbackDeclined, CallbackInvalid, type Provider } from "../provider/provider.js";
import { withConnection } from "../callers/connection-ref.js";
import { contentOf, type NewSession, type Session, type SessionContent, type Sessions } from "../callers/sessions.js";
import type { TokenAnswer } from "../connections/token-answer.js";
import type { Transaction } from "./transactions.js";

/** How a sign-in ended. */
export type SignInResult =
  | { readonly ended: "connected"; readonly made: NewSession; readonly otherThanBefore: boolean }
  | { readonly ended: "declined"; readonly error: string }
  | { readonly ended: "waiting"; readonly made: NewSession }
  | { readonly ended: "problem"; readonly code: ProblemCode };

/** The last part of a sign-in: it exchanges the code for tokens and makes a session. */
export interface SignIn {
  /** Exchanges a callback's code and makes a session: a new one, or `session` with a new id and one connection more. */
  complete(callback: URL, transaction: Transaction, session: Session | null, by: RequestSource): Promise<SignInResult>;
  /** Tries again to read whose the kept grant of a session is; null when it has none. */
  resume(session: Session, by: RequestSource): Promise<SignInResult | null>;
}

/** What it takes to finish a sign-in. */
export interface SignInParts {
  readonly provider: Provider;
  readonly connections: Connections;
  readonly sessions: Sessions;
  readonly pending: PendingIdentities;
  readonly apiHosts: ApiHosts;
  readonly identity: IdentityParts;
  readonly clock: () => number;
  readonly log: Log;
  readonly alarms: Alarms;
  readonly emit: Emit;
}

/** Makes the sign-in of one gateway. */
export function createSignIn(parts: SignInParts): SignIn {
  const { provider, connections, sessions, pending, apiHosts, clock, log, alarms, emit } = parts;
  const problem = (code: ProblemCode): SignInResult => ({ ended: "problem", code });

  async function fromGrant(
    grant: Grant,
    session: Session | null,
    by: RequestSource,
    sessionName?: string,
  ): Promise<SignInResult> {
    // A session whose id was replaced gives nothing to the new one: its content has gone to its successor.
    const kept = session?.readOnly === false ? session : null;
    try {
      const identity = await fetchIdentity(parts.identity, new URL(grant.apiEndpoint), grant.accessToken, grant.grantedScopes);
      if (identity.orgkey !== undefined && identity.orgkey !== grant.orgkey) {
        alarms.raise(
          "org-mismatch",
          {},
          "a new connection's user belongs to another organisation than its token; nothing was stored",
        );
        return problem("ANSWER_INCOMPLETE");
      }
      const { id, record, isNew } = await connections.save(grant, identity, kept?.principalId, by);
      const content: SessionContent = {
        principalId: kept?.principalId ?? record.principalId,
        connections: withConnection(kept?.connections ?? [], { id, since: record.createdAt }),
        connectionId: id,
      };
      const before = session?.connectionId;
      const made = await begin(content, kept, by, sessionName);
      if (!made) {
        // The session was ended meanwhile: nobody could use the new connection, and who logged out does not expect one.
        if (isNew) await connections.disconnect(id, by, record.v);
        return problem("STATE_INVALID");
      }
      return {
        ended: "connected",
        made,
        otherThanBefore: before !== undefined && before !== id,
      };
    } catch (error) {
      if (!(error instanceof IdentityFailure)) throw error;
      log.warn({ status: error.status, passing: error.passing }, error.message);
      if (!error.passing) return problem("IDENTITY_REFUSED");
      const pendingIdentity = await pending.keep(grant);
      const made = await begin({ ...contentOf(kept ?? { connections: [] }), pendingIdentity }, kept, by, sessionName);
      const unused = made ? kept?.pendingIdentity : pendingIdentity;
      if (unused !== undefined) await pending.drop(unused);
      return made ? { ended: "waiting", made } : problem("STATE_INVALID");
    }
  }

  /** Makes the session at the end of a sign-in. Null when the session in which it was begun has ended meanwhile. */
  async function begin(
    content: SessionContent,
    replaces: Session | null,
    by: RequestSource,
    begunIn = replaces?.name,
  ): Promise<NewSession | null> {
    const made = await sessions.create(content, replaces, by.browser);
    if (!made) return null;
    if (begunIn !== undefined && (await sessions.hasEnded(begunIn))) {
      await sessions.end(made.session);
      return null;
    }
    for (const session of made.evicted) emit({ name: "session.ended", session, reason: "too_many" });
    emit({
      name: made.session.name === replaces?.name ? "session.renewed" : "session.created",
      session: made.session.name,
      ...(content.connectionId !== undefined && { connectionId: content.connectionId }),
      by: { ...(content.principalId !== undefined && { actor: content.principalId }), ...by },
    });
    return made;
  }

  function refused(error: unknown): SignInResult {
    if (error instanceof CallbackDeclined) return { ended: "declined", error: error.error };
    if (error instanceof CallbackInvalid) return problem("STATE_INVALID");
    if (!(error instanceof TokenRequestFailure)) throw error;
    if (error.outcome === "dead") return problem("CODE_REJECTED");
    if (error.outcome === "client-config") {
      alarms.raise(
        "client-config",
        describeError(error),
        "Actionstep refuses this gateway's own credentials or set-up; nobody can connect",
      );
      return problem("AUTH_MISCONFIGURED");
    }
    if (error.outcome === "malformed")
      alarms.raise("provider", describeError(error), "Actionstep's token endpoint answers in an unusable form");
    else log.warn(describeError(error), "a code could not be exchanged");
    return problem("UPSTREAM_UNAVAILABLE");
  }

  function grantOf(answer: TokenAnswer, transaction: Transaction, obtainedAt: number): Grant | ProblemCode {
    const { accessToken, refreshToken, orgkey, lifeMs, scope } = answer;
    if (accessToken === undefined || refreshToken === undefined || orgkey === undefined || answer.apiEndpoint === undefined)
      return "ANSWER_INCOMPLETE";
    const endpoint = acceptApiEndpoint(answer.apiEndpoint, apiHosts);
    if (!endpoint) {
      alarms.raise("api-endpoint", {}, "a token answer names an API host that is not allowed; the tokens were dropped");
      return "AUTH_MISCONFIGURED";
    }
    const requestedScopes = transaction.scopes ?? [];
    return {
      accessToken,
      refreshToken,
      lifeMs,
      obtainedAt,
      orgkey,
      apiEndpoint: endpoint.href,
      requestedScopes,
      // If neither the answer nor the request names scopes, all are taken to be granted.
      grantedScopes: scope ?? (requestedScopes.length > 0 ? requestedScopes : ["all"]),
    };
  }

  return {
    async complete(callback, transaction, session, by) {
      const { state, verifier } = transaction;
      const startedAt = clock();
      let answer: TokenAnswer;
      try {
        answer = await provider.exchange(callback, { state, verifier });
      } catch (error) {
        return refused(error);
      }
      alarms.end("client-config");
      const grant = grantOf(answer, transaction, startedAt);
      if (typeof grant === "string") return problem(grant);
      // A browser does not send a `strict` cookie when it comes from another site: the transaction names the session instead.
      const { sessionKey, sessionName } = transaction;
      // Only that id of the session counts, no later one: a person with an old id must not get what was added since.
      const begunIn = session ?? (sessionKey === undefined ? null : await sessions.peek(sessionKey));
      return fromGrant(grant, begunIn, by, sessionName);
    },
    async resume(session, by) {
      const id = session.pendingIdentity;
      const grant = id === undefined || session.readOnly ? null : await pending.find(id);
      if (!grant) return null;
      const result = await fromGrant(grant, session, by);
      // If the person is still not known, `fromGrant` has stored the grant under a new id.
      await pending.drop(id!);
      return result;
    },
  };
}
