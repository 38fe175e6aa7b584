import type { Person, Row } from "../database.js";
import type { RestQuirks } from "./quirks.js";

/** A file as a form holds it. */
export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One call to the REST API, after the token has been checked: who asks, with what scopes, for what. */
export interface RestRequest {
  readonly method: string;
  /** What follows `…/api/rest/`, not decoded: `actions/1,2`, `files/DL::Actions::101::63727`. */
  readonly path: string;
  /** The query string as sent, without `?`. */
  readonly search: string;
  /** The body as sent; absent where there was none. */
  readonly body?: Buffer;
  /** The media type of the body, as sent. */
  readonly contentType?: string;
  /** The file in the body, where that is a form. */
  readonly file?: SentFile;
  readonly person: Person;
  /** Granted scopes; `all` stands for every one. */
  readonly scopes: readonly string[];
  /** Where this API is served, ending in `/api/rest/`, for links to other pages. */
  readonly restUrl: string;
  /** The instant of the call, in milliseconds. */
  readonly now: number;
  readonly quirks: RestQuirks;
}

/** What goes back. An object body is sent as JSON, bytes as they are; rows in it are shared and must not be changed. */
export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** What REST hooks are to be told of, in the order it happened. */
  readonly happened?: readonly HookEvent[];
}

/** Something REST hooks can be registered for, and the record it happened to as it was then. */
export interface HookEvent {
  readonly event: string;
  /** The collection of the record. */
  readonly path: string;
  readonly row: Row;
}
