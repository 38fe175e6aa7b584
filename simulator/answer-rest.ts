import type { Database } from "./database.js";
import { Call } from "./rest/call.js";
import { catalogue, type Catalogued } from "./rest/catalogue.js";
import { RestFault, answerToFault } from "./rest/errors.js";
import type { RestAnswer, RestRequest } from "./rest/request.js";
import { answerFile } from "./rest/files.js";
import { answerMatterChoices } from "./rest/matter-choices.js";
import { answerPart } from "./rest/upload-part.js";
import { answerItem, answerRecords } from "./rest/records.js";
import { viewOf } from "./rest/view.js";
import { answerMatterCreation } from "./writes/matter-creation.js";
import { allowOf, demandMethod } from "./writes/methods.js";
import { answerStepChange } from "./writes/step-change.js";
import { answerCreate, answerDelete, answerUpdate } from "./writes/write.js";

export type { RestAnswer, RestRequest } from "./rest/request.js";
export { defaultQuirks, type RestQuirks } from "./rest/quirks.js";

/** The collections that are verbs rather than kinds of record; each only with something after its name. */
const verbs: Readonly<Record<string, (segment: string, call: Call) => RestAnswer>> = {
  actioncreate: (segment, call) => answerMatterChoices("actioncreate", segment, call),
  actionchangestep: (segment, call) => answerMatterChoices("actionchangestep", segment, call),
  files: answerFile,
};

/** What the verbs do when they are posted to. */
const deeds: Readonly<Record<string, (call: Call) => RestAnswer>> = {
  actioncreate: answerMatterCreation,
  actionchangestep: answerStepChange,
};

const unknownResource = (name: string): RestFault =>
  new RestFault(
    404,
    "API Resource Not Found",
    `The specified Resource '${name.charAt(0).toUpperCase()}${name.slice(1)}' does not exist`,
  );

function write(resource: Catalogued, segment: string | undefined, call: Call): RestAnswer {
  const { method } = call.request;
  if (method === "POST" || segment === undefined) return answerCreate(resource, call);
  return method === "DELETE" ? answerDelete(resource, segment, call) : answerUpdate(resource, segment, call);
}

function answer(database: Database, request: RestRequest): RestAnswer {
  const [name = "", segment, ...more] = request.path
    .split("?")[0]!
    .replace(/^\/+|\/+$/g, "")
    .split("/");
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  const resource = catalogue.get(name);
  if ((!verb && !resource) || more.length > 0) throw unknownResource(name);
  const { method, quirks } = request;
  const isItem = segment !== undefined;
  const kind = verb ? undefined : resource;
  if (method === "OPTIONS") return { status: 204, headers: { allow: allowOf(name, kind, isItem, quirks) } };
  const reads = method === "GET" || method === "HEAD";
  if (!reads) demandMethod(method, name, kind, isItem, quirks);
  const call = new Call(viewOf(database, request.person), request);
  call.demand({ path: name });
  if (name === "files" && !reads) return answerPart(segment, call);
  if (!reads) return verb ? deeds[name]!(call) : write(resource!, segment, call);
  if (verb) {
    if (segment === undefined) throw unknownResource(name);
    return verb(segment, call);
  }
  return segment === undefined ? answerRecords(resource!, undefined, call) : answerItem(resource!, segment, call);
}

/** Answers one REST call from the database. A write changes the database; without one the same call gets the same answer. */
export function answerRest(database: Database, request: RestRequest): RestAnswer {
  let answered: RestAnswer;
  try {
    answered = answer(database, request);
  } catch (fault) {
    answered = answerToFault(fault, request);
  }
  if (request.method !== "HEAD") return answered;
  const { body: _unsent, ...head } = answered;
  return head;
}
