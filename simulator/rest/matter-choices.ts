import type { Row } from "../database.js";
import type { Call } from "./call.js";
import { catalogue } from "./catalogue.js";
import { linkedIds } from "./collection.js";
import { debugOf } from "./debug.js";
import { JSON_API, envelope, template } from "./envelope.js";
import { noSuchRecord } from "./errors.js";
import type { RestAnswer } from "./request.js";
import { matching } from "./filters.js";
import { pagingOf } from "./paging.js";

type Verb = "actioncreate" | "actionchangestep";

/** What one step asks for: link name → ids, one id, or null. */
type Links = Readonly<Record<string, string | readonly string[] | null>>;

const STEP_LINKS = {
  stepTasks: "steptasks",
  stepMessages: "stepmessages",
  documentTemplates: "documenttemplates",
  stepParticipantTypes: "stepparticipanttypes",
  otherParticipantTypes: "participanttypes",
  stepDataFields: "stepdatafields",
  stepRelatedActionTypes: "steprelatedactiontypes",
} as const;

/** The links of each verb in the order answered, with the collections they lead to. */
const targets: Readonly<Record<Verb, Readonly<Record<string, string>>>> = {
  actioncreate: { step: "steps", ...STEP_LINKS, trustAccounts: "trustaccounts" },
  actionchangestep: {
    mustCompleteTasks: "tasks",
    mustHaveEmailAddresses: "participants",
    step: "steps",
    node: "nodes",
    ...STEP_LINKS,
  },
};

const orNull = (ids: readonly string[]): readonly string[] | null => (ids.length > 0 ? ids : null);

/** The rows of a collection whose link holds an id. */
export function rowsLinkedTo(call: Call, path: string, link: string, id: string): Row[] {
  const collection = call.collectionAt(path);
  return collection.positionsLinkedTo(link, id).map((position) => collection.rows[position]!);
}

const idsLinkedTo = (call: Call, path: string, link: string, id: string): string[] =>
  rowsLinkedTo(call, path, link, id).map((row) => String(row.id));

/** What entering a step of a matter type asks for. */
function stepLinks(call: Call, matterType: string, step: string): Links {
  const stepNumber = Number(step.split("--")[1]);
  const asked = rowsLinkedTo(call, "stepparticipanttypes", "step", step);
  const askedTypes = new Set(asked.flatMap((row) => linkedIds(row, "participantType")));
  const possibleTypes = matching(call.collectionAt("actiontypeparticipanttypes"), [
    { test: (row) => row["actionType"] === Number(matterType) },
  ])
    .map((position) => call.collectionAt("actiontypeparticipanttypes").rows[position]!)
    .flatMap((row) => linkedIds(row, "participantType"));
  const templates = rowsLinkedTo(call, "tasktemplates", "actionType", matterType)
    .filter((row) => row["stepNumber"] === stepNumber)
    .flatMap((row) => linkedIds(row, "template"));
  return {
    stepTasks: orNull(idsLinkedTo(call, "steptasks", "step", step)),
    stepMessages: orNull(idsLinkedTo(call, "stepmessages", "step", step)),
    documentTemplates: orNull([...new Set(templates)]),
    stepParticipantTypes: orNull(asked.map((row) => String(row.id))),
    otherParticipantTypes: orNull(possibleTypes.filter((id) => !askedTypes.has(id))),
    stepDataFields: orNull(idsLinkedTo(call, "stepdatafields", "step", step)),
    stepRelatedActionTypes: null,
  };
}

/** What creating a matter of this type asks for: its first step. */
export function creation(call: Call, id: string): Row[] {
  const type = call.collectionAt("actiontypes").get(id);
  if (!type) throw noSuchRecord("actioncreate", id);
  const step = idsLinkedTo(call, "steps", "actionType", id)[0] ?? null;
  const accounts = call.collectionAt("trustaccounts").rows.map((row) => String(row.id));
  return [{ id: Number(id), links: { step, ...(step !== null && stepLinks(call, id, step)), trustAccounts: orNull(accounts) } }];
}

/** Where a matter can go from its step: one entry for each node below the ones it can be standing on. */
export function nextSteps(call: Call, id: string): Row[] {
  const matter = call.collectionAt("actions").get(id);
  if (!matter) throw noSuchRecord("actionchangestep", id);
  const [type = "", step = ""] = [linkedIds(matter, "actionType")[0], linkedIds(matter, "step")[0]];
  const nodes = rowsLinkedTo(call, "nodes", "actionType", type);
  const here = new Set(
    nodes.filter((node) => `${type}--${node["stepNumber"] as number}` === step).map((node) => String(node.id)),
  );
  return nodes
    .filter((node) => node["isActive"] === "T" && linkedIds(node, "parent").some((parent) => here.has(parent)))
    .map((node) => {
      const stepNumber = node["stepNumber"] as number;
      const open = rowsLinkedTo(call, "tasks", "action", id).filter(
        (task) =>
          task["status"] === "Incomplete" &&
          typeof task["completeBeforeStep"] === "number" &&
          task["completeBeforeStep"] <= stepNumber,
      );
      const next = `${type}--${stepNumber}`;
      const writesTo = rowsLinkedTo(call, "stepmessages", "step", next).flatMap((message) =>
        linkedIds(message, "toParticipantType"),
      );
      const recipients = rowsLinkedTo(call, "actionparticipants", "action", id)
        .filter((row) => linkedIds(row, "participantType").some((participantType) => writesTo.includes(participantType)))
        .flatMap((row) => linkedIds(row, "participant"))
        .filter((participant) => !call.collectionAt("participants").get(participant)?.["email"]);
      return {
        id,
        links: {
          mustCompleteTasks: orNull(open.map((task) => String(task.id))),
          mustHaveEmailAddresses: orNull([...new Set(recipients)]),
          step: next,
          node: String(node.id),
          ...stepLinks(call, type, next),
        },
      };
    });
}

/** Answers with what creating a matter, or moving one on, asks for; all that it links to comes along. */
export function answerMatterChoices(verb: Verb, segment: string, call: Call): RestAnswer {
  const { view, request } = call;
  const found = verb === "actioncreate" ? creation(call, segment) : nextSteps(call, segment);
  if (found.length === 0) return { status: 204 };
  const shown = Object.entries(targets[verb]).filter(([, path]) => call.grants({ path }));
  const records = found.map((row): Row => ({
    ...row,
    links: Object.fromEntries(shown.map(([link]) => [link, row.links?.[link] ?? null])),
  }));

  const linked = new Map<string, Row[]>();
  for (const [link, path] of shown) {
    const collection = call.collectionAt(path);
    const ids = new Set(records.flatMap((record) => linkedIds(record, link)));
    const rows = [...ids].map((id) => collection.get(id)).filter((row) => row !== undefined);
    if (rows.length > 0) linked.set(path, rows.map(call.shapes(catalogue.get(path)!)(collection)));
  }
  const body = envelope({
    path: verb,
    records: verb === "actioncreate" ? records[0]! : records,
    templates: shown.map(([link, path]) => template(verb, link, path, view.organisation.region)),
    ...(linked.size > 0 && { linked }),
    paging: pagingOf({ page: 1, size: 50 }, records.length, request.restUrl + request.path, [], call.quirks),
    debug: debugOf(view.organisation, request.path, records.length, request.now),
  });
  return { status: 200, body, headers: { "content-type": JSON_API } };
}
