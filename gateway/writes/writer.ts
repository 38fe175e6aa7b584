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

/** A write on its way. */
export interface AddressedWrite {
  readonly method: Exclude<OutgoingRequest["method"], "GET">;
  /** The collection, which is also the scope. */
  readonly path: string;
  /** The path below `rest/`. */
  readonly target: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What it is aimed at, for an error: `Task 5`. */
  readonly aim: string;
}

/** What came back. */
export type WriteAnswer =
  /** It was done; the body is what Actionstep said, undefined for nothing. */
  | { readonly body: unknown }
  /** Actionstep did not accept it. */
  | { readonly validationErrors: readonly ValidationError[] }
  /** The resource is not written by this method. */
  | { readonly isOtherMethod: true };

/** Sends writes to the REST API, each once. */
export interface RestWriter {
  /** Throws one of schema/errors; `WriteUnconfirmed` where nobody can know whether the write was done. */
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
        // Records beside it were written, and others perhaps not.
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
      // A server that failed may have failed after the deed, and one that sends elsewhere may do so after it.
      if (failure instanceof UpstreamUnavailable) throw new WriteUnconfirmed("UPSTREAM_UNAVAILABLE");
      throw status < 400 ? new WriteUnconfirmed("UPSTREAM_INVALID_RESPONSE") : failure;
    },
  };
}

function contentIn(text: string, contentType: string | undefined): unknown {
  const content = isJson(contentType) ? parsed(text) : undefined;
  if (content !== undefined) return content;
  // It was done, and what became of it is not known.
  throw new WriteUnconfirmed("UPSTREAM_INVALID_RESPONSE");
}
