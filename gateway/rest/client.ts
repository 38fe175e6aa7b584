import type { Dispatcher } from "undici";
import type { AccessToken } from "../../auth/index.js";
import { InsufficientScope, QueryTooExpensive, UpstreamInvalidResponse } from "../../schema/errors.js";
import { failureOf, retryAfterSeconds, unreachable } from "./failures.js";
import type { Asker, Party } from "./party.js";
import type { Read } from "./read.js";

/** A read on its way. */
export interface AddressedRead {
  readonly read: Read;
  /** The path below `rest/`, with its query string. */
  readonly target: string;
}

/** Sends reads to the REST API for one viewer. */
export interface RestClient {
  /** The host, with port, that has this viewer's data. */
  host(asker: Asker): Promise<string>;
  /** The parsed body; undefined for an empty answer. Throws one of schema/errors. */
  get(read: AddressedRead, party: Party): Promise<unknown>;
}

/** What a client is made of. */
export interface RestClientParts {
  readonly dispatcher: Dispatcher;
  readonly clock: () => number;
  /** Milliseconds for one request, from sending to the last byte. */
  readonly timeout: number;
  /** Requests one operation may send. */
  readonly maxRequests: number;
  /** Observes each request, for metrics: seconds, and the status or `failed`. */
  readonly observe?: (resource: string, outcome: number | "failed", seconds: number) => void;
}

interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

const MEDIA_TYPE = "application/vnd.api+json";

/** Makes the client. Concurrent 401s renew the token once: the auth module sees to that. */
export function createRestClient({ dispatcher, clock, timeout, maxRequests, observe }: RestClientParts): RestClient {
  /** The first of the operations waiting that may still send a request sends it at its own expense. */
  const payerOf = ({ askers }: Party): Asker => {
    const [first] = askers;
    // Not a failure of Actionstep's: whoever asked has gone.
    if (!first) throw unreachable();
    const payer = askers.find(({ cost }) => cost.upstreamRequests < maxRequests);
    if (!payer) throw new QueryTooExpensive(first.cost.upstreamRequests + 1, maxRequests);
    return payer;
  };

  const send = async ({ target, read }: AddressedRead, token: AccessToken, party: Party): Promise<RawAnswer> => {
    const { cost, log } = payerOf(party);
    const { path } = read.resource;
    cost.sent();
    const answered = party.wait();
    const started = clock();
    try {
      const url = new URL(`rest/${target}`, token.apiEndpoint);
      const { statusCode, headers, body } = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: "GET",
        headers: { authorization: `Bearer ${token.value.reveal()}`, accept: MEDIA_TYPE, "content-type": MEDIA_TYPE },
        signal: AbortSignal.any([AbortSignal.timeout(timeout), party.signal]),
      });
      const text = await body.text();
      observe?.(path, statusCode, (clock() - started) / 1000);
      log.debug({ target, status: statusCode, ms: clock() - started }, "upstream answered");
      const retryAfter = headers["retry-after"];
      return { status: statusCode, text, retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter };
    } catch (error) {
      if (party.signal.aborted) {
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
      answered();
    }
  };

  return {
    host: async ({ viewer }) => (await viewer().accessToken()).apiEndpoint.host,

    async get(addressed, party) {
      const { viewer, log, connectUrl } = payerOf(party);
      const { hasConditions, resource } = addressed.read;
      const { path } = resource;
      const token = await viewer().accessToken();
      let answer = await send(addressed, token, party);
      if (answer.status === 401) {
        log.info({ resource: path }, "access token refused, renewing it once");
        const renewed = await viewer().accessToken({ rejected: { version: token.version } });
        answer = await send(addressed, renewed, party);
      }
      if (answer.status === 204) return undefined;
      if (answer.status < 200 || answer.status > 299) {
        const retryAfter = retryAfterSeconds(answer.retryAfter, clock());
        throw failureOf(answer.status, answer.text, retryAfter, { path, hasConditions, connectUrl });
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

/** A failure as one of several operations that share it sees it: where to connect is each one's own. */
export function failureFor({ connectUrl }: Asker, failure: unknown): unknown {
  if (!(failure instanceof InsufficientScope)) return failure;
  const required = failure.extensions["required"] as readonly string[];
  return new InsufficientScope(required, connectUrl(required));
}
