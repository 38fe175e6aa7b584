import type { RestQuirks } from "../rest/quirks.js";

/** What can be done to a record. */
export type Deed = "created" | "updated" | "deleted";

/** The event of each deed, by collection (protocol 6). Hooks are not told of any other deed. */
const events: Readonly<Record<string, Partial<Record<Deed, string>>>> = {
  actions: { created: "ActionCreated", updated: "ActionUpdated" },
  actiondocuments: { created: "ActionDocumentCreated", updated: "ActionDocumentUpdated", deleted: "ActionDocumentDeleted" },
  actionparticipants: { created: "ActionParticipantAdded", deleted: "ActionParticipantDeleted" },
  datacollectionrecords: { updated: "DataCollectionRecordUpdated", deleted: "DataCollectionRecordDeleted" },
  datacollectionrecordvalues: { updated: "DataCollectionRecordValueUpdated" },
  disbursements: { created: "DisbursementCreated", updated: "DisbursementUpdated" },
  filenotes: { created: "FileNoteCreated", updated: "FileNoteUpdated" },
  participants: { created: "ParticipantCreated", updated: "ParticipantUpdated" },
  tasks: { created: "TaskCreated", updated: "TaskUpdated" },
  timeentries: { created: "TimeEntryCreated", updated: "TimeEntryUpdated" },
};

/** The event of a matter that moved to another step (protocol 6). */
export const STEP_CHANGED = "StepChanged";

/** Another name for `ActionParticipantAdded`, which one page of the documentation has (protocol 6). */
export const PARTICIPANT_CREATED = "ActionParticipantCreated";

const listed: ReadonlySet<string> = new Set([...Object.values(events).flatMap((deeds) => Object.values(deeds)), STEP_CHANGED]);

/** The event that a deed to a record of a collection is. */
export const eventOf = (path: string, deed: Deed): string | undefined =>
  Object.hasOwn(events, path) ? events[path]![deed] : undefined;

/** Whether hooks can be registered for an event of this name. */
export const isHookEvent = (name: string, { hookEvents }: RestQuirks): boolean =>
  listed.has(name) || (hookEvents === "withParticipantCreated" && name === PARTICIPANT_CREATED);
