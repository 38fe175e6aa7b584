import type { Row } from "../database.js";
import { instantOfText } from "../rest/values.js";
import { timestampIn } from "../time-zones.js";
import { JSON_API, templatesOf } from "../rest/envelope.js";
import type { Call } from "../rest/call.js";
import { catalogue } from "../rest/catalogue.js";
import { linkedIds } from "../rest/collection.js";
import type { RestAnswer } from "../rest/request.js";
import { creation } from "../rest/matter-choices.js";
import { RejectedWrite, type ValidationError } from "../rest/rejection.js";
import { bodyOf } from "./body.js";
import { callerOf } from "./caller.js";
import { insert } from "./consequences.js";
import { newRow } from "./create.js";
import { adderTo, type Members } from "./members.js";
import { addRecord } from "./step-data.js";
import { demandOfStep } from "./step-demands.js";
import { enterStep } from "./step-effects.js";
import { COMMON, idIn, readVerbBody, type VerbBody, type VerbShape } from "./verb-body.js";
import { Work } from "./work.js";

const shape: VerbShape = {
  attributes: COMMON.attributes,
  links: {
    actionType: { target: "actiontypes" },
    ...COMMON.links,
    trustAccounts: { target: "trustaccounts", many: true },
  },
};

/** The matter's own row. */
function addMatter(work: Work, body: VerbBody, type: string, step: string | undefined): Row {
  const resource = catalogue.get("actions")!;
  const caller = callerOf(work);
  const { timeZone } = work.organisation;
  const sent = body.attributes.get("timestamp");
  const timestamp =
    typeof sent === "string" ? timestampIn(timeZone, instantOfText(sent) ?? work.call.request.now) : caller.timestamp;
  const members = {
    attributes: {
      name: body.attributes.get("actionName"),
      reference: body.attributes.get("fileReference") ?? null,
      priority: body.attributes.get("priority") ?? 0,
      status: body.attributes.get("status") ?? work.findAt("steps", step ?? "")?.["actionStatus"] ?? "Active",
      statusTimestamp: timestamp,
      createdTimestamp: timestamp.slice(0, 10),
      isDeleted: "F",
      isFavorite: "F",
      amlReviewStatus: "None",
    },
    links: {
      assignedTo: idIn(body, "assignedToParticipant") ?? caller.participant,
      division: caller.division,
      actionType: type,
      primaryParticipants: null,
      step: step ?? null,
    },
  };
  const row = newRow(resource, members, work);
  return insert(work, resource, { ...row, links: { ...row.links, billSettings: String(row.id), relatedActions: null } });
}

/** What every matter has from the start: how it is billed, who may do what, and by a quirk a record of each data collection. */
function furnish(work: Work, matter: Row, type: string): void {
  const billing = catalogue.get("actionbillsettings")!;
  const currency = work.rows("actionbillsettings").at(-1)?.links?.["currency"];
  const settings = {
    billType: "Hourly",
    isBillable: "T",
    isUtbmsEnabled: "F",
    defaultTimeEntryBehavior: "Bill",
    salesTaxAppliesTo: "All",
    discountType: "None",
    isSalesTaxEnabled: "F",
  };
  const known = work.rows("actionbillsettings").at(-1);
  const attributes = Object.fromEntries(Object.entries(settings).filter(([name]) => !known || name in known));
  const links: Members["links"] = typeof currency === "string" ? { currency } : {};
  insert(work, billing, { ...newRow(billing, { attributes, links }, work), id: matter.id! });

  const permissions = work.rows("actionpermissions").at(-1);
  if (permissions) insert(work, catalogue.get("actionpermissions")!, { ...permissions, id: matter.id! });

  // The first save makes the record of a data collection.
  if (work.call.quirks.recordsOfNewMatter === "none") return;
  for (const collection of work.rows("datacollections"))
    if (linkedIds(collection, "actionType")[0] === type) addRecord(work, matter, String(collection.id));
}

/** Gives a matter the folders of its type, one within the other as they are there. */
function addFolders(work: Work, matter: Row, type: string): void {
  const resource = catalogue.get("actionfolders")!;
  const made = new Map<string, string>();
  for (const folder of work.rows("actiontypefolders").filter((row) => linkedIds(row, "actionType")[0] === type)) {
    const parent = linkedIds(folder, "parentFolder")[0];
    const links = { action: String(matter.id), parentFolder: parent === undefined ? null : (made.get(parent) ?? null) };
    const row = insert(work, resource, newRow(resource, { attributes: { name: folder["name"] }, links }, work));
    made.set(String(folder.id), String(row.id));
  }
}

/** Answers `POST actioncreate`: opens a matter at the first step of its type, with all that belongs to it. */
export function answerMatterCreation(call: Call): RestAnswer {
  const path = "actioncreate";
  const { records, listed } = bodyOf({ path, links: new Map() }, call);
  const work = new Work(call);
  const errors: ValidationError[] = [];
  const created = records.map((sent, index) => {
    const addError = adderTo(errors, listed ? index : undefined);
    const body = readVerbBody(path, shape, sent, work, addError);
    if (!body.attributes.get("actionName") && !errors.some(({ member }) => member === "actionName"))
      addError("'actionName' is required", "actionName");
    const type = idIn(body, "actionType");
    if (type === undefined) {
      if (!errors.some(({ member }) => member === "links/actionType")) addError("'actionType' is required", "links/actionType");
      return "";
    }
    const asked = creation(call, type)[0]!;
    demandOfStep({ work, body, addError, asked });
    const matter = addMatter(work, body, type, linkedIds(asked, "step")[0]);
    furnish(work, matter, type);
    addFolders(work, matter, type);
    enterStep(work, matter, asked, body, body.attributes.get("fileNote"));
    return String(matter.id);
  });
  if (errors.length > 0) throw new RejectedWrite(path, errors);
  const happened = work.commit();

  const matters = call.collectionAt("actions");
  const shown = created.map((id) => call.shapes(matters.resource)(matters)(matters.get(id)!));
  const templates = templatesOf(matters, call.view.organisation, call.showsLink);
  const body = {
    ...(templates.length > 0 && { links: Object.fromEntries(templates) }),
    [path]: shown.length === 1 && call.quirks.singleRow === "object" ? shown[0] : shown,
  };
  return { status: call.quirks.createStatus, body, headers: { "content-type": JSON_API }, happened };
}
