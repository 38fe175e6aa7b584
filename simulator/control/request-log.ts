import type { Time } from "../../time/time.js";

/** What kind of request arrived: a REST call, a token request, or somebody's browser at the authorization page. */
export type RequestKind = "rest" | "token" | "authorize";

/** A request as it arrived, as far as it may be written down. */
export interface IncomingRequest {
  readonly kind: RequestKind;
  readonly method: string;
  /** Path and query, the query decoded. Codes, tokens and secrets are blotted out here and below. */
  readonly url: string;
  /** Path as sent. */
  readonly path: string;
  /** The query decoded, by name; of two with one name the last. */
  readonly query: Readonly<Record<string, string>>;
  /** Username of the person it was made for, if it can be told. */
  readonly person?: string;
  readonly orgkey?: string;
  /** For a token request. */
  readonly grantType?: string;
}

/** A request and what became of it. */
export interface LoggedRequest extends IncomingRequest {
  /** 0 while there is no answer, and for good if the connection was cut instead. */
  readonly status: number;
  /** Milliseconds since 1970 by this machine's clock, which neither stops nor jumps when the simulator's does. */
  readonly startedAt: number;
  /** 0 while there is no answer. */
  readonly finishedAt: number;
}

/** The requests of a simulator, in the order they arrived. */
export interface RequestLog {
  readonly requests: readonly LoggedRequest[];
  /** Logs a request as it arrives; the returned function logs the status it was answered with, 0 for none. */
  begin(request: IncomingRequest): (status: number) => void;
  clear(): void;
}

/** Requests that are kept at least: more than any test sends. A demo that runs for weeks must not fill the memory. */
const MAX_KEPT = 20_000;

/** Keeps the latest requests. */
export function createRequestLog(time: Time): RequestLog {
  let entries: LoggedRequest[] = [];
  /** How many were logged before the first of these. */
  let dropped = 0;
  const origin = Date.now() - time.now();
  const now = (): number => origin + time.now();
  return {
    get requests() {
      return entries.slice();
    },
    begin: (request) => {
      const entry = { ...request, status: 0, startedAt: now(), finishedAt: 0 };
      const position = dropped + entries.push(entry) - 1;
      if (entries.length > MAX_KEPT * 1.1) dropped += entries.splice(0, entries.length - MAX_KEPT).length;
      return (status) => {
        // Another entry in its place: whoever reads the log keeps what it was.
        if (entries[position - dropped] === entry) entries[position - dropped] = { ...entry, status, finishedAt: now() };
      };
    },
    clear: () => {
      dropped += entries.length;
      entries = [];
    },
  };
}

/** What must not be written down, by the name of its parameter. At REST, where columns are called `code`, only the token. */
const secrets: Readonly<Record<RequestKind, RegExp>> = {
  rest: /^access_token$/i,
  token: /./,
  authorize: /^(state|nonce|code|.*token|.*secret|.*verifier|password)$/i,
};

/** Path and query of a request target, safe to write down. */
export function legible(kind: RequestKind, path: string, search: string): Pick<IncomingRequest, "url" | "path" | "query"> {
  const pairs = [...new URLSearchParams(search)].map(([name, value]): [string, string] => [
    name,
    secrets[kind].test(name) ? "[redacted]" : value,
  ]);
  const text = pairs.map(([name, value]) => `${name}=${value}`).join("&");
  return { url: text === "" ? path : `${path}?${text}`, path, query: Object.fromEntries(pairs) };
}
