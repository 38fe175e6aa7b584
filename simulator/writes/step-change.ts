import type { Row } from "../database.js";
import type { Call } from "../rest/call.js";
import { catalogue } from "../rest/catalogue.js";
import { linkedIds } from "../rest/collection.js";
import { JSON_API } from "../rest/envelope.js";
import type { RestAnswer } from "../rest/request.js";
import { nextSteps } from "../rest/matter-choices.js";
import { answerRows } from "../rest/records.js";
import { RejectedWrite, type ValidationError } from "../rest/rejection.js";
import { bodyOf } from "./body.js";
import { callerOf } from "./caller.js";
import { STEP_CHANGED } from "../hooks/events.js";
import { adderTo, type AddError } from "./members.js";
import { demandOfStep } from "./step-demands.js";
import { enterStep } from "./step-effects.js";
import { COMMON, idIn, idsIn, readVerbBody, type VerbBody, type VerbShape } from "./verb-body.js";
import { Work } from "./work.js";

const PATH = "actionchangestep";

const shape: VerbShape = {
  attributes: { ...COMMON.attributes, filenote: "text" },
  links: {
    action: { target: "actions" },
    step: { target: "steps" },
    node: { target: "nodes" },
    ...COMMON.links,
  },
};

/** The one of the possible next steps that the body means; undefined, with an error added, where there is none. */
function chosenStep(call: Call, matter: string, body: VerbBody, addError: AddError): Row | undefined {
  const [step, node] = [idIn(body, "step"), idIn(body, "node")];
  if (step === undefined) return void addError("'step' is required", "links/step");
  const possible = nextSteps(call, matter).filter((row) => linkedIds(row, "step")[0] === step);
  if (possible.length === 0) return void addError(`The matter cannot move to the step '${step}' now`, "links/step");
  if (node === undefined && possible.length > 1)
    return void addError("'node' is required where a step can be reached in several ways", "links/node");
  const found = node === undefined ? possible[0] : possible.find((row) => linkedIds(row, "node")[0] === node);
  if (!found) addError(`The step cannot be reached by the node '${node ?? ""}'`, "links/node");
  return found;
}

/** Objects to what keeps a matter from leaving its step. */
function demandLeave(asked: Row, matter: Row, work: Work, body: VerbBody, addError: AddError): void {
  for (const task of linkedIds(asked, "mustCompleteTasks"))
    addError(`The task '${task}' must be completed before the matter can move on`, "links/step");
  if (idsIn(body, "stepMessages").length > 0)
    for (const participant of linkedIds(asked, "mustHaveEmailAddresses"))
      addError(`The participant '${participant}' must have an e-mail address for the messages of the step`, "links/stepMessages");
  const step = work.findAt("steps", linkedIds(asked, "step")[0] ?? "");
  const assignee = idIn(body, "assignedToParticipant") ?? linkedIds(matter, "assignedTo")[0];
  if (step?.["assignedToMandatory"] === "T" && assignee === undefined)
    addError("The step requires somebody the matter is assigned to", "links/assignedToParticipant");
}

/** The matter's row once it has moved. */
function moved(matter: Row, asked: Row, body: VerbBody, work: Work): Row {
  const { timestamp } = callerOf(work);
  const step = linkedIds(asked, "step")[0]!;
  const status = body.attributes.get("status") ?? work.findAt("steps", step)?.["actionStatus"] ?? matter["status"];
  const sent = body.attributes.get("timestamp");
  const named = { name: "actionName", reference: "fileReference", priority: "priority" };
  const changed = Object.entries(named).filter(([, name]) => body.attributes.has(name));
  const assignee = idIn(body, "assignedToParticipant");
  return {
    ...matter,
    ...Object.fromEntries(changed.map(([name, as]) => [name, body.attributes.get(as)])),
    status,
    ...(status !== matter["status"] && { statusTimestamp: sent ?? timestamp }),
    ...("modifiedTimestamp" in matter && { modifiedTimestamp: timestamp }),
    links: { ...matter.links, ...(assignee !== undefined && { assignedTo: assignee }), step },
  };
}

/** Answers `POST actionchangestep`: moves a matter to one of its next steps, with all that the step brings. */
export function answerStepChange(call: Call): RestAnswer {
  const { records, listed } = bodyOf({ path: PATH, links: new Map() }, call);
  const work = new Work(call);
  const errors: ValidationError[] = [];
  const resource = catalogue.get("actions")!;
  const ids = records.map((sent, index) => {
    const addError = adderTo(errors, listed ? index : undefined);
    const body = readVerbBody(PATH, shape, sent, work, addError);
    const id = idIn(body, "action");
    const matter = id === undefined ? undefined : work.find(resource, id);
    if (id === undefined || !matter) {
      if (!errors.some(({ member }) => member === "links/action")) addError("'action' is required", "links/action");
      return "";
    }
    if (errors.length > 0) return id;
    const asked = chosenStep(call, id, body, addError);
    if (!asked) return id;
    demandLeave(asked, matter, work, body, addError);
    demandOfStep({ work, body, addError, asked, matter });
    if (errors.length > 0) return id;
    const after = moved(matter, asked, body, work);
    work.replace(resource, id, after, true);
    work.happened(STEP_CHANGED, "actions", after);
    enterStep(work, after, asked, body, body.attributes.get("filenote") ?? body.attributes.get("fileNote"));
    return id;
  });
  if (errors.length > 0) throw new RejectedWrite(PATH, errors);
  const happened = work.commit();
  return { ...answerMoved(ids, call), happened };
}

function answerMoved(ids: readonly string[], call: Call): RestAnswer {
  const { changeStepAnswer } = call.quirks;
  if (changeStepAnswer === "empty") return { status: 200, headers: { "content-type": JSON_API } };
  const matters = call.collectionAt("actions");
  const answer = answerRows(
    matters.resource,
    ids.map((id) => matters.get(id)!),
    call,
  );
  if (changeStepAnswer === "action") return answer;
  const { actions, meta: _meta, ...rest } = answer.body as Record<string, unknown>;
  return { ...answer, body: { ...rest, [PATH]: actions } };
}
