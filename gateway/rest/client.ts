import { InsufficientScope } from "../../schema/errors.js";
import { contentOf } from "./content.js";
import type { UpstreamContext, Waiters } from "./waiters.js";
import type { Read } from "./read.js";
import type { Transport } from "./transport.js";

/** A read on its way. */
export interface AddressedRead {
  readonly read: Read;
  /** The path below `rest/`, with its query string. */
  readonly target: string;
}

/** Sends reads to the REST API for one viewer. */
export interface RestClient {
  /** The parsed body; undefined for an empty answer. `onBytes` is told its length. Throws one of schema/errors. */
  get(read: AddressedRead, waiters: Waiters, onBytes?: (bytes: number) => void): Promise<unknown>;
}

/** Whether Actionstep may have to count a whole list before it answers with the first page of it. */
const isFirstPage = ({ items, expects: { ids, page } }: Read): boolean => !items && !ids && page === 1;

/** Makes the client. A list's first page may take `slowTimeout` milliseconds, if that is more than others may. */
export function createRestClient(transport: Transport, clock: () => number, slowTimeout?: number): RestClient {
  return {
    async get({ read, target }, waiters, onBytes) {
      const { hasConditions, resource } = read;
      const { path } = resource;
      const [upstream] = waiters.contexts;
      const started = clock();
      const timeout = isFirstPage(read) ? slowTimeout : undefined;
      const request = { method: "GET", path, target, ...(timeout !== undefined && { timeout }) } as const;
      const answer = await transport.send(request, waiters);
      onBytes?.(answer.body.length);
      const now = clock();
      return contentOf({
        request,
        answer,
        asked: { path, hasConditions, connectUrl: upstream!.connectUrl },
        // A list without rows is answered with 204; nothing at all says nothing.
        mayBeEmpty: false,
        logs: waiters.contexts.map(({ log }) => log),
        now,
        ms: now - started,
      });
    },
  };
}

/** A failure as one of several operations that share it sees it: where to connect is each one's own. */
export function failureFor({ connectUrl }: UpstreamContext, failure: unknown): unknown {
  if (!(failure instanceof InsufficientScope)) return failure;
  const required = failure.extensions["required"] as readonly string[];
  return new InsufficientScope(required, connectUrl(required));
}
