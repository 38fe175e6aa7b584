import { Choice, Decimal, Flag, Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { DocumentTemplate } from "./document-template.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";
import { Rate } from "./rate.js";
import { TaskTemplate } from "./task-template.js";

export enum TaskStatus {
  INCOMPLETE = "Incomplete",
  COMPLETE = "Complete",
  HIDDEN = "Hidden",
  DELETED = "Deleted",
}

export enum TaskPriority {
  LOW = "Low",
  NORMAL = "Normal",
  HIGH = "High",
}

@Resource("tasks", "A piece of work on a matter that somebody has to do by a date.", {
  can: ["read", "create", "update", "delete"],
  bulk: ["create"],
})
export class Task {
  @Id() id!: string;

  @Text("What is to be done, in a few words.", { write: true, required: true })
  name?: string;

  @Choice({ TaskStatus }, "Where the task stands; `INCOMPLETE` unless set otherwise.", {
    write: true,
    codes: ["T08"],
    required: true,
    startsAs: TaskStatus.INCOMPLETE,
  })
  status?: TaskStatus;

  @Choice({ TaskPriority }, "How urgent the task is; `NORMAL` unless set otherwise.", { write: true, codes: ["T07"] })
  priority?: TaskPriority;

  @Timestamp("When the task has to be done.", { write: true, required: true })
  dueTimestamp?: string;

  @Timestamp("When work on the task began.", { write: true, codes: ["T06"] })
  startedTimestamp?: string;

  @Timestamp("When the task was done; never before `startedTimestamp`.", { write: true, codes: ["T04", "T05"] })
  completedTimestamp?: string;

  @Timestamp("When the task last changed.", { write: true })
  lastModifiedTimestamp?: string;

  @Decimal("Hours worked on the task.", {
    write: true,
    codes: ["T02"],
    deprecated: "Deprecated by Actionstep: time is kept in time entries. Add up `timeEntries { nodes { actualHours } }`.",
  })
  actualHours?: string;

  @Decimal("Hours of the task that can be billed.", {
    write: true,
    codes: ["T01"],
    deprecated: "Deprecated by Actionstep: time is kept in time entries. Add up `timeEntries { nodes { billableHours } }`.",
  })
  billableHours?: string;

  @Text("What is to be done, at length.", { write: true })
  description?: string;

  @Text("Name of the user who gave out the task: `Smith, John`.", { write: true })
  assignedBy?: string;

  @Whole("Number identifying the workflow step in which to complete the task; lower than `completeBeforeStep`.", {
    write: true,
    codes: ["T09"],
  })
  completeDuringStep?: number;

  @Whole("Number identifying the workflow step before which to complete the task.", { write: true })
  completeBeforeStep?: number;

  @Timestamp("When work has to begin at the latest.", {
    write: true,
    deprecated: "Deprecated by Actionstep without a successor. Plan with `dueTimestamp`.",
  })
  mustStartBeforeTimestamp?: string;

  @Whole("How long the task is expected to take, counted in `expectedDurationUnits`.", {
    write: true,
    deprecated: "Deprecated by Actionstep without a successor. Plan with `dueTimestamp`.",
  })
  expectedDurationValue?: number;

  @Text("Unit of `expectedDurationValue`, such as `hours`.", {
    write: true,
    deprecated: "Deprecated by Actionstep without a successor. Plan with `dueTimestamp`.",
  })
  expectedDurationUnits?: string;

  @Flag("Whether billing of the task is held back.", {
    write: true,
    deprecated: "Deprecated by Actionstep: time entries are what is billed. Use `timeEntries { nodes { billingBehavior } }`.",
  })
  isBillingHold?: boolean;

  @Flag("Whether part of the task has been billed.", {
    write: true,
    deprecated: "Deprecated by Actionstep: time entries are what is billed. Use `timeEntries { nodes { billReference } }`.",
  })
  isPartBilled?: boolean;

  @Flag("Whether somebody confirmed that the task is not to be billed.", {
    write: true,
    codes: ["T10"],
    deprecated: "Deprecated by Actionstep: time entries are what is billed. Use `timeEntries { nodes { isBillable } }`.",
  })
  confirmedNonBillable?: boolean;

  @Timestamp("When the task was confirmed as not to be billed.", {
    write: true,
    codes: ["T11"],
    deprecated: "Deprecated by Actionstep without a successor. `timeEntries { nodes { isBillable } }` says what can be billed.",
  })
  confirmedNonBillableTimestamp?: string;

  @Flag("Whether the date the task is expected to be done sets off a workflow process.", { write: true })
  hasTriggerDate?: boolean;

  @Text("Name of the custom field, in `triggerDataCollection`, whose date sets off the workflow process: `DueDate`.", {
    write: true,
  })
  triggerField?: string;

  @Whole("Days between the date in `triggerField` and the workflow process; negative for days before it.", { write: true })
  triggerOffset?: number;

  @Flag("Whether `triggerOffset` counts Monday to Friday only.", { write: true })
  triggerWeekdaysOnly?: boolean;

  @Link(() => DataCollection, "Data collection that `triggerField` is part of.", { write: true })
  triggerDataCollection?: DataCollection;

  @Link(() => Matter, "Matter the work is for.", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => Participant, "Contact record of the user who has to do the work.", { write: true, codes: ["T03"], required: true })
  assignee?: Participant;

  @Link(() => Rate, "Charge rate of time on the task.", {
    write: true,
    deprecated: "Deprecated by Actionstep: time entries are what is charged. Use `timeEntries { nodes { rate { id } } }`.",
  })
  rate?: Rate;

  @Link(() => Participant, "Who confirmed that the task is not to be billed.", {
    write: true,
    deprecated: "Deprecated by Actionstep without a successor. `timeEntries { nodes { isBillable } }` says what can be billed.",
  })
  confirmedNonBillableBy?: Participant;

  @Link(() => DocumentTemplate, "Document template that goes with the task.", { write: true })
  linkedDocumentTemplate?: DocumentTemplate;

  @Link(() => DataCollection, "Data collection that goes with the task.", { write: true })
  linkedDataCollection?: DataCollection;

  @Link(() => TaskTemplate, "Template the task was created from.", { write: true })
  template?: TaskTemplate;
}
