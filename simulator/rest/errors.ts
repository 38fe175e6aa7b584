import { createHash } from "node:crypto";
import { JSON_API } from "./envelope.js";
import type { RestAnswer, RestRequest } from "./request.js";
import { RejectedWrite, rejectionParts } from "./rejection.js";

/** What can be said of a failure beyond its title and detail. */
export interface FaultDetails {
  /** Actionstep's code; a captured 404 has the placeholder `AS-TBC` (protocol 3.3). */
  readonly code?: string;
  /** The query parameter at fault. */
  readonly parameter?: string;
  /** Where in the body the fault is. */
  readonly pointer?: string;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly headers?: Record<string, string>;
}

/** A call that cannot be answered; thrown anywhere below `answerRest`, which turns it into the errors envelope. */
export class RestFault extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly details: FaultDetails = {},
  ) {
    super(detail);
  }
}

/** A 400 that names the query parameter at fault. */
export const badParameter = (parameter: string, detail: string): RestFault =>
  new RestFault(400, "Invalid Request Parameter", detail, { parameter });

/** A 404 for a record that does not exist or is hidden, which are the same to the caller. */
export const noSuchRecord = (path: string, id: string): RestFault =>
  new RestFault(404, "API Resource Not Found", `There is no '${path}' record with the id '${id}'`);

/** The token does not cover a scope: an OAuth body, as for a token that is no longer valid. */
export class MissingScope extends Error {
  constructor(readonly scope: string) {
    super(`The access token does not cover the scope '${scope}'.`);
  }
}

const idOf = ({ method, path, search, person, now }: RestRequest): string =>
  createHash("sha1")
    .update(JSON.stringify([method, path, search, person.orgkey, person.username, now]))
    .digest("hex");

/** The answer for a failure. Anything not thrown on purpose is thrown on. */
export function answerToFault(fault: unknown, request: RestRequest): RestAnswer {
  if (fault instanceof MissingScope) {
    const body = {
      error: "insufficient_scope",
      error_description: fault.message,
      error_uri: "http://tools.ietf.org/html/rfc6749#section-7",
    };
    return { status: 403, body, headers: { "content-type": "application/json" } };
  }
  if (fault instanceof RejectedWrite) return answerToRejection(fault, request);
  if (!(fault instanceof RestFault)) throw fault;
  const error = errorOf(request, fault);
  return {
    status: fault.status,
    body: { errors: request.quirks.errorsAs === "array" ? [error] : error },
    headers: { "content-type": JSON_API, ...fault.details.headers },
  };
}

function answerToRejection(rejected: RejectedWrite, request: RestRequest): RestAnswer {
  const { errorsAs, rejectionAs, rejectionStatus: status } = request.quirks;
  const errors = rejectionParts(rejected, request.quirks).map(({ title, detail, ...details }) =>
    errorOf(request, { status, title, detail, details }),
  );
  const listed = errors.length > 1 || errorsAs === "array" || rejectionAs === "array";
  return { status, body: { errors: listed ? errors : errors[0] }, headers: { "content-type": JSON_API } };
}

function errorOf(request: RestRequest, { status, title, detail, details }: Omit<RestFault, "name" | "message">): object {
  return {
    id: idOf(request),
    links: { about: null },
    status,
    code: details.code ?? "AS-TBC",
    title,
    detail,
    source: { pointer: details.pointer ?? null, parameter: details.parameter ?? null },
    meta: details.meta ?? [],
    rls: null,
  };
}
