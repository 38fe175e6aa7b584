import { GraphQLError } from "graphql";
import { withShortQuotes } from "./quote.js";

/*
 * Every error a client can receive, one class each, besides GraphQL's own. `extensions.code` is public contract.
 * Each paragraph says when it happens, what is on it and what the caller should do. None carries anything of the
 * upstream: no URL, header, body or token.
 */

/** The base of all: a message for people, a code for programs. */
export abstract class GatewayError extends GraphQLError {
  constructor(message: string, code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(withShortQuotes(message), { extensions: { code, ...details } });
  }
  /** The stable code of this error. */
  get code(): string {
    return this.extensions["code"] as string;
  }
}

/**
 * Nobody is signed in, or the session has ended. `connectUrl` is where to send the browser;
 * a program without a browser needs a gateway token that is good.
 */
export class Unauthenticated extends GatewayError {
  constructor(connectUrl: string, message = "Connect to Actionstep first: open connectUrl in a browser.") {
    super(message, "UNAUTHENTICATED", { connectUrl });
  }
}

/** Why a connection can no longer be used. */
export type ReconnectReason =
  "invalid_grant" | "rotation_lost" | "expired" | "org_mismatch" | "client_changed" | "undecryptable" | "by_user";

/**
 * The viewer is known, but Actionstep no longer honours their connection; `reason` says why.
 * Send the viewer to `connectUrl`. Retrying does not help.
 */
export class ReconnectRequired extends GatewayError {
  constructor(reason: ReconnectReason, connectUrl: string) {
    super("The connection to Actionstep has ended: connect again at connectUrl.", "RECONNECT_REQUIRED", { reason, connectUrl });
  }
}

/**
 * The viewer has not granted this application the scopes in `required`. The field is null, the rest of the answer
 * stands. `connectUrl` asks for what was granted and for all that the operation lacked, so that one visit is enough.
 */
export class InsufficientScope extends GatewayError {
  /** `connectUrl` is read when the answer is written: only then is it known what else the operation lacked. */
  constructor(required: readonly string[], connectUrl: () => string) {
    super(`This needs the scope ${required.join(" ")}, which was not granted.`, "INSUFFICIENT_SCOPE", { required });
    Object.defineProperty(this.extensions, "connectUrl", { get: connectUrl, enumerable: true });
  }
}

/** Actionstep, or the gateway token that is used, does not allow this. Asking again does not help; another person may be allowed. */
export class Forbidden extends GatewayError {
  constructor(message = "Actionstep does not allow you to do this.") {
    super(message, "FORBIDDEN");
  }
}

/**
 * The same code, where Actionstep refused the access token itself although it had just been renewed: no part of the
 * request would be answered.
 */
export class TokenRefused extends GatewayError {
  constructor() {
    super("Actionstep does not allow you to do this.", "FORBIDDEN");
  }
}

/** What a write was aimed at does not exist or is hidden from the viewer. A read of one missing record is null instead. */
export class NotFound extends GatewayError {
  constructor(what: string) {
    super(`${what} does not exist, or you may not see it.`, "NOT_FOUND");
  }
}

/** An argument is wrong; the message names it and says what is expected. Nothing was done. */
export class BadUserInput extends GatewayError {
  constructor(
    readonly argument: string,
    problem: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${argument}: ${problem}`, "BAD_USER_INPUT", { argument, ...details });
  }
}

/** Actionstep asked for a pause. `retryAfter` is the pause in seconds; the same query then succeeds. */
export class RateLimited extends GatewayError {
  constructor(retryAfter: number, message = "Actionstep is limiting requests: try again after retryAfter seconds.") {
    super(message, "RATE_LIMITED", { retryAfter });
  }
}

/** Actionstep, or our store of connections, cannot be reached or failed. Nobody is signed out. Try again after `retryAfter` seconds. */
export class UpstreamUnavailable extends GatewayError {
  constructor(retryAfter: number, message = "Actionstep is not available at the moment: try again after retryAfter seconds.") {
    super(message, "UPSTREAM_UNAVAILABLE", { retryAfter });
  }
}

/** The same code, where Actionstep failed over one request; what it fails for may be a part of it. */
export class UpstreamFailed extends UpstreamUnavailable {
  constructor(retryAfter: number) {
    super(retryAfter, "Actionstep failed over this request: try again after retryAfter seconds.");
  }
}

/** Actionstep answered, but not in any form it is known to use. Report it with the request id. */
export class UpstreamInvalidResponse extends GatewayError {
  constructor(message = "Actionstep sent an answer that could not be read.") {
    super(message, "UPSTREAM_INVALID_RESPONSE");
  }
}

/** The same code, where the answer was longer than the gateway reads. Fewer rows make a shorter one. */
export class UpstreamAnswerTooLong extends UpstreamInvalidResponse {
  constructor() {
    super("Actionstep sent an answer that is longer than the gateway reads. Ask for fewer rows.");
  }
}

/** The same code, where it was our request that Actionstep did not accept; another form of it may do. */
export class RequestRefused extends UpstreamInvalidResponse {
  constructor(path: string) {
    super(`Actionstep refused a request for ${path} that it was expected to accept.`);
  }
}

/** The same, where the request was too long, whatever was in it. */
export class RequestTooLong extends RequestRefused {}

/** The query could cost more REST requests than one query may. `cost` is its estimate, `limit` the most allowed. Ask for fewer rows. */
export class QueryTooExpensive extends GatewayError {
  constructor(cost: number, limit: number) {
    super(
      `This query may cost ${cost} requests to Actionstep; at most ${limit} are allowed. Ask for fewer rows or levels.`,
      "QUERY_TOO_EXPENSIVE",
      {
        cost,
        limit,
      },
    );
  }
}

/**
 * The answer would be larger than one may be: `limit` is the most, in bytes of JSON before compression. The whole answer is
 * null; below a write it is only what was selected of the record, and the outcome of the write stands. Ask for fewer rows or
 * fields at a time.
 */
export class AnswerTooLarge extends GatewayError {
  constructor(limit: number) {
    super(
      `The answer would be larger than ${limit} bytes, or be made of more than so large an answer can need. Ask for fewer rows or fields at a time.`,
      "ANSWER_TOO_LARGE",
      { limit },
    );
  }
}

/**
 * A write was sent and its answer was lost, or could not be read: it may have been made or not. `outcome` is `UNKNOWN`.
 * Look whether it was made before writing again; the gateway never sends a write twice by itself.
 */
export class WriteUnconfirmed extends GatewayError {
  constructor(code: "UPSTREAM_UNAVAILABLE" | "UPSTREAM_INVALID_RESPONSE") {
    super("Actionstep's answer to this write was lost: it may have been made or not. Look before writing again.", code, {
      outcome: "UNKNOWN",
      ...(code === "UPSTREAM_UNAVAILABLE" && { retryAfter: 5 }),
    });
  }
}
