import { clockChanges } from "../time-zones.js";
import type { Contacts } from "./contacts.js";
import { factsOf, holds, special } from "./matter-facts.js";
import type { Reference } from "./reference.js";
import { TODAY, partOf, worded, type Contact, type MatterFacts, type MatterTypeIds, type Site } from "./site.js";
import type { Staff } from "./staff.js";
import { lastStep } from "./steps.js";

const DAY = 86_400_000;

/** All matters, and which of them are kept from whom. */
export interface Matters {
  readonly list: readonly MatterFacts[];
  readonly restricted: ReadonlySet<number>;
  readonly partnersOnly: ReadonlySet<number>;
}

const amlStatuses = ["Not required", "Not started", "In progress", "Complete", "Delayed", "None", null];

/** The matters with the people on them. */
export function seedMatters(
  whole: Site,
  types: readonly MatterTypeIds[],
  staff: Staff,
  contacts: Contacts,
  reference: Reference,
): Matters {
  const site = partOf(whole, "matters");
  const list = Array.from({ length: site.counts.matters }, (_each, index) => factsOf(site, index, types, staff, contacts));
  list.forEach((facts, index) => addMatter(site, facts, index, staff, reference));
  relate(site, list);
  const ids = (indexes: readonly number[]): Set<number> =>
    new Set(indexes.filter((index) => index < list.length).map((index) => index + 1));
  return { list, restricted: ids(special.restricted), partnersOnly: ids(special.partnersOnly) };
}

function nameOf({ random }: Site, { type, words }: MatterFacts, index: number): string {
  if (index === special.empty) return "New enquiry";
  if (index === special.template) return `TEMPLATE – ${type.kind.name}`;
  const title = worded(random.pick(type.kind.titles), words);
  return index === special.emoji ? `${title} 🌊` : title;
}

function statusOf(facts: MatterFacts, index: number): string {
  if (index === special.template) return "Template";
  if (holds(special.inactive, index)) return "Inactive";
  return facts.step === lastStep(facts.type.kind) ? "Closed" : "Active";
}

/** Adds the row of a matter. */
function addAction(site: Site, facts: MatterFacts, index: number, staff: Staff): void {
  const { tables, random, dates, firm } = site;
  const { id, type, client, assignee, opened, lastTouched } = facts;
  const deleted = holds(special.deleted, index);
  const closing = statusOf(facts, index) === "Closed";
  const [change] = clockChanges(firm.timeZone, TODAY - 365 * DAY, TODAY);
  tables.add(
    "actions",
    {
      id,
      name: nameOf(site, facts, index),
      priority: random.whole(0, 3),
      status: statusOf(facts, index),
      createdTimestamp: dates.date(opened),
      isDeleted: deleted ? "T" : "F",
      reference: random.chance(0.15)
        ? random.chance(0.3)
          ? ""
          : null
        : `${assignee.last.slice(0, 2).toUpperCase()}${String(10_000 + id * 7)}/${id}`,
      statusTimestamp:
        index === special.clockChange && change
          ? dates.timestamp(change - 1)
          : dates.timestampOn(dates.dayBetween(opened, lastTouched)),
      modifiedTimestamp: index === special.clockChange && change ? dates.timestamp(change) : dates.timestampOn(lastTouched),
      isBillableOverride: [null, "T", "F", ""][index % 4],
      overrideBillingStatus: closing && index % 2 === 0 ? "Closed" : index % 9 === 0 ? "Active" : null,
      isFavorite: "F",
      amlReviewStatus: index === special.undocumentedStatus ? "Exempt" : amlStatuses[index % amlStatuses.length],
      bannerText: index % 11 === 3 ? "Do not act without speaking to the partner first" : null,
      importExternalReference: index % 13 === 1 ? `LEGACY-${4000 + id}` : null,
      ...(deleted && { deletedBy: staff.workers[0]!.displayName, deletedTimestamp: dates.timestampOn(lastTouched) }),
    },
    {
      assignedTo: index === special.withoutAssignee || facts.bulk === 0 ? null : assignee.id,
      division: index === special.withoutDivision ? null : assignee.division,
      actionType: type.id,
      primaryParticipants: client ? [client.id] : [],
      step: `${type.id}--${facts.step}`,
      billSettings: id,
      relatedActions: [],
    },
  );
}

