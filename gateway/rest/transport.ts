import type { Dispatcher } from "undici";
import type { AccessToken } from "../../auth/index.js";
import { QueryTooExpensive, UpstreamAnswerTooLong, UpstreamUnavailable } from "../../schema/errors.js";
import { sleep, timeLimit, type Time } from "../../time/time.js";
import { NotSent } from "../rate-limit/not-sent.js";
import type { Outcome } from "../rate-limit/permit.js";
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
  send(request: OutgoingRequest, waiters: Waiters): Promise<IncomingAnswer>;
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

/** What is known of one request while it is on its way. */
interface Sending {
  readonly request: OutgoingRequest;
  readonly waiters: Waiters;
  /** Reads may be given up and sent again; a write is left to end, since what it did is to be known. */
  readonly isRead: boolean;
  readonly timeout: number;
}

/**
 * Makes the transport. Every request waits for its permit. What may be sent again is, as long as there is time; a token
 * that is refused is renewed and the request sent again, once: it was not looked at.
 */
export const createTransport = (parts: TransportParts): Transport => new RetryingTransport(parts);

class RetryingTransport implements Transport {
  readonly #parts: TransportParts;
  readonly #arriving = createArrivingBodies(MAX_UPSTREAM_ARRIVING);

  constructor(parts: TransportParts) {
    this.#parts = parts;
  }

  async send(request: OutgoingRequest, waiters: Waiters): Promise<IncomingAnswer> {
    const { retry, clock, time, onRetry } = this.#parts;
    const { path, method, timeout = this.#parts.timeout } = request;
    const sending: Sending = { request, waiters, isRead: method === "GET", timeout };
    const { log } = this.#payerOf(waiters);
    let rejected: { readonly version: number } | undefined;
    for (let attempt = 1; ; attempt++) {
      const { token, ...ending } = await this.#permitted(sending, attempt, rejected);
      const answer = "answer" in ending ? ending.answer : undefined;
      if (answer?.status === 401 && !rejected) {
        log.info({ resource: path }, "access token refused, renewing it once");
        rejected = { version: token.version };
        continue;
      }
      const reason = "answer" in ending ? ending.answer.status : ending.none;
      const pause = retryAfterMs(answer?.retryAfter, clock());
      const left = this.#timeLeft(waiters);
      const wait = retryDelay({ isRead: sending.isRead, ending: reason, attempt, pause, left, timeout }, retry);
      if (wait === undefined) {
        if (answer) return answer;
        throw reason === "unsent" ? new NotSent(UNSENT_SECONDS) : unreachable();
      }
      onRetry?.(reason);
      log.info({ resource: path, reason, attempt, waitMs: Math.round(wait) }, "asking Actionstep again");
      if (!(await sleep(time, wait, waiters.signal))) throw gone();
    }
  }

  /** The first of the operations waiting that may still send a request sends it at its own expense. */
  #payerOf({ contexts }: Waiters): UpstreamContext {
    const { maxRequests } = this.#parts;
    const [first] = contexts;
    if (!first) throw gone();
    const payer = contexts.find(({ cost }) => cost.upstreamRequests < maxRequests);
    if (!payer) throw new QueryTooExpensive(first.cost.upstreamRequests + 1, maxRequests);
    return payer;
  }

