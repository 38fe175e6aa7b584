import type { HostFailure } from "./breaker.js";
import type { LimitKey } from "./scopes.js";

/** A request that asks for leave to be sent. */
export interface PermitRequest {
  /** What Actionstep may count the request for. */
  readonly key: LimitKey;
  /** Whether it is a write; writes are sent before the reads of the same viewer. */
  readonly isWrite: boolean;
  /** Whether it was sent before; such reads are sent before the others of the same viewer. */
  readonly isRetry: boolean;
  /** Milliseconds for which the request may still be kept waiting. */
  readonly timeLeft: () => number;
  /** Aborted when nobody wants the answer any more; the request then leaves the queue. */
  readonly signal: AbortSignal;
}

/** How a request that had a permit ended. */
export type Outcome =
  /** With any answer that says nothing against the host: also 400 or 500. */
  | { readonly kind: "answered" }
  /** With a 429; `pause` is the milliseconds that its `Retry-After` asks for. */
  | { readonly kind: "refused"; readonly pause: number | undefined }
  /** Without an answer, or with one that says that the host is not available. */
  | ({ readonly kind: "failed" } & HostFailure)
  /** The request was given up, or never sent. */
  | { readonly kind: "abandoned" };

/** Leave to send one request. */
export interface Permit {
  /** Gives the permit back when the request has ended. Only the first call has an effect. */
  release(outcome: Outcome): void;
}
