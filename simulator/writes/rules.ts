import type { Row } from "../database.js";
import { linkedIds } from "../rest/collection.js";
import { fileOf, statusOf } from "../rest/uploads.js";
import { instantOfText } from "../rest/values.js";
import { isDeliverable } from "../hooks/targets.js";
import { isHookEvent } from "../hooks/events.js";
import type { Members, AddError } from "./members.js";
import { userOf } from "./defaults.js";
import type { Work } from "./work.js";

/** What a rule looks at: the row as it will be, what of it was sent, and whether it is new. */
interface Ruled {
  readonly row: Row;
  readonly sent: Members;
  readonly isNew: boolean;
  readonly work: Work;
  readonly addError: AddError;
}

type Rule = (ruled: Ruled) => void;

const sends = ({ sent, isNew }: Ruled, ...names: readonly string[]): boolean =>
  isNew || names.some((name) => name in sent.attributes || name in sent.links);

const instant = (value: unknown): number | undefined => (typeof value === "string" ? instantOfText(value) : undefined);

/** The hours recorded against a task. */
function recorded({ work, row }: Ruled, hours: string): number {
  const id = String(row.id);
  return ["timerecords", "timeentries"]
    .flatMap((path) => work.rows(path))
    .filter((entry) => linkedIds(entry, "task")[0] === id)
    .reduce((sum, entry) => sum + Number(entry[hours] ?? 0), 0);
}

const taskHours: Rule = (ruled) => {
  if (ruled.isNew) return;
  for (const [code, name] of [
    ["T01", "billableHours"],
    ["T02", "actualHours"],
  ] as const) {
    const hours = ruled.sent.attributes[name];
    if (typeof hours === "string" && Number(hours) < recorded(ruled, name))
      ruled.addError(`'${name}' must not be less than the hours recorded for the task`, name, code);
  }
};

const taskAssignee: Rule = (ruled) => {
  const assignee = linkedIds(ruled.row, "assignee")[0];
  if (assignee === undefined || !sends(ruled, "assignee", "action")) return;
  const matter = Number(linkedIds(ruled.row, "action")[0]);
  const barred = ruled.work.call.view.colleagues.some(
    (person) => String(person.participantId) === assignee && person.rights.hiddenMatters.has(matter),
  );
  if (!userOf(ruled.work, assignee) || barred)
    ruled.addError("'assignee' must be a system user with READ permission on the matter", "links/assignee", "T03");
};

const taskTimes: Rule = (ruled) => {
  if (!sends(ruled, "status", "startedTimestamp", "completedTimestamp")) return;
  const { row, addError } = ruled;
  const [started, completed] = [instant(row["startedTimestamp"]), instant(row["completedTimestamp"])];
  if (started !== undefined && completed !== undefined && completed < started)
    addError("'completedTimestamp' must not be before 'startedTimestamp'", "completedTimestamp", "T04");
  if (row["status"] !== "Complete") return;
  if (completed === undefined) addError("'completedTimestamp' is required for a completed task", "completedTimestamp", "T05");
  if (started === undefined) addError("'startedTimestamp' is required for a task that was started", "startedTimestamp", "T06");
};

const taskSteps: Rule = (ruled) => {
  const [during, before] = [ruled.row["completeDuringStep"], ruled.row["completeBeforeStep"]];
  if (!sends(ruled, "completeDuringStep", "completeBeforeStep")) return;
  if (typeof during === "number" && typeof before === "number" && during >= before)
    ruled.addError("'completeDuringStep' must be less than 'completeBeforeStep'", "completeDuringStep", "T09");
};

const taskNonBillable: Rule = (ruled) => {
  const { row, addError } = ruled;
  if (row["confirmedNonBillable"] !== "T") return;
  if (!sends(ruled, "confirmedNonBillable", "confirmedNonBillableTimestamp", "confirmedNonBillableBy")) return;
  if (instant(row["confirmedNonBillableTimestamp"]) === undefined)
    addError(
      "'confirmedNonBillableTimestamp' is required once non-billable is confirmed",
      "confirmedNonBillableTimestamp",
      "T10",
    );
  if (linkedIds(row, "confirmedNonBillableBy").length === 0)
    addError("'confirmedNonBillableBy' is required once non-billable is confirmed", "links/confirmedNonBillableBy", "T11");
};

