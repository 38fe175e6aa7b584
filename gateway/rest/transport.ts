import type { Dispatcher } from "undici";
import type { AccessToken } from "../../auth/index.js";
import { QueryTooExpensive, UpstreamAnswerTooLong, UpstreamUnavailable } from "../../schema/errors.js";
import { sleep, type Time } from "../../time/time.js";
import { NotSent } from "../rate-limit/not-sent.js";
import type { Outcome, Permit } from "../rate-limit/permit.js";
import type { Scheduler } from "../rate-limit/scheduler.js";
import { isOutage, noAnswerOf, retryDelay, type NoAnswer, type RetrySettings } from "../rate-limit/retry.js";
import { retryAfterMs } from "../rate-limit/retry-after.js";
import { createArrivingBodies } from "./answer-body.js";
import { MAX_UPSTREAM_ARRIVING } from "./answer-limits.js";
import { attempt, type IncomingAnswer, type OutgoingRequest } from "./attempt.js";
import { unreachable } from "./failures.js";
import type { UpstreamContext, Waiters } from "./waiters.js";

export type { IncomingAnswer, OutgoingRequest } from "./attempt.js";

/** Sends requests to the REST API of whoever is asking. */
export interface Transport {
  /** Rejects with one of schema/errors when there was no whole answer; with `NotSent` when there was no request either. */
  send(request: OutgoingRequest, party: Waiters): Promise<IncomingAnswer>;
}

/** What a transport is made of. */
export interface TransportParts {
  /** For reads, with connections that are kept. */
  readonly dispatcher: Dispatcher;
  /** For writes, with a new connection for each: one that was kept may be closing just when a write is sent. */
  readonly writeDispatcher: Dispatcher;
  readonly scheduler: Scheduler;
  readonly retry: RetrySettings;
  readonly clock: () => number;
  readonly time: Time;
  /** Milliseconds for one request, from sending to the last byte. */
  readonly timeout: number;
  /** Requests one operation may send. */
  readonly maxRequests: number;
  /** Observes each request, for metrics: seconds, and the status or `failed`. */
  readonly observe?: (resource: string, outcome: number | "failed", seconds: number) => void;
  /** Told of each request that will be sent again, and why. */
  readonly onRetry?: (reason: number | NoAnswer) => void;
}

/** Seconds after which it is worth trying again where there was no connection. */
const UNSENT_SECONDS = 5;

/** Whoever asked has gone: no failure of Actionstep's, and nobody sees it. */
const gone = (): NotSent => new NotSent(UNSENT_SECONDS);

/** The names of the parameters of an address. */
const namesIn = (target: string): string[] =>
  target
    .split("?", 2)
    .slice(1)
    .flatMap((query) => query.split("&"))
    .map((parameter) => parameter.split("=", 1)[0]!);

/** How one attempt ended. */
type Ending = { readonly answer: IncomingAnswer } | { readonly none: NoAnswer };

/**
 * Makes the transport. Every request waits for its turn. What may be sent again is, as long as there is time; a token
 * that is refused is renewed and the request sent again, once: it was not looked at.
 */
