import type { FastifyRequest } from "fastify";
import { BadUserInput, Unauthenticated } from "../../schema/errors.js";
import type { Connections } from "../connections/connections.js";
import type { Cookies } from "../http/cookie.js";
import type { Access, GatewayTokens } from "./gateway-tokens.js";
import { resolveConnections, type ConnectionRef, type ResolvedConnection } from "./connection-ref.js";
import type { Session, Sessions } from "./sessions.js";

/** Who makes a request, and which connections they may use. */
export interface Caller {
  readonly via: "cookie" | "bearer";
  readonly access: Access;
  readonly principalId?: string;
  readonly connections: readonly ConnectionRef[];
  /** The connection that is used when a request names none. */
  readonly connectionId?: string;
}

/** Who is asking, by what a request brings along. */
export interface Authenticator {
  /** The caller, or null when nobody is signed in. Rejects with Unauthenticated on a bearer token that is not or no longer good. */
  of(request: FastifyRequest): Promise<Caller | null>;
  /** The session of a request; never one for a request that brings a bearer token. */
  session(request: FastifyRequest): Promise<Session | null>;
  /** The session a request may end: also where the id it brings was replaced a while ago. */
  sessionToEnd(request: FastifyRequest): Promise<Session | null>;
  /**
   * The connection a request is for: the one its header `x-actionstep-org` names, else the one in use. Null when there is
   * none. Rejects with BadUserInput when the header names none of the caller's, or when it would have to name one.
   */
  connection(caller: Caller, request: FastifyRequest): Promise<ResolvedConnection | null>;
}

/** What telling callers apart needs of its surroundings. */
export interface AuthenticatorParts {
  readonly sessions: Sessions;
  readonly tokens: GatewayTokens;
  readonly connections: Connections;
  readonly cookies: Cookies;
  readonly connectUrl: () => string;
}

/** The header that chooses an organisation for one request. */
export const ORG_HEADER = "x-actionstep-org";

/** Tells callers apart. A bearer token speaks for itself alone: the cookie beside it is not looked at. */
export function createAuthenticator({ sessions, tokens, connections, cookies, connectUrl }: AuthenticatorParts): Authenticator {
  const session: Authenticator["session"] = async (request) =>
    bearerOf(request) === undefined ? sessions.find(cookies.session(request)) : null;
  return {
    session,
    sessionToEnd: (request) => sessions.findToEnd(cookies.session(request)),
    async of(request) {
      const bearer = bearerOf(request);
      if (bearer !== undefined) {
        const token = await tokens.find(bearer);
        if (!token) throw new Unauthenticated(connectUrl(), "This gateway token is not known, has ended or was revoked.");
        return { ...token, via: "bearer" };
      }
      const found = await session(request);
      // Which of the two sessions a write belongs to would be unclear.
      return found && { ...found, via: "cookie", access: found.readOnly ? "read" : "write" };
    },
    async connection(caller, request) {
      const wanted = request.headers[ORG_HEADER];
      const all = await resolveConnections(connections, caller.connections);
      if (wanted !== undefined && wanted !== "")
        return chosen(all, String(wanted), { argument: ORG_HEADER, current: caller.connectionId });
      if (caller.via === "cookie") return all.find(({ id }) => id === caller.connectionId) ?? null;
      if (all.length > 1)
        throw new BadUserInput(ORG_HEADER, `this token is good for several organisations; name one of ${namesOf(all)}.`, {
          organisations: orgkeysOf(all),
        });
      return all[0] ?? null;
    },
  };
}

/** The one connection an organisation's key or a connection's id means. Rejects with BadUserInput, saying what there is. */
export function chosen(
  all: readonly ResolvedConnection[],
  wanted: string,
  { argument, current }: { readonly argument: string; readonly current: string | undefined },
): ResolvedConnection {
  const fitting = all.filter(({ id, record }) => id === wanted || record.orgkey === wanted);
  const [only] = fitting.length === 1 ? fitting : fitting.filter(({ id }) => id === current);
  if (only) return only;
  const several = `you are connected to it as several users; name a connection: ${fitting.map(({ id }) => id).join(", ")}.`;
  const unknown = `not an organisation you are connected to; ${all.length > 0 ? `name one of ${namesOf(all)}` : "there is none"}.`;
  throw new BadUserInput(argument, fitting.length > 1 ? several : unknown, { organisations: orgkeysOf(all) });
}

const orgkeysOf = (all: readonly ResolvedConnection[]): string[] => [...new Set(all.map(({ record }) => record.orgkey))].sort();
const namesOf = (all: readonly ResolvedConnection[]): string => orgkeysOf(all).join(", ");

/** The bearer token a request brings, empty when it is malformed; undefined when it brings none. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^bearer(?!\S)\s*(.*)/i.exec(headers.authorization?.trim() ?? "")?.[1];
}
