import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { BadUserInput } from "../schema/errors.js";
import type { Accounts } from "./account.js";
import { bodyOf, sendError, type Guards } from "./answers.js";
import { chosen, type Callers } from "./callers.js";
import type { Connections } from "./connections.js";
import type { Cookies } from "./cookie.js";
import type { Emit } from "./events.js";
import { originOf } from "./origin.js";
import { reachedOf, type Reached } from "./reach.js";
import type { Session, Sessions } from "./sessions.js";

/** What the routes of an account are made of. */
export interface AccountRouteParts {
  readonly accounts: Accounts;
  readonly callers: Callers;
  readonly connections: Connections;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly guards: Guards;
  readonly publicUrl: URL;
  readonly emit: Emit;
}

/** Adds the routes with which somebody sees and ends their sessions, and chooses and ends their connections. */
export function addAccountRoutes(app: FastifyInstance, parts: AccountRouteParts): void {
  const { accounts, callers, connections, sessions, cookies, guards, publicUrl, emit } = parts;

  async function end(session: Session, request: FastifyRequest, reason: string, by: Session): Promise<void> {
    await sessions.end(session);
    const { connectionId } = session;
    emit({
      name: "session.ended",
      session: session.name,
      reason,
      ...(connectionId !== undefined && { connectionId }),
      by: originOf(request, by.principalId),
    });
  }

  function signedOut(reply: FastifyReply): FastifyReply {
    cookies.clearSession(reply);
    // Not on a developer's machine: there it would clear the cookies of everything else on localhost as well.
    if (publicUrl.protocol === "https:") void reply.header("clear-site-data", '"cookies"');
    return reply.send({ authenticated: false });
  }

  /** The connection a body names by `connection` or `org`; undefined when it names none. */
  async function named(session: Session, request: FastifyRequest): Promise<Reached | undefined> {
    const { connection, org, ...rest } = bodyOf(request);
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) throw new BadUserInput("body", "expected no members but connection and org.");
    const argument = connection === undefined ? "org" : "connection";
    const wanted = connection ?? org;
    if (wanted === undefined) return undefined;
    if (typeof wanted !== "string") throw new BadUserInput(argument, "expected a text.");
    const all = await reachedOf(connections, session.connections);
    return chosen(all, wanted, { argument, current: session.connectionId });
  }

  const infoOf = async (request: FastifyRequest) => {
    const caller = await callers.of(request);
    const current = caller && (await callers.connection(caller, request));
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
        const others = (await sessions.besides(session)).filter(({ key }) => key !== session.key);
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
        await end(target, request, target.key === session.key ? "by_user" : "by_other_session", session);
        return target.key === session.key ? signedOut(reply) : reply.send({ ended: 1 });
      }),
    ),
  );

  app.post(
    "/auth/switch",
    guards.changing(
      guards.lasting(async (session, request, reply) => {
        const target = await named(session, request);
        if (!target) throw new BadUserInput("body", 'expected {"org": "…"} or {"connection": "…"}.');
        await sessions.use(session, target.id);
        emit({
          name: "session.switched",
          session: session.name,
          connectionId: target.id,
          by: originOf(request, session.principalId),
        });
        return reply.send(await accounts.info(session, target.id));
      }),
    ),
  );

  app.post(
    "/auth/logout",
    guards.changing(async (request, reply) => {
      const session = await callers.session(request);
      if (session && !session.readOnly) await end(session, request, "by_user", session);
      return signedOut(reply);
    }),
  );
  app.post(
    "/auth/disconnect",
    guards.changing(async (request, reply) => {
      const session = await callers.session(request);
      if (!session || session.readOnly) return signedOut(reply);
      const target = await named(session, request);
      const all = await reachedOf(connections, session.connections);
      for (const { id } of target ? [target] : all) await connections.disconnect(id, originOf(request, session.principalId));
      const [next] = target ? all.filter(({ id }) => id !== target.id) : [];
      if (!target || !next) {
        await end(session, request, "disconnected", session);
        return signedOut(reply);
      }
      // Whoever ends the one in use goes on with another, and is told so.
      const current = all.find(({ id }) => id !== target.id && id === session.connectionId) ?? next;
      await sessions.use(session, current.id);
      return reply.send(await accounts.info(session, current.id));
    }),
  );
}