export function createTransport(parts: TransportParts): Transport {
  const { scheduler, retry, clock, time, maxRequests, observe, onRetry } = parts;
  const arriving = createArrivingBodies(MAX_UPSTREAM_ARRIVING);

  /** The first of the operations waiting that may still send a request sends it at its own expense. */
  const payerOf = ({ contexts }: Waiters): UpstreamContext => {
    const [first] = contexts;
    if (!first) throw gone();
    const payer = contexts.find(({ cost }) => cost.upstreamRequests < maxRequests);
    if (!payer) throw new QueryTooExpensive(first.cost.upstreamRequests + 1, maxRequests);
    return payer;
  };

  const once = async (request: OutgoingRequest, token: AccessToken, party: Waiters, permit: Permit): Promise<Ending> => {
    const { method, path, target, timeout = parts.timeout } = request;
    const isRead = method === "GET";
    let outcome: Outcome = { kind: "abandoned" };
    try {
      const { cost, log } = payerOf(party);
      cost.sent();
      const started = clock();
      const cut = new AbortController();
      const lift = time.after(timeout, () => cut.abort(new DOMException(`It took more than ${timeout} ms.`, "TimeoutError")));
      // A write on its way is left to end: what it did is to be known.
      const leave = (): void => cut.abort();
      if (isRead) party.signal.addEventListener("abort", leave, { once: true });
      try {
        const { signal } = cut;
        const dispatcher = isRead ? parts.dispatcher : parts.writeDispatcher;
        const answer = await attempt(request, { dispatcher, token, signal, arriving });
        const { status } = answer;
        observe?.(path, status, (clock() - started) / 1000);
        // Ids and conditions are what people typed: of these only the names are for the log.
        const details = { method, resource: path, status, ms: clock() - started };
        // Worked out only where it is written.
        log.debug(
          Object.defineProperty(details, "parameters", { get: () => namesIn(target), enumerable: true }),
          "upstream answered",
        );
        outcome =
          status === 429
            ? { kind: "refused", pause: retryAfterMs(answer.retryAfter, clock()) }
            : isOutage(status)
              ? { kind: "failed", resource: path, unconnected: false }
              : { kind: "answered" };
        if (status === 429) for (const { limited } of party.contexts) limited?.();
        return { answer };
      } catch (error) {
        if (isRead && party.signal.aborted) {
          log.debug({ resource: path }, "nobody waits for this request any more");
          throw unreachable();
        }
        if (error instanceof UpstreamAnswerTooLong) {
          outcome = { kind: "answered" };
          observe?.(path, "failed", (clock() - started) / 1000);
          log.warn({ resource: path, method, ms: clock() - started }, "upstream sent more than is read, the connection is cut");
          throw error;
        }
        const none = noAnswerOf(error);
        outcome = { kind: "failed", resource: path, unconnected: none === "unsent" };
        observe?.(path, "failed", (clock() - started) / 1000);
        // Only the kind of failure and the resource: messages, causes and filters may hold what people typed.
        const { code, name } = error as { code?: unknown; name: string };
        log.warn(
          { resource: path, failure: typeof code === "string" ? code : name, ms: clock() - started },
          "upstream did not answer",
        );
        return { none };
      } finally {
        lift();
        party.signal.removeEventListener("abort", leave);
      }
    } finally {
      permit.release(outcome);
    }
  };

  return {
    async send(request, party) {
      const { path, timeout = parts.timeout } = request;
      const isRead = request.method === "GET";
      const asker = payerOf(party);
      const { log } = asker;
      const viewer = asker.viewer();
      const left = (): number => Math.max(...party.contexts.map(({ deadline }) => deadline)) - clock();

      let rejected: { readonly version: number } | undefined;
      /** Sends it when it is its turn; `count`: how often it was sent. */
      const inTurn = async (count: number): Promise<Ending & { readonly token: AccessToken }> => {
        const answered = party.wait();
        try {
          const token = await viewer.accessToken(rejected && { rejected }).catch((error: unknown): never => {
            throw error instanceof UpstreamUnavailable ? NotSent.because(error) : error;
          });
          const { host } = token.apiEndpoint;
          const key = { host, organisation: viewer.orgkey, viewer: viewer.connectionId, resource: path };
          const permit = await scheduler.acquire({
            key,
            isWrite: !isRead,
            isRetry: count > 0,
            timeLeft: left,
            signal: party.signal,
          });
          return { token, ...(await once(request, token, party, permit)) };
        } finally {
          answered();
        }
      };

      for (let count = 1; ; count++) {
        const ending = await inTurn(count - 1);
        const answer = "answer" in ending ? ending.answer : undefined;
        if (answer?.status === 401 && !rejected) {
          log.info({ resource: path }, "access token refused, renewing it once");
          rejected = { version: ending.token.version };
          continue;
        }
        const reason = "answer" in ending ? ending.answer.status : ending.none;
        const pause = retryAfterMs(answer?.retryAfter, clock());
        const wait = retryDelay({ isRead, ending: reason, attempt: count, pause, left: left(), timeout }, retry);
        if (wait === undefined) {
          if (answer) return answer;
          throw reason === "unsent" ? new NotSent(UNSENT_SECONDS) : unreachable();
        }
        onRetry?.(reason);
        log.info({ resource: path, reason, attempt: count, waitMs: Math.round(wait) }, "asking Actionstep again");
        if (!(await sleep(time, wait, party.signal))) throw gone();
      }
    },
  };
}
