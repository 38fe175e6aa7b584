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

/** Finds the caller of a request by its cookie or bearer token. */
export interface Authenticator {
  /** The caller, or null when nobody is signed in. Rejects with Unauthenticated for an unknown or ended bearer token. */
  of(request: FastifyRequest): Promise<Caller | null>;
  /** The session of a request's cookie; null for a request with a bearer token. */
  session(request: FastifyRequest): Promise<Session | null>;
  /** The session that a request may end. Its cookie may have an id that was replaced a while ago. */
  sessionToEnd(request: FastifyRequest): Promise<Session | null>;
  /**
   * The connection a request is for: the one named in the header `x-actionstep-org`, else the one in use; null when there is
   * none. Rejects with BadUserInput when the header names no connection of the caller, or is missing for a token with several.
   */
  connection(caller: Caller, request: FastifyRequest): Promise<ResolvedConnection | null>;
}

/** What an authenticator needs. */
export interface AuthenticatorParts {
  readonly sessions: Sessions;
  readonly tokens: GatewayTokens;
  readonly connections: Connections;
  readonly cookies: Cookies;
  readonly connectUrl: () => string;
}

/** The header that chooses an organisation for one request. */
export const ORG_HEADER = "x-actionstep-org";

/** Makes an authenticator. With a bearer token, the cookie of a request is ignored. */
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
      // An id that was replaced only reads: it would be unclear whether a write belongs to the old session or the new one.
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

/** The one connection with an orgkey or id. Throws BadUserInput, which lists the organisations, when none or several have it. */
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

/** The bearer token of a request: "" when it is malformed, undefined when there is none. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^bearer(?!\S)\s*(.*)/i.exec(headers.authorization?.trim() ?? "")?.[1];
}
