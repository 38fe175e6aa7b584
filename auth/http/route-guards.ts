import type { FastifyReply, FastifyRequest } from "fastify";
import { BadUserInput } from "../../schema/errors.js";
import { bearerOf, type Authenticator } from "../callers/authenticate.js";
import { refuseForged } from "./csrf.js";
import type { Emit } from "../events.js";
import { sourceOf } from "./request-source.js";
import type { Session } from "../callers/sessions.js";

/** Answers with an error as JSON: a code for programs and a message for people. */
export function sendError(
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): FastifyReply {
  return reply.code(status).send({ error: { code, message, ...details } });
}

/** Answers with status 429. `retryAfter` is in seconds. */
export function sendLimited(reply: FastifyReply, retryAfter: number): FastifyReply {
  void reply.header("retry-after", String(retryAfter));
  return sendError(reply, 429, "RATE_LIMITED", `Too many requests: try again after ${retryAfter} seconds.`, { retryAfter });
}

/** The JSON object in a request's body; empty when there is no body. Throws BadUserInput for any other body. */
export function bodyOf({ body }: FastifyRequest): Readonly<Record<string, unknown>> {
  if (typeof body !== "string" || body === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // The parser's message would quote the body.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadUserInput("body", "expected a JSON object.");
}

/** What route guards need. */
export interface GuardParts {
  readonly authenticator: Authenticator;
  /** Origins whose pages may use the session cookie. */
  readonly origins: readonly string[];
  readonly connectUrl: () => string;
  readonly emit: Emit;
}

/** The handler of a route that needs a session. */
export type SessionWork = (session: Session, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Wrappers for route handlers that answer with an error when a request may not use the route. */
export interface RouteGuards {
  /** For routes that change something: refuses forged requests, and requests with a gateway token, with status 403. */
  changing(
    work: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
  ): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  /** Needs a session; else status 401. */
  signedIn(work: SessionWork): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  /** Needs a session whose id was not replaced; else status 401 or 409. */
  lasting(work: SessionWork): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

/** Makes the guards of one gateway. */
export function createRouteGuards({ authenticator, origins, connectUrl, emit }: GuardParts): RouteGuards {
  const signedIn: RouteGuards["signedIn"] = (work) => async (request, reply) => {
    const session = await authenticator.session(request);
    if (!session) return sendError(reply, 401, "UNAUTHENTICATED", "Nobody is signed in.", { connectUrl: connectUrl() });
    return work(session, request, reply);
  };
  return {
    signedIn,
    changing: (work) => async (request, reply) => {
      const refusal = refuseForged(request, origins);
      if (refusal) {
        emit({ name: "auth.rejected", reason: refusal.code, by: sourceOf(request) });
        return sendError(reply, 403, refusal.code, refusal.message);
      }
      // A program with a gateway token must not make further tokens or end a person's sessions.
      if (bearerOf(request) !== undefined)
        return sendError(reply, 403, "FORBIDDEN", "A gateway token cannot do this; it takes a person's session.");
      return work(request, reply);
    },
    lasting: (work) =>
      signedIn(async (session, request, reply) =>
        session.readOnly
          ? sendError(reply, 409, "SESSION_REPLACED", "The session has just been given another id: send the request again.")
          : work(session, request, reply),
      ),
  };
}
