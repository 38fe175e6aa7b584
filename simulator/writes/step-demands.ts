import type { Row } from "../database.js";
import { linkedIds } from "../rest/collection.js";
import { judgeStepFields } from "./field-values.js";
import type { AddError } from "./members.js";
import { recordsOf, valueIn } from "./step-data.js";
import { idsIn, type VerbBody } from "./verb-body.js";
import type { Work } from "./work.js";

/** Everything the two verbs have in common: what is entered, and which matter is there already. */
interface Entering {
  readonly work: Work;
  readonly body: VerbBody;
  readonly addError: AddError;
  /** What the step asks for, as the verb's own GET answers it. */
  readonly asked: Row;
  /** The matter that is moved; absent while it is being created. */
  readonly matter?: Row;
}

const rowsOf = (work: Work, path: string, ids: readonly string[]): Row[] =>
  ids.map((id) => work.findAt(path, id)).filter((row) => row !== undefined);

/** Objects to everything that the step demands and the body does not bring, and to what the step does not know. */
export function demandOfStep({ work, body, addError, asked, matter }: Entering): void {
  for (const [link, path] of [
    ["stepTasks", "steptasks"],
    ["stepMessages", "stepmessages"],
    ["documentTemplates", "documenttemplates"],
  ] as const) {
    const [offered, chosen] = [linkedIds(asked, link), idsIn(body, link)];
    for (const id of chosen)
      if (!offered.includes(id)) addError(`The step offers no '${link}' with the id '${id}'`, `links/${link}`);
    for (const row of rowsOf(work, path, offered))
      if (row["isMandatory"] === "T" && !chosen.includes(String(row.id)))
        addError(`'${String(row.id)}' is mandatory among '${link}'`, `links/${link}`);
  }

  for (const row of rowsOf(work, "stepparticipanttypes", linkedIds(asked, "stepParticipantTypes"))) {
    const type = linkedIds(row, "participantType")[0] ?? "";
    if (row["isRequired"] !== "T" || (body.participants.get(type)?.length ?? 0) > 0) continue;
    const there =
      matter &&
      work
        .rows("actionparticipants")
        .some((each) => each.links?.["action"] === String(matter.id) && each.links?.["participantType"] === type);
    if (!there) addError(`The step requires a participant of the type '${type}'`, `links/participantType${type}`);
  }

  judgeStepFields(body.fields, work, addError);
  const offered = linkedIds(asked, "stepDataFields");
  for (const id of body.fields.keys())
    if (!offered.includes(id)) addError(`The step does not ask for 'stepDataField${id}'`, `stepDataField${id}`);
  for (const row of rowsOf(work, "stepdatafields", offered)) {
    const id = String(row.id);
    const sent = body.fields.get(id);
    if (row["isRequired"] !== "T" || (sent ?? "") !== "") continue;
    const stored = matter && sent === undefined ? recordsOf(work, matter, row).map((record) => valueIn(work, row, record)) : [];
    if (!row["defaultValue"] && !stored.some((value) => value !== null && value !== ""))
      addError(`'stepDataField${id}' is required`, `stepDataField${id}`);
  }
}