  /** Milliseconds for which somebody still lets the request wait, or be sent again. */
  #timeLeft({ contexts }: Waiters): number {
    return Math.max(...contexts.map(({ deadline }) => deadline)) - this.#parts.clock();
  }

  /** Gets a token and a permit, and sends the request. */
  async #permitted(
    sending: Sending,
    attempt: number,
    rejected: { readonly version: number } | undefined,
  ): Promise<Ending & { readonly token: AccessToken }> {
    const { request, waiters, isRead } = sending;
    const viewer = this.#payerOf(waiters).viewer();
    const answered = waiters.wait();
    try {
      const token = await viewer.accessToken(rejected && { rejected }).catch((error: unknown): never => {
        throw error instanceof UpstreamUnavailable ? NotSent.because(error) : error;
      });
      const permit = await this.#parts.scheduler.acquire({
        key: {
          host: token.apiEndpoint.host,
          organisation: viewer.orgkey,
          viewer: viewer.connectionId,
          resource: request.path,
        },
        isWrite: !isRead,
        isRetry: attempt > 1,
        timeLeft: () => this.#timeLeft(waiters),
        signal: waiters.signal,
      });
      let outcome: Outcome = { kind: "abandoned" };
      try {
        const ending = await this.#once(sending, token);
        ({ outcome } = ending);
        return { token, ...ending };
      } catch (error) {
        // It answered, and more than is read.
        if (error instanceof UpstreamAnswerTooLong) outcome = { kind: "answered" };
        throw error;
      } finally {
        permit.release(outcome);
      }
    } finally {
      answered();
    }
  }

  /** Sends the request once, for no longer than it may take. */
  async #once(sending: Sending, token: AccessToken): Promise<Ending & { readonly outcome: Outcome }> {
    const { request, waiters, isRead, timeout } = sending;
    const { clock, time, dispatcher, writeDispatcher } = this.#parts;
    const { cost, log } = this.#payerOf(waiters);
    cost.sent();
    const started = clock();
    const { signal, cut, lift } = timeLimit(time, timeout);
    if (isRead) waiters.signal.addEventListener("abort", cut, { once: true });
    try {
      const answer = await attempt(request, {
        dispatcher: isRead ? dispatcher : writeDispatcher,
        token,
        signal,
        arriving: this.#arriving,
      });
      return { answer, outcome: this.#noteAnswer(sending, answer, log, started) };
    } catch (error) {
      return this.#noteFailure(sending, error, log, started);
    } finally {
      lift();
      waiters.signal.removeEventListener("abort", cut);
    }
  }

  /** Measures an answer, and says what it means to the scheduler. */
  #noteAnswer({ request, waiters }: Sending, answer: IncomingAnswer, log: UpstreamContext["log"], started: number): Outcome {
    const { clock, observe } = this.#parts;
    const { method, path, target } = request;
    const { status } = answer;
    const ms = clock() - started;
    observe?.(path, status, ms / 1000);
    // Ids and conditions are what people typed: of these only the names are for the log. Worked out only where it is written.
    const details = { method, resource: path, status, ms };
    log.debug(
      Object.defineProperty(details, "parameters", { get: () => namesIn(target), enumerable: true }),
      "upstream answered",
    );
    if (status === 429) {
      for (const { limited } of waiters.contexts) limited?.();
      return { kind: "refused", pause: retryAfterMs(answer.retryAfter, clock()) };
    }
    return isOutage(status) ? { kind: "failed", resource: path, unconnected: false } : { kind: "answered" };
  }

  /** Measures a request without an answer, and says what its end means. Throws where it is not to be sent again. */
  #noteFailure(
    { request: { path, method }, waiters, isRead }: Sending,
    error: unknown,
    log: UpstreamContext["log"],
    started: number,
  ): { readonly none: NoAnswer; readonly outcome: Outcome } {
    const { clock, observe } = this.#parts;
    if (isRead && waiters.signal.aborted) {
      log.debug({ resource: path }, "nobody waits for this request any more");
      throw unreachable();
    }
    const ms = clock() - started;
    observe?.(path, "failed", ms / 1000);
    if (error instanceof UpstreamAnswerTooLong) {
      log.warn({ resource: path, method, ms }, "upstream sent more than is read, the connection is cut");
      throw error;
    }
    const none = noAnswerOf(error);
    // Only the kind of failure and the resource: messages, causes and filters may hold what people typed.
    const { code, name } = error as { code?: unknown; name: string };
    log.warn({ resource: path, failure: typeof code === "string" ? code : name, ms }, "upstream did not answer");
    return { none, outcome: { kind: "failed", resource: path, unconnected: none === "unsent" } };
  }
}
