import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { BadUserInput } from "../../schema/errors.js";
import type { Accounts } from "../callers/account.js";
import { bodyOf, sendError, type RouteGuards } from "./route-guards.js";
import { chosen, type Authenticator } from "../callers/authenticate.js";
import type { Connections } from "../connections/connections.js";
import type { Cookies } from "./cookie.js";
import type { Emit } from "../events.js";
import { describeError, type Log } from "../log.js";
import { sourceOf } from "./request-source.js";
import type { PendingIdentities } from "../sign-in/pending-identities.js";
import { resolveConnections, type ResolvedConnection } from "../callers/connection-ref.js";
import type { EndedSession, Session, Sessions } from "../callers/sessions.js";
import { StoreUnavailable } from "../store/store-failure.js";

/** What the account routes need. */
export interface AccountRouteParts {
  readonly accounts: Accounts;
  readonly authenticator: Authenticator;
  readonly connections: Connections;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly guards: RouteGuards;
  readonly pending: PendingIdentities;
  readonly publicUrl: URL;
  readonly log: Log;
  readonly emit: Emit;
}

/** The work that routes which end sessions share. */
interface Ending {
  /** Ends a session under all its ids. Resolves to its connections and kept grants. */
  end(session: Session, request: FastifyRequest, reason: string, by: Session): Promise<EndedSession>;
  /** Clears the browser's cookies: its session and the sign-ins it has begun. */
  forgetCookies(request: FastifyRequest, reply: FastifyReply): void;
  signedOut(request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

function createEnding({ sessions, pending, cookies, publicUrl, emit }: AccountRouteParts): Ending {
  const forgetCookies: Ending["forgetCookies"] = (request, reply) => {
    cookies.clearSession(reply);
    for (const name of cookies.transactions(request).keys()) cookies.clearTransaction(reply, name);
    // Without https the gateway is on a developer's machine, where this would clear the cookies of all programs on localhost.
    if (publicUrl.protocol === "https:") void reply.header("clear-site-data", '"cookies"');
  };
  return {
    forgetCookies,
    async end(session, request, reason, by) {
      const ended = await sessions.end(session);
      for (const id of ended.pendingIdentities) await pending.drop(id);
      const { connectionId } = session;
      emit({
        name: "session.ended",
        session: session.name,
        reason,
        ...(connectionId !== undefined && { connectionId }),
        by: sourceOf(request, by.principalId),
      });
      return ended;
    },
    signedOut(request, reply) {
      forgetCookies(request, reply);
      return reply.send({ authenticated: false });
    },
  };
}

/** Adds the routes by which viewers list and end their sessions, and choose and disconnect their connections. */
export function addAccountRoutes(app: FastifyInstance, parts: AccountRouteParts): void {
  const ending = createEnding(parts);
  addSessionRoutes(app, parts, ending);
  addLeavingRoutes(app, parts, ending);
}

/** The session's connection that a body names by `connection` or `org`; undefined for neither. Throws BadUserInput. */
async function namedIn(
  connections: Connections,
  session: Session,
  request: FastifyRequest,
): Promise<ResolvedConnection | undefined> {
  const { connection, org, ...rest } = bodyOf(request);
  if (Object.keys(rest).length > 0) throw new BadUserInput("body", "expected no members but connection and org.");
  const argument = connection === undefined ? "org" : "connection";
  const wanted = connection ?? org;
  if (wanted === undefined) return undefined;
  if (typeof wanted !== "string") throw new BadUserInput(argument, "expected a text.");
  const all = await resolveConnections(connections, session.connections);
  return chosen(all, wanted, { argument, current: session.connectionId });
}

function addSessionRoutes(app: FastifyInstance, parts: AccountRouteParts, { end, signedOut }: Ending): void {
  const { accounts, authenticator, connections, sessions, guards, emit } = parts;

  const infoOf = async (request: FastifyRequest) => {
    const caller = await authenticator.of(request);
    const current = caller && (await authenticator.connection(caller, request));
    return accounts.info(caller, current?.id);
  };

  app.get("/auth/session", async (request, reply) => reply.send(await infoOf(request)));

  app.get(
    "/auth/sessions",
    guards.signedIn(async (session, _request, reply) => reply.send({ sessions: await accounts.sessions(session) })),
  );
  app.delete(
    "/auth/sessions",
    guards.changing(
      guards.lasting(async (session, request, reply) => {
        // Compared by name, which stays the same if the requesting session gets a new id at this moment.
        const others = (await sessions.besides(session)).filter(({ name }) => name !== session.name);
        for (const other of others) await end(other, request, "by_other_session", session);
        return reply.send({ ended: others.length });
      }),
    ),
  );
  app.delete<{ Params: { id: string } }>(
    "/auth/sessions/:id",
    guards.changing(
      guards.lasting(async (session, request, reply) => {
        const { id } = request.params as { id: string };
        const target = (await sessions.besides(session)).find(({ name }) => name === id);
        if (!target) return sendError(reply, 404, "NOT_FOUND", "You have no session of that id.");
        const isOwn = target.name === session.name;
        await end(target, request, isOwn ? "by_user" : "by_other_session", session);
        return isOwn ? signedOut(request, reply) : reply.send({ ended: 1 });
      }),
    ),
  );

  app.post(
    "/auth/switch",
    guards.changing(
      guards.lasting(async (session, request, reply) => {
        const target = await namedIn(connections, session, request);
        if (!target) throw new BadUserInput("body", 'expected {"org": "…"} or {"connection": "…"}.');
        await sessions.use(session, target.id);
        emit({
          name: "session.switched",
          session: session.name,
          connectionId: target.id,
          by: sourceOf(request, session.principalId),
        });
        return reply.send(await accounts.info(session, target.id));
      }),
    ),
  );
}

function addLeavingRoutes(app: FastifyInstance, parts: AccountRouteParts, ending: Ending): void {
  const { accounts, authenticator, connections, sessions, guards, log } = parts;
  const { end, signedOut, forgetCookies } = ending;

  app.post(
    "/auth/logout",
    guards.changing(async (request, reply) => {
      try {
        const session = await authenticator.sessionToEnd(request);
        if (session) await end(session, request, "by_user", session);
        return signedOut(request, reply);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        log.error({ requestId: request.id, ...describeError(error) }, "a session could not be ended");
        forgetCookies(request, reply);
        void reply.header("retry-after", "5");
        return sendError(
          reply,
          503,
          "UPSTREAM_UNAVAILABLE",
          "This browser has forgotten its session, but the gateway could not end it: it may go on until it has not been used for some hours.",
        );
      }
    }),
  );

  /** Ends a session and disconnects all its connections, including one that a sign-in adds at this moment. */
  async function disconnectAll(session: Session, request: FastifyRequest): Promise<void> {
    const by = sourceOf(request, session.principalId);
    const forget = async (refs: Session["connections"]): Promise<void> => {
      for (const { id } of await resolveConnections(connections, refs)) await connections.disconnect(id, by);
    };
    // Connections are disconnected before the session ends: if the store fails, the viewer still has a session to try again.
    await forget(session.connections);
    await forget((await end(session, request, "disconnected", session)).connections);
  }

  app.post(
    "/auth/disconnect",
    guards.changing(async (request, reply) => {
      const session = await authenticator.session(request);
      if (!session) {
        forgetCookies(request, reply);
        return sendError(reply, 401, "UNAUTHENTICATED", "Nobody is signed in, so there is nothing to forget.");
      }
      const target = await namedIn(connections, session, request);
      const others = target && (await resolveConnections(connections, session.connections)).filter(({ id }) => id !== target.id);
      const [next] = others ?? [];
      if (!target || !next) {
        await disconnectAll(session, request);
        return signedOut(request, reply);
      }
      await connections.disconnect(target.id, sourceOf(request, session.principalId));
      // If the connection in use was disconnected, another one becomes the one in use, which the answer shows.
      const current = others?.find(({ id }) => id === session.connectionId) ?? next;
      await sessions.use(session, current.id);
      return reply.send(await accounts.info(session, current.id));
    }),
  );
}
