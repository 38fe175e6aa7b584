import type { Row } from "../database.js";
import { instantOf, timestampIn } from "../time-zones.js";
import { catalogue } from "../rest/catalogue.js";
import { linkedIds } from "../rest/collection.js";
import { callerOf } from "./caller.js";
import { insert } from "./consequences.js";
import { newRow } from "./create.js";
import { userOf } from "./defaults.js";
import { enterStepData, recordsOf, valueIn } from "./step-data.js";
import { idsIn, type VerbBody } from "./verb-body.js";
import type { Work } from "./work.js";

/** Adds a row of a collection as if it had been sent by itself. */
function add(work: Work, path: string, attributes: Row, links: Readonly<Record<string, string | null>>): Row {
  const resource = catalogue.get(path)!;
  const { links: _none, id: _given, ...values } = attributes;
  return insert(work, resource, newRow(resource, { attributes: values, links }, work));
}

/** Adds people to a matter by what they take part as; those who are there already stay. */
function addParticipants(work: Work, matter: string, participants: VerbBody["participants"]): void {
  for (const [participantType, ids] of participants)
    for (const participant of ids)
      if (!work.findAt("actionparticipants", `${matter}--${participantType}--${participant}`))
        add(work, "actionparticipants", {}, { action: matter, participantType, participant });
}

/** The end of the working day that a text like `in 3 days` speaks of. */
function dueOf(work: Work, text: unknown, day: string): string {
  const { timeZone } = work.organisation;
  const days = Number(/\d+/.exec(typeof text === "string" ? text : "")?.[0] ?? 0);
  return timestampIn(timeZone, instantOf(timeZone, Date.parse(`${day}T17:00:00Z`) + days * 86_400_000));
}

/** Makes a task of each task of the step that was chosen. */
function addTasks(work: Work, matter: Row, ids: readonly string[]): void {
  const { day } = callerOf(work);
  for (const id of ids) {
    const template = work.findAt("steptasks", id)!;
    const type = linkedIds(template, "assignToParticipantType")[0];
    const candidates = work
      .rows("actionparticipants")
      .filter((row) => row.links?.["action"] === String(matter.id) && row.links?.["participantType"] === type)
      .flatMap((row) => linkedIds(row, "participant"));
    const assignee = candidates.find((participant) => userOf(work, participant)) ?? linkedIds(matter, "assignedTo")[0] ?? null;
    const attributes = {
      name: template["name"],
      priority: template["priority"] ?? "Normal",
      dueTimestamp: dueOf(work, template["dueDateText"], day),
    };
    add(work, "tasks", attributes, { action: String(matter.id), assignee });
  }
}

/** What the step's fields are to hold: what was sent, and the defaults of those that are empty. */
function valuesOf(work: Work, matter: Row, asked: Row, { fields }: VerbBody): Map<string, string | null> {
  const values = new Map(fields);
  for (const id of linkedIds(asked, "stepDataFields")) {
    const field = work.findAt("stepdatafields", id);
    const usual = field?.["defaultValue"];
    if (!field || values.has(id) || typeof usual !== "string" || usual === "") continue;
    if (!recordsOf(work, matter, field).some((record) => valueIn(work, field, record))) values.set(id, usual);
  }
  return values;
}

/** Everything that entering a step brings about around a matter. `asked` is what the step asks for. */
export function enterStep(work: Work, matter: Row, asked: Row, body: VerbBody, note: string | number | null | undefined): void {
  const id = String(matter.id);
  addParticipants(work, id, body.participants);
  enterStepData(work, matter, valuesOf(work, matter, asked, body));
  addTasks(work, matter, idsIn(body, "stepTasks"));
  if (note !== undefined && note !== null && note !== "") add(work, "filenotes", { text: note }, { action: id });
}
