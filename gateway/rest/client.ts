import type { Dispatcher } from "undici";
import type { AccessToken, Viewer } from "../../auth/index.js";
import type { Log } from "../../resolvers/context.js";
import { QueryTooExpensive, UpstreamInvalidResponse } from "../../schema/errors.js";
import type { CostMeter } from "./cost.js";
import { failureOf, retryAfterSeconds, unreachable, type Asked } from "./failures.js";

/** A read: the REST path below `rest/`, with its query string. */
export interface Read extends Omit<Asked, "connectUrl"> {
  readonly target: string;
}

/** Reads from the REST API for one viewer, within one operation. */
export interface RestClient {
  /** The parsed body; undefined for an empty answer. Throws one of schema/errors. */
  get(read: Read): Promise<unknown>;
}

/** What a client is made of. */
export interface RestClientParts {
  readonly dispatcher: Dispatcher;
  /** Throws `UNAUTHENTICATED` when nobody is signed in. */
  readonly viewer: () => Viewer;
  readonly connectUrl: (scopes: readonly string[]) => () => string;
  readonly cost: CostMeter;
  readonly log: Log;
  readonly clock: () => number;
  /** Milliseconds for one request, from sending to the last byte. */
  readonly timeout: number;
  /** Requests one operation may send. */
  readonly maxRequests: number;
  /** Observes each request, for metrics: seconds, and the status or `failed`. */
  readonly observe?: (resource: string, outcome: number | "failed", seconds: number) => void;
  /** Aborted when nobody waits for the operation any more. */
  readonly signal?: AbortSignal;
}

interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

const MEDIA_TYPE = "application/vnd.api+json";

/** Makes the client of one operation. Concurrent 401s renew the token once: the auth module sees to that. */
export function createRestClient({
  dispatcher,
  viewer,
  connectUrl,
  cost,
  log,
  clock,
  timeout,
  maxRequests,
  observe,
  signal,
}: RestClientParts): RestClient {
  const send = async ({ target, path }: Read, token: AccessToken): Promise<RawAnswer> => {
    if (cost.upstreamRequests >= maxRequests) throw new QueryTooExpensive(cost.upstreamRequests + 1, maxRequests);
    const ended = cost.request();
    const started = clock();
    const deadline = AbortSignal.timeout(timeout);
    try {
      const url = new URL(`rest/${target}`, token.apiEndpoint);
      const { statusCode, headers, body } = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: "GET",
        headers: { authorization: `Bearer ${token.value.reveal()}`, accept: MEDIA_TYPE, "content-type": MEDIA_TYPE },
        signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
      });
      const text = await body.text();
      observe?.(path, statusCode, (clock() - started) / 1000);
      log.debug({ target, status: statusCode, ms: clock() - started }, "upstream answered");
      const retryAfter = headers["retry-after"];
      return { status: statusCode, text, retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter };
    } catch (error) {
      if (signal?.aborted) {
        // Not a failure of Actionstep's.
        log.debug({ resource: path }, "nobody waits for this read any more");
        throw unreachable();
      }
      observe?.(path, "failed", (clock() - started) / 1000);
      // Only the kind of failure and the resource: messages, causes and filters may hold what people typed.
      const { code, name } = error as { code?: unknown; name: string };
      log.warn(
        { resource: path, failure: typeof code === "string" ? code : name, ms: clock() - started },
        "upstream did not answer",
      );
      throw unreachable();
    } finally {
      ended();
    }
  };

  return {
    async get(read) {
      const token = await viewer().accessToken();
      let answer = await send(read, token);
      if (answer.status === 401) {
        log.info({ resource: read.path }, "access token refused, renewing it once");
        const renewed = await viewer().accessToken({ rejected: { version: token.version } });
        answer = await send(read, renewed);
      }
      if (answer.status === 204) return undefined;
      if (answer.status < 200 || answer.status > 299) {
        throw failureOf(answer.status, answer.text, retryAfterSeconds(answer.retryAfter, clock()), { ...read, connectUrl });
      }
      if (answer.text.trim() === "") return undefined;
      try {
        return JSON.parse(answer.text) as unknown;
      } catch {
        throw new UpstreamInvalidResponse();
      }
    },
  };
}
