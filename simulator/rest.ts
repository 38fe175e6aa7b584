import type { Database } from "./database.js";
import { Call } from "./rest/call.js";
import { catalogue } from "./rest/catalogue.js";
import { RestFault, answerToFault } from "./rest/errors.js";
import type { RestAnswer, RestRequest } from "./rest/exchange.js";
import { answerFile } from "./rest/files.js";
import { answerMatterChoices } from "./rest/matter-choices.js";
import { answerPart, uploadMethods } from "./rest/upload-part.js";
import { answerItem, answerRecords } from "./rest/records.js";
import { viewOf } from "./rest/view.js";

export type { RestAnswer, RestRequest } from "./rest/exchange.js";
export { defaultQuirks, type RestQuirks } from "./rest/quirks.js";

const READS = "GET, HEAD, OPTIONS";

/** The collections that are verbs rather than kinds of record; each only with something after its name. */
const verbs: Readonly<Record<string, (segment: string, call: Call) => RestAnswer>> = {
  actioncreate: (segment, call) => answerMatterChoices("actioncreate", segment, call),
  actionchangestep: (segment, call) => answerMatterChoices("actionchangestep", segment, call),
  files: answerFile,
};

const unknownResource = (name: string): RestFault =>
  new RestFault(
    404,
    "API Resource Not Found",
    `The specified Resource '${name.charAt(0).toUpperCase()}${name.slice(1)}' does not exist`,
  );

function read(database: Database, request: RestRequest): RestAnswer {
  const [name = "", segment, ...more] = request.path
    .split("?")[0]!
    .replace(/^\/+|\/+$/g, "")
    .split("/");
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  const resource = catalogue.get(name);
  if ((!verb && !resource) || more.length > 0) throw unknownResource(name);
  if (name === "files" && uploadMethods(request.quirks).includes(request.method)) {
    const call = new Call(viewOf(database, request.person), request);
    call.demand({ path: name });
    return answerPart(segment, call);
  }
  if (request.method === "OPTIONS") return { status: 204, headers: { allow: READS } };
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw new RestFault(405, "Method Not Allowed", `'${request.method}' is not possible on '${name}'`, {
      headers: { allow: READS },
    });
  }
  const call = new Call(viewOf(database, request.person), request);
  call.demand({ path: name });
  if (verb) {
    if (segment === undefined) throw unknownResource(name);
    return verb(segment, call);
  }
  return segment === undefined ? answerRecords(resource!, undefined, call) : answerItem(resource!, segment, call);
}

/** Answers one REST call from the database. */
export function answerRest(database: Database, request: RestRequest): RestAnswer {
  let answer: RestAnswer;
  try {
    answer = read(database, request);
  } catch (fault) {
    answer = answerToFault(fault, request);
  }
  if (request.method !== "HEAD") return answer;
  const { body: _unsent, ...head } = answer;
  return head;
}
