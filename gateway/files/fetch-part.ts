import { NotFound, RequestRefused, UpstreamAnswerTooLong, UpstreamInvalidResponse } from "../../schema/errors.js";
import { PART_SIZE } from "../../schema/files.js";
import { retryAfterSeconds } from "../rate-limit/retry-after.js";
import { failureOf } from "../rest/failures.js";
import { createWaiters, type UpstreamContext } from "../rest/waiters.js";
import type { Transport } from "../rest/transport.js";

/** What fetching parts of a file needs of its surroundings. */
export interface Fetching {
  readonly transport: Transport;
  /** Who asks, with a deadline of its own for each part. */
  readonly upstream: () => UpstreamContext;
  readonly clock: () => number;
  /** Milliseconds for one part. */
  readonly timeout: number;
}

/** What Actionstep calls a file as it stands in an address: it must see `::` and `;` as they are. */
const inAddress = (reference: string): string =>
  encodeURIComponent(reference)
    .replace(/%3A|%3B/g, decodeURIComponent)
    .replace(/^\.+$/, (dots) => "%2E".repeat(dots.length));

/** Fetches one part of a file, counted from 1; undefined where there is none. */
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
    // A part that is longer than any part is none: it is cut off where it passes that.
    const request = { method: "GET", path: "files", target, timeout, maxAnswer: PART_SIZE } as const;
    const answer = await transport.send(request, waiters).catch((error: unknown): never => {
      if (!(error instanceof UpstreamAnswerTooLong)) throw error;
      throw new UpstreamInvalidResponse("Actionstep sent a part of this file that is longer than any part.");
    });
    if (answer.status >= 200 && answer.status <= 299) return answer.body.length > 0 || number === 1 ? answer.body : undefined;
    const pause = retryAfterSeconds(answer.retryAfter, clock());
    const asked = { path: "files", hasConditions: false, connectUrl: upstream.connectUrl };
    const failure = failureOf(answer.status, answer.body.toString("utf8"), pause, asked);
    // Past its end, a file has no parts.
    if (number > 1 && (failure instanceof NotFound || failure instanceof RequestRefused)) return undefined;
    throw failure instanceof NotFound ? new NotFound("The file of this document") : failure;
  } finally {
    waiters.stopListening();
  }
}
