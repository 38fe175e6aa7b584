import type { FastifyReply, FastifyRequest } from "fastify";
import { BadUserInput, GatewayError } from "../../schema/errors.js";
import { MIN_SPEED } from "./speed-meter.js";

/** HTTP statuses by error code. */
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

/** The file arrived or was read too slowly while others waited for their turn. */
export class TooSlow extends BadUserInput {
  constructor() {
    super("body", `it moved at less than ${MIN_SPEED} bytes a second while others waited for their turn.`);
  }
}

/** A file of unknown size cannot be put on disk; `systemCode` is the file system's error code, such as `ENOSPC`. */
export class SizeRequired extends BadUserInput {
  constructor(readonly systemCode: string) {
    super(
      "x-upload-size",
      "the gateway has no room for a file of unknown size; send its size in bytes, or a request that says how long it is.",
    );
  }
}

/** The HTTP status of an error: by its class where one code has several statuses, else by its code. */
const statusOf = (error: GatewayError): number | undefined =>
  error instanceof TooLarge
    ? 413
    : error instanceof NoForm
      ? 415
      : error instanceof TooSlow
        ? 408
        : error instanceof SizeRequired
          ? 411
          : STATUSES[error.code];

/** Codes of errors that carry the request id, by which the log has more about them. */
const TRACEABLE: ReadonlySet<string> = new Set(["UPSTREAM_INVALID_RESPONSE", "UPSTREAM_UNAVAILABLE", "RATE_LIMITED"]);

/** An error as clients see it. An error that is no `GatewayError` becomes `INTERNAL_SERVER_ERROR` without its own text. */
export function shownError(error: unknown, requestId: string): { message: string; extensions: Record<string, unknown> } {
  if (!(error instanceof GatewayError))
    return { message: "Something went wrong in the gateway.", extensions: { code: "INTERNAL_SERVER_ERROR", requestId } };
  return { message: error.message, extensions: { ...error.extensions, ...(TRACEABLE.has(error.code) && { requestId }) } };
}

/** Answers with an error's HTTP status and a body in GraphQL's form, `{ errors: [...] }`. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const known = error instanceof GatewayError;
  // Fastify throws errors of its own, with a 4xx status, for a body or a URL that it cannot read.
  const { statusCode = 500 } = error as { statusCode?: number };
  if (!known && statusCode < 500) return sendFailure(request, reply, new BadUserInput("request", "it cannot be read."));
  if (error instanceof SizeRequired) request.log.warn({ code: error.systemCode }, "there is no room on disk for an upload");
  if (!known) request.log.error({ err: error }, "a file route failed");
  const retryAfter = known ? error.extensions["retryAfter"] : undefined;
  if (typeof retryAfter === "number") void reply.header("retry-after", String(retryAfter));
  const status = known ? statusOf(error) : undefined;
  return reply
    .code(status ?? 500)
    .type("application/json; charset=utf-8")
    .header("cache-control", "no-store")
    .send({ errors: [shownError(error, request.id)] });
}
