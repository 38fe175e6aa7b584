import type { FastifyReply, FastifyRequest } from "fastify";
import { BadUserInput, GatewayError } from "../../schema/errors.js";

/** The status of an answer, by the code of what went wrong. */
const STATUSES: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  RECONNECT_REQUIRED: 401,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPE: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  UPSTREAM_INVALID_RESPONSE: 502,
  UPSTREAM_UNAVAILABLE: 503,
};

/** The file is larger than this gateway takes. Nothing of it was kept. */
export class TooLarge extends BadUserInput {
  constructor(limit: number) {
    super("file", `it is larger than ${limit} bytes, which is the most this gateway takes.`, { limit });
  }
}

/** The request is no form with a file. */
export class NoForm extends BadUserInput {
  constructor() {
    super("content-type", "expected multipart/form-data with a boundary, as forms send files.");
  }
}

/** Errors that the log tells more of, by the request id that is on them. */
const TRACEABLE: ReadonlySet<string> = new Set(["UPSTREAM_INVALID_RESPONSE", "UPSTREAM_UNAVAILABLE", "RATE_LIMITED"]);

/** An error as clients see it: `{ message, extensions }`, nothing of what is inside. */
export function shownError(error: unknown, requestId: string): { message: string; extensions: Record<string, unknown> } {
  if (!(error instanceof GatewayError))
    return { message: "Something went wrong in the gateway.", extensions: { code: "INTERNAL_SERVER_ERROR", requestId } };
  return { message: error.message, extensions: { ...error.extensions, ...(TRACEABLE.has(error.code) && { requestId }) } };
}

/** Answers with an error in the form GraphQL has them too, and the status that goes with it. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const known = error instanceof GatewayError;
  if (!known) request.log.error({ err: error }, "a file route failed");
  const retryAfter = known ? error.extensions["retryAfter"] : undefined;
  if (typeof retryAfter === "number") void reply.header("retry-after", String(retryAfter));
  const status = error instanceof TooLarge ? 413 : error instanceof NoForm ? 415 : known ? STATUSES[error.code] : undefined;
  return reply
    .code(status ?? 500)
    .type("application/json; charset=utf-8")
    .header("cache-control", "no-store")
    .send({ errors: [shownError(error, request.id)] });
}
