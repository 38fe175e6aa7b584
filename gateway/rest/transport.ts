import type { Dispatcher } from "undici";
import type { AccessToken } from "../../auth/index.js";
import { QueryTooExpensive } from "../../schema/errors.js";
import { unreachable } from "./failures.js";
import type { Asker, Party } from "./party.js";

/** A request to the REST API, all but whose token it goes with. */
export interface OutgoingRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The collection, for metrics and the log. */
  readonly path: string;
  /** The path below `rest/`, with its query string. */
  readonly target: string;
  readonly body?: string | Uint8Array;
  /** The media type of the body; Actionstep's own unless said otherwise. */
  readonly contentType?: string;
}

/** An answer, whole, whatever its status. */
export interface IncomingAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** Sends requests to the REST API of whoever is asking. */
export interface Transport {
  /** The host, with port, that has this viewer's data. */
  host(asker: Asker): Promise<string>;
  /** Rejects with one of schema/errors when there was no whole answer. */
  send(request: OutgoingRequest, party: Party): Promise<IncomingAnswer>;
}

/** What a transport is made of. */
export interface TransportParts {
  readonly dispatcher: Dispatcher;
  readonly clock: () => number;
  /** Milliseconds for one request, from sending to the last byte. */
  readonly timeout: number;
  /** Requests one operation may send. */
  readonly maxRequests: number;
  /** Observes each request, for metrics: seconds, and the status or `failed`. */
  readonly observe?: (resource: string, outcome: number | "failed", seconds: number) => void;
}

const MEDIA_TYPE = "application/vnd.api+json";

const headerOf = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Makes the transport. A token that is refused is renewed and the request sent again, once: it was not looked at. */
export function createTransport({ dispatcher, clock, timeout, maxRequests, observe }: TransportParts): Transport {
  /** The first of the operations waiting that may still send a request sends it at its own expense. */
  const payerOf = ({ askers }: Party): Asker => {
    const [first] = askers;
    // Not a failure of Actionstep's: whoever asked has gone.
    if (!first) throw unreachable();
    const payer = askers.find(({ cost }) => cost.upstreamRequests < maxRequests);
    if (!payer) throw new QueryTooExpensive(first.cost.upstreamRequests + 1, maxRequests);
    return payer;
  };

  const attempt = async (request: OutgoingRequest, token: AccessToken, party: Party): Promise<IncomingAnswer> => {
    const { cost, log } = payerOf(party);
    const { method, path, target, contentType = MEDIA_TYPE } = request;
    cost.sent();
    const answered = party.wait();
    const started = clock();
    try {
      const url = new URL(`rest/${target}`, token.apiEndpoint);
      const { statusCode, headers, body } = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers: { authorization: `Bearer ${token.value.reveal()}`, accept: MEDIA_TYPE, "content-type": contentType },
        body: request.body ?? null,
        signal: AbortSignal.any([AbortSignal.timeout(timeout), party.signal]),
      });
      const bytes = Buffer.from(await body.arrayBuffer());
      observe?.(path, statusCode, (clock() - started) / 1000);
      log.debug({ method, target, status: statusCode, ms: clock() - started }, "upstream answered");
      return {
        status: statusCode,
        contentType: headerOf(headers["content-type"]),
        retryAfter: headerOf(headers["retry-after"]),
        body: bytes,
      };
    } catch (error) {
      if (party.signal.aborted) {
        log.debug({ resource: path }, "nobody waits for this request any more");
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
    async send(request, party) {
      const { viewer, log } = payerOf(party);
      const token = await viewer().accessToken();
      const answer = await attempt(request, token, party);
      if (answer.status !== 401) return answer;
      log.info({ resource: request.path }, "access token refused, renewing it once");
      const renewed = await viewer().accessToken({ rejected: { version: token.version } });
      return attempt(request, renewed, party);
    },
  };
}