const hours: Rule = ({ sent, addError }) => {
  for (const [code, name] of [
    ["TR01", "billableHours"],
    ["TR02", "actualHours"],
  ] as const) {
    if (Number(sent.attributes[name] ?? 0) < 0) addError(`'${name}' must be at least 0`, name, code);
  }
};

const recordOwner: Rule = (ruled) => {
  const { row, work, addError } = ruled;
  const [owner, division, activity] = ["owner", "division", "activity"].map((link) => linkedIds(row, link)[0]);
  if (owner === undefined || !sends(ruled, "owner", "division", "activity")) return;
  const user = userOf(work, owner);
  if (!user) return addError("'owner' must be a system user", "links/owner", "TR03");
  const home = linkedIds(user, "division")[0];
  if (division !== undefined && home !== division) addError("'owner' does not work in the division", "links/owner", "TR04");
  const found = activity === undefined ? undefined : work.findAt("timerecordactivities", activity);
  const open = found ? linkedIds(found, "divisions") : [];
  // An activity that names no divisions is there for all of them.
  if (open.length > 0 && [division, home].some((each) => each !== undefined && !open.includes(each)))
    addError("'activity' is not available to the owner and the division", "links/activity", "TR05");
};

const names: Rule = (ruled) => {
  const { row, work, addError, isNew } = ruled;
  if (!sends(ruled, "displayName", "lastName", "companyName", "firstName", "isCompany")) return;
  if (work.call.quirks.trustAccounting && row["isCompany"] !== "T" && !row["lastName"])
    addError("'lastName' is required with trust accounting", "lastName", "P03");
  else if (isNew && !row["displayName"]) addError("'displayName' is required, or names to make it of", "displayName");
};

const hook: Rule = ({ sent: { attributes }, work, addError }) => {
  const [event, target] = [attributes["eventName"], attributes["targetUrl"]];
  if (typeof event === "string" && !isHookEvent(event, work.call.quirks)) addError(`There is no event '${event}'`, "eventName");
  if (typeof target === "string" && !isDeliverable(target)) addError("'targetUrl' must be an absolute URL", "targetUrl");
};

/** A document is given a file that was uploaded whole and, where that is done, scanned. */
const file: Rule = ({ sent, work, addError }) => {
  const given = sent.attributes["file"];
  const { quirks, now } = work.call.request;
  if (typeof given !== "string" || quirks.unknownFile === "accepted") return;
  const upload = fileOf(work.organisation, given.split(";")[0]!);
  if (!upload) addError("'file' must be the id of an uploaded file", "file");
  else if (statusOf(upload, quirks, now) === "Pending") addError("The file is not ready yet: it is still being scanned", "file");
};

/** A data collection with one record on each matter gets no second one, where Actionstep prevents that. */
const singleRecord: Rule = ({ row, work, addError, isNew }) => {
  const [collection, matter] = ["dataCollection", "action"].map((link) => linkedIds(row, link)[0]);
  if (!isNew || work.call.quirks.secondRecord === "accepted") return;
  if (work.findAt("datacollections", collection ?? "")?.["multipleRecords"] !== "F") return;
  const isThere = ({ links }: Row): boolean => links?.["action"] === matter && links?.["dataCollection"] === collection;
  if (work.rows("datacollectionrecords").some(isThere))
    addError("The matter has its record of this data collection already", "links/dataCollection");
};

/** A record that cannot be written to takes no values. */
const openRecord: Rule = ({ row, work, addError }) => {
  const record = work.findAt("datacollectionrecords", linkedIds(row, "dataCollectionRecord")[0] ?? "");
  if (record?.["canWrite"] === "F") addError("The record cannot be written to", "links/dataCollectionRecord");
};

const rules: Readonly<Record<string, readonly Rule[]>> = {
  actiondocuments: [file],
  contactdocuments: [file],
  datacollectionrecords: [singleRecord],
  datacollectionrecordvalues: [openRecord],
  emailattachments: [file],
  participants: [names],
  resthooks: [hook],
  tasks: [taskHours, taskAssignee, taskTimes, taskSteps, taskNonBillable],
  timeentries: [hours],
  timerecords: [hours, recordOwner],
};

/** Says what is wrong with a row as it would be after the write. */
export function judge(path: string, ruled: Ruled): void {
  if (Object.hasOwn(rules, path)) for (const rule of rules[path]!) rule(ruled);
}
