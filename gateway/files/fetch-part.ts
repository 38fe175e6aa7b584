import { NotFound, RequestRefused, UpstreamAnswerTooLong, UpstreamInvalidResponse } from "../../schema/errors.js";
import { PART_SIZE } from "../../schema/files.js";
import { retryAfterSeconds } from "../rate-limit/retry-after.js";
import { failureOf } from "../rest/failures.js";
import { createWaiters, type UpstreamContext } from "../rest/waiters.js";
import type { Transport } from "../rest/transport.js";

/** What it takes to fetch the parts of a file. */
export interface Fetching {
  readonly transport: Transport;
  /** Makes the context of one request, with a deadline of its own. */
  readonly upstream: () => UpstreamContext;
  readonly clock: () => number;
  /** Milliseconds for one part. */
  readonly timeout: number;
}

/** A file's reference encoded for a URL, except for `::` and `;`, which Actionstep wants as they are (protocol 5). */
const inAddress = (reference: string): string =>
  encodeURIComponent(reference)
    .replace(/%3A|%3B/g, decodeURIComponent)
    .replace(/^\.+$/, (dots) => "%2E".repeat(dots.length));

/** Fetches one part of a file, counted from 1; undefined for a part after the last. Throws one of schema/errors. */
export async function fetchPart(
  { transport, upstream: upstreamNow, clock, timeout }: Fetching,
  reference: string,
  number: number,
): Promise<Buffer | undefined> {
  const upstream = upstreamNow();
  const waiters = createWaiters();
  waiters.join(upstream);
  try {
    const target = `files/${inAddress(reference)}?part_number=${number}`;
    const request = { method: "GET", path: "files", target, timeout, maxAnswer: PART_SIZE } as const;
    const answer = await transport.send(request, waiters).catch((error: unknown): never => {
      if (!(error instanceof UpstreamAnswerTooLong)) throw error;
      throw new UpstreamInvalidResponse("Actionstep sent a part of this file that is longer than any part.");
    });
    if (answer.status >= 200 && answer.status <= 299) return answer.body.length > 0 || number === 1 ? answer.body : undefined;
    const pause = retryAfterSeconds(answer.retryAfter, clock());
    const asked = { path: "files", hasConditions: false, connectUrl: upstream.connectUrl };
    const failure = failureOf(answer.status, answer.body.toString("utf8"), pause, asked);
    // Actionstep is assumed to refuse a part after the last one with 404 or 400.
    if (number > 1 && (failure instanceof NotFound || failure instanceof RequestRefused)) return undefined;
    throw failure instanceof NotFound ? new NotFound("The file of this document") : failure;
  } finally {
    waiters.stopListening();
  }
}
