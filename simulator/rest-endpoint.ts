import { jsonAnswer, type Answer } from "./answer.js";
import type { BehaviourSettings } from "./control/behaviour.js";
import type { Database, Organisation } from "./database.js";
import { limitAnswer, type Limiter } from "./control/limits.js";
import type { OAuth } from "./oauth/oauth.js";
import { expiredToken, invalidToken } from "./oauth/errors.js";
import { answerRest, type RestRequest } from "./answer-rest.js";
import { RestFault, answerToFault } from "./rest/errors.js";
import type { HookEvent } from "./rest/request.js";
import { fileIn } from "./rest/multipart.js";

/** What the REST API's door works with. */
export interface RestEndpointParts {
  readonly database: Database;
  readonly oauth: Pick<OAuth, "check">;
  readonly behaviour: BehaviourSettings;
  readonly limiter: Limiter;
  readonly now: () => number;
  readonly apiEndpoint: (orgkey: string) => string;
}

/** A request to the REST API of one organisation. */
export interface RestCall {
  readonly method: string;
  readonly orgkey: string;
  /** What follows `rest/`, as sent. */
  readonly path: string;
  /** The query string, without `?`. */
  readonly search: string;
  readonly body?: Buffer;
  readonly contentType?: string;
  readonly token: string;
  /** Where it comes from. */
  readonly ip: string;
}

const MEDIA_TYPE = "application/vnd.api+json";

/** The token of an `authorization` header; empty if there is none. */
export const bearerToken = (authorization: string | undefined): string => /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "";

/** An answer, and what hooks are to be told of once it is on its way. */
export interface RestCallAnswer extends Answer {
  readonly happened?: { readonly organisation: Organisation; readonly events: readonly HookEvent[] };
}

/** Answers a REST call: whose token is it, then whatever the API says. */
export async function answerRestCall(parts: RestEndpointParts, call: RestCall): Promise<RestCallAnswer> {
  const { method, orgkey, path, search, body: sent, contentType, token, ip } = call;
  const check = parts.oauth.check(token);
  // Each organisation's API knows its own tokens only.
  if (check.state === "unknown" || check.person.orgkey !== orgkey) return jsonAnswer(401, invalidToken);
  if (check.state === "expired") return jsonAnswer(401, expiredToken);
  const { limits } = parts.behaviour.current;
  const wait = parts.limiter.wait(limits, { session: `${orgkey}/${check.person.username}`, organisation: orgkey, ip });
  if (wait !== undefined) return limitAnswer(wait, parts.behaviour.quirks, parts.now());
  const isForm = /^multipart\/form-data\b/i.test(contentType ?? "");
  const file = sent && isForm ? await fileIn(sent, contentType!) : undefined;
  const request: RestRequest = {
    method,
    path,
    search,
    ...(sent && { body: sent }),
    ...(contentType !== undefined && { contentType }),
    ...(file && { file }),
    person: check.person,
    scopes: check.scopes,
    restUrl: `${parts.apiEndpoint(orgkey)}rest/`,
    now: parts.now(),
    quirks: parts.behaviour.quirks,
  };
  const { status, headers = {}, body, happened: events = [] } = answered(parts.database, request);
  const organisation = parts.database.organisations.find((each) => each.orgkey === orgkey);
  const happened = organisation && events.length > 0 && { happened: { organisation, events } };
  if (body === undefined) return { status, headers, ...happened };
  return {
    status,
    ...happened,
    headers: { "content-type": MEDIA_TYPE, ...headers },
    body: body instanceof Uint8Array ? body : JSON.stringify(body),
  };
}

function answered(database: Database, request: RestRequest): ReturnType<typeof answerRest> {
  try {
    return answerRest(database, request);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return answerToFault(new RestFault(500, "Internal Server Error", `The simulator itself failed: ${why}`), request);
  }
}
