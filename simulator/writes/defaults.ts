import type { Row } from "../database.js";
import { linkedIds } from "../rest/collection.js";
import { displayNameOf, initialsOf } from "./display-names.js";
import type { Caller } from "./caller.js";
import type { LinkValue, Members } from "./members.js";
import type { Work } from "./work.js";

/** What the server puts where a body says nothing. */
interface Defaults {
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly links?: Readonly<Record<string, LinkValue>>;
}

/** What anything new has, wherever there is a member of that name. */
const anywhere = ({ timestamp, participant, name }: Caller): Defaults => ({
  attributes: {
    createdTimestamp: timestamp,
    enteredTimestamp: timestamp,
    modifiedTimestamp: timestamp,
    lastModifiedTimestamp: timestamp,
    enteredBy: name,
    enteredByParticipant: Number(participant),
    isDeleted: "F",
  },
  links: { createdBy: participant, enteredByParticipant: participant },
});

const note = ({ timestamp, participant }: Caller): Defaults => ({
  attributes: { noteTimestamp: timestamp, source: "User" },
  links: { participant },
});

/** The number of a participant among those of its kind on a matter. */
function participantNumber(work: Work, { links }: Members): number {
  const [matter, type] = [links["action"], links["participantType"]];
  const numbers = work
    .rows("actionparticipants")
    .filter((row) => row.links?.["action"] === matter && row.links?.["participantType"] === type)
    .map((row) => Number(row["participantNumber"] ?? 0));
  return Math.max(0, ...numbers) + 1;
}

const particular: Readonly<Record<string, (caller: Caller, members: Members, work: Work) => Defaults>> = {
  actionparticipants: (_caller, members, work) => ({ attributes: { participantNumber: participantNumber(work, members) } }),
  actiontypeparticipanttypes: () => ({ attributes: { required: "F", isPrimaryParticipantType: "F" } }),
  contactnotes: (caller) => ({ attributes: note(caller).attributes! }),
  datacollectionfields: () => ({ attributes: { required: "F", listViewTotal: "F" } }),
  datacollectionrecords: () => ({ attributes: { canWrite: "T", canDelete: "T" } }),
  datacollectionrecordvalues: ({ timestamp, user }) => ({
    attributes: { last_modified_time_stamp: timestamp, last_modified_by_user_id: user },
  }),
  datacollections: () => ({ attributes: { multipleRecords: "F", alwaysShowDescriptions: "F" } }),
  disbursements: () => ({ attributes: { isAnticipated: "F" } }),
  filenotes: note,
  participants: (_caller, { attributes }) => {
    const displayName = attributes["displayName"] ?? displayNameOf(attributes);
    return {
      attributes: { isCompany: "F", displayName, displayInitials: initialsOf({ ...attributes, displayName }) },
    };
  },
  quickcodes: () => ({
    attributes: {
      useForRetainerTransfers: "F",
      useForReceipts: "F",
      useForTasks: "F",
      useForTimeEntry: "F",
      useForWithdrawals: "F",
    },
  }),
  resthooks: () => ({ attributes: { status: "Active", triggeredCount: 0 } }),
  tasks: ({ name }) => ({
    attributes: {
      status: "Incomplete",
      priority: "Normal",
      actualHours: "0.00",
      billableHours: "0.00",
      assignedBy: name,
      isBillingHold: "F",
      isPartBilled: "F",
      confirmedNonBillable: "F",
      hasTriggerDate: "F",
    },
  }),
  timeentries: (_caller, { attributes, links }, work) => {
    const rate = typeof links["rate"] === "string" ? work.findAt("rates", links["rate"]) : undefined;
    return {
      attributes: {
        billableHours: attributes["actualHours"],
        timerStatus: "Stopped",
        timerDurationSeconds: 0,
        billingBehavior: "Bill",
        rateUnitPrice: rate?.["rate"] ?? null,
        rateSource: rate ? "Default" : null,
        billableAmountType: "Calculated",
      },
    };
  },
  timerecords: (_caller, { attributes }) => ({
    attributes: { billableHours: attributes["actualHours"], isTimesheetEntry: "F" },
  }),
};

/** The members of a new row that nobody sent, of those its siblings have. */
export function defaultsOf(path: string, caller: Caller, members: Members, work: Work): Required<Defaults> {
  const [general, own] = [anywhere(caller), Object.hasOwn(particular, path) ? particular[path]!(caller, members, work) : {}];
  return {
    attributes: { ...general.attributes, ...own.attributes },
    links: { ...general.links, ...own.links },
  };
}

/** What the server notes in a row whenever it is changed. */
export const touched = ({ timestamp, user }: Caller): Readonly<Record<string, unknown>> => ({
  modifiedTimestamp: timestamp,
  lastModifiedTimestamp: timestamp,
  last_modified_time_stamp: timestamp,
  last_modified_by_user_id: user,
});

/** The ids of the participants who can be assigned work: users who are active. */
export const userOf = (work: Work, participant: string): Row | undefined =>
  work.rows("users").find((row) => row["isActive"] === "T" && linkedIds(row, "participant")[0] === participant);
