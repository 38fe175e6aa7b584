import type { ValidationError } from "../../resolvers/context.js";
import { NotFound, UpstreamAnswerTooLong, UpstreamUnavailable, WriteUnconfirmed } from "../../schema/errors.js";
import { NotSent } from "../rate-limit/not-sent.js";
import { noteRefusal } from "../rest/content.js";
import { retryAfterSeconds } from "../rate-limit/retry-after.js";
import { failureOf } from "../rest/failures.js";
import { isJson, parsed } from "../rest/json.js";
import { validationErrorsIn } from "./validation-errors.js";
import { createWaiters, type UpstreamContext } from "../rest/waiters.js";
import { hiddenError, upstreamErrorIn } from "../rest/upstream-error.js";
import type { OutgoingRequest, Transport } from "../rest/transport.js";

/** A write as it is sent to the REST API. */
export interface AddressedWrite {
  readonly method: Exclude<OutgoingRequest["method"], "GET">;
  /** The collection, which is also the scope. */
  readonly path: string;
  /** The path below `rest/`. */
  readonly target: string;
  /** The JSON value of the body; absent for a DELETE. */
  readonly body?: unknown;
  /** What an error calls the written record: `Task 5`. */
  readonly aim: string;
}

/** How Actionstep answered a write. */
export type WriteAnswer =
  /** Actionstep did the write and sent this body; undefined when it sent none. */
  | { readonly body: unknown }
  /** Actionstep rejected the write. */
  | { readonly validationErrors: readonly ValidationError[] }
  /** The resource does not take this HTTP method (status 405); nothing was written. */
  | { readonly isOtherMethod: true };

/** Sends writes to the REST API. A write is never sent again after Actionstep may have begun with it. */
export interface RestWriter {
  /** Sends a write. Throws one of schema/errors: `WriteUnconfirmed` when nobody can know whether the write was done. */
  send(write: AddressedWrite, upstream: UpstreamContext): Promise<WriteAnswer>;
}

/** Makes the writer. */
export function createRestWriter(transport: Transport, clock: () => number): RestWriter {
  return {
    async send({ method, path, target, body, aim }, upstream) {
      const waiters = createWaiters();
      waiters.join(upstream);
      const started = clock();
      const answer = await transport
        .send({ method, path, target, ...(body !== undefined && { body: JSON.stringify(body) }) }, waiters)
        .catch((error: unknown): never => {
          if (error instanceof UpstreamAnswerTooLong) throw new WriteUnconfirmed("UPSTREAM_INVALID_RESPONSE");
          throw error instanceof UpstreamUnavailable && !(error instanceof NotSent)
            ? new WriteUnconfirmed("UPSTREAM_UNAVAILABLE")
            : error;
        })
        .finally(() => waiters.stopListening());
      const text = answer.body.toString("utf8");
      let { status } = answer;
      if (status >= 200 && status <= 299) {
        if (text.trim() === "") return { body: undefined };
        const content = contentIn(text, answer.contentType);
        const refusal = hiddenError(content);
        if (!refusal) return { body: content };
        // Records beside the error were written, others perhaps not. An error without a status tells neither.
        if (refusal.status === 0 || path in (content as object)) throw new WriteUnconfirmed("UPSTREAM_INVALID_RESPONSE");
        status = refusal.status;
      }
      const validationErrors = validationErrorsIn(status, text);
      if (validationErrors) {
        upstream.log.info(
          { resource: path, method, status, codes: validationErrors.map(({ code }) => code ?? "none") },
          "write not accepted",
        );
        return { validationErrors };
      }
      if (status === 405) return { isOtherMethod: true };
      const ms = clock() - started;
      noteRefusal(
        [upstream.log],
        { resource: path, method, status: answer.status, ms },
        upstreamErrorIn(status, text, undefined),
      );
      if (status === 404) throw new NotFound(aim);
      const failure = failureOf(status, text, retryAfterSeconds(answer.retryAfter, clock()), {
        path,
        hasConditions: false,
        connectUrl: upstream.connectUrl,
      });
      // A server may write the record and then fail (5xx) or redirect (3xx): nobody knows whether it did.
      if (failure instanceof UpstreamUnavailable) throw new WriteUnconfirmed("UPSTREAM_UNAVAILABLE");
      throw status < 400 ? new WriteUnconfirmed("UPSTREAM_INVALID_RESPONSE") : failure;
    },
  };
}

function contentIn(text: string, contentType: string | undefined): unknown {
  const content = isJson(contentType) ? parsed(text) : undefined;
  if (content !== undefined) return content;
  // The status says that the write was done, but the answer cannot be read.
  throw new WriteUnconfirmed("UPSTREAM_INVALID_RESPONSE");
}