/** Adds how a matter is billed. */
function addBillSettings(
  { tables, random, firm }: Site,
  { id, type, client }: MatterFacts,
  index: number,
  { rates }: Staff,
  { currency, taxCodes }: Reference,
): void {
  const fixed = type.id % 3 === 0;
  tables.add(
    "actionbillsettings",
    {
      id,
      billType: fixed ? "Fixed fee" : "Hourly",
      sendToEmailAddress: client?.email ?? null,
      quotedAmountIncludes: fixed ? "Fees and costs" : null,
      quotedAmount: fixed ? `${random.whole(12, 60) * 100}.00` : null,
      isBillable: "T",
      isUtbmsEnabled: firm.country === "US" ? "T" : "F",
      utbmsTaskCategoryCode: firm.country === "US" ? "Litigation" : null,
      defaultTimeEntryBehavior: index % 8 === 7 ? "No Charge" : "Bill",
      salesTaxAppliesTo: "All",
      discountType: index % 10 === 0 ? "Percentage" : "None",
      discountAmount: index % 10 === 0 ? "10.00" : null,
      isSalesTaxEnabled: firm.country === "NZ" ? "T" : "F",
    },
    { defaultRate: index % 4 === 0 ? rates[0] : null, currency, salesTaxRate: taxCodes[0] },
  );
}

/** Adds a matter with what there is once for it, and the people on it. */
function addMatter(site: Site, facts: MatterFacts, index: number, staff: Staff, reference: Reference): void {
  const { tables, random, dates } = site;
  const { id, client, lastTouched } = facts;
  addAction(site, facts, index, staff);
  addBillSettings(site, facts, index, staff, reference);
  tables.add("actionpermissions", { id, menuHome: holds(special.partnersOnly, index) ? "F" : "T" });
  if (index % 4 === 1)
    tables.add(
      "actionrates",
      { id: `${id}--${staff.rates[0]}`, overrideRate: `${random.whole(28, 60) * 10}.00` },
      { action: id, rate: staff.rates[0] },
    );
  if (index % 3 === 1 && client) {
    tables.add(
      "actionnetdocssettings",
      {
        workspaceIdentifier: String(1_005_000 + id),
        parentWorkspaceIdentifier: String(799_000 + client.id),
        workspaceEnvId: `Q14:k:${id}:^W2605`,
        workspaceFolderJson: "[]",
        workspaceFolderLastUpdatedTimestamp: dates.timestampOn(lastTouched),
      },
      { action: id, participant: client.id },
    );
  }
  addParticipants(site, facts);
}

function addParticipants({ tables }: Site, { id, type, client, others }: MatterFacts): void {
  const add = (participantType: number, contact: Contact, participantNumber: number): number =>
    tables.add(
      "actionparticipants",
      { id: `${id}--${participantType}--${contact.id}`, participantNumber },
      { action: id, participantType, participant: contact.id },
    );
  if (client) add(type.role, client, 1);
  for (const other of others) add(other.type, other.contact, 1);
}

/** Ties some matters together, both ways; the fourth to one that not everybody may see. */
function relate({ tables, random }: Site, list: readonly MatterFacts[]): void {
  const related = new Map<number, Set<number>>();
  const tie = (one: number, other: number): void => {
    if (one === other || one > list.length || other > list.length) return;
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      related.set(from, (related.get(from) ?? new Set()).add(to));
  };
  tie(4, special.restricted[0] + 1);
  for (const { id, bulk } of list) {
    const other = id > 1 && random.chance(0.12) ? list[random.whole(0, id - 2)] : undefined;
    if (other && bulk > 0 && other.bulk > 0) tie(id, other.id);
  }
  tables.rows("actions").forEach((row) => {
    const ids = related.get(Number(row.id));
    if (ids) (row.links as Record<string, unknown>)["relatedActions"] = [...ids].sort((a, b) => a - b).map(String);
  });
}
