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

@Resource("tasks", "TODO", { can: ["read", "create", "update", "delete"] })
export class Task {
  @Id() id!: string;

  @Text("TODO", { write: true, required: true })
  name?: string;

  @Choice({ TaskStatus }, "TODO", { write: true, required: true })
  status?: TaskStatus;

  @Choice({ TaskPriority }, "TODO", { write: true })
  priority?: TaskPriority;

  @Timestamp("TODO", { write: true, required: true })
  dueTimestamp?: string;

  @Timestamp("TODO", { write: true })
  startedTimestamp?: string;

  @Timestamp("TODO", { write: true })
  completedTimestamp?: string;

  @Timestamp("TODO", { write: true })
  lastModifiedTimestamp?: string;

  @Decimal("TODO", { write: true, deprecated: "TODO" })
  actualHours?: string;

  @Decimal("TODO", { write: true, deprecated: "TODO" })
  billableHours?: string;

  @Text("TODO", { write: true })
  description?: string;

  @Text("TODO", { write: true })
  assignedBy?: string;

  @Whole("TODO", { write: true })
  completeDuringStep?: number;

  @Whole("TODO", { write: true })
  completeBeforeStep?: number;

  @Timestamp("TODO", { write: true, deprecated: "TODO" })
  mustStartBeforeTimestamp?: string;

  @Whole("TODO", { write: true, deprecated: "TODO" })
  expectedDurationValue?: number;

  @Text("TODO", { write: true, deprecated: "TODO" })
  expectedDurationUnits?: string;

  @Flag("TODO", { write: true, deprecated: "TODO" })
  isBillingHold?: boolean;

  @Flag("TODO", { write: true, deprecated: "TODO" })
  isPartBilled?: boolean;

  @Flag("TODO", { write: true, deprecated: "TODO" })
  confirmedNonBillable?: boolean;

  @Timestamp("TODO", { write: true, deprecated: "TODO" })
  confirmedNonBillableTimestamp?: string;

  @Flag("TODO", { write: true })
  hasTriggerDate?: boolean;

  @Text("TODO", { write: true })
  triggerField?: string;

  @Whole("TODO", { write: true })
  triggerOffset?: number;

  @Flag("TODO", { write: true })
  triggerWeekdaysOnly?: boolean;

  @Link(() => DataCollection, "TODO", { write: true })
  triggerDataCollection?: DataCollection;

  @Link(() => Matter, "TODO", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => Participant, "TODO", { write: true, required: true })
  assignee?: Participant;

  @Link(() => Rate, "TODO", { write: true, deprecated: "TODO" })
  rate?: Rate;

  @Link(() => Participant, "TODO", { write: true, deprecated: "TODO" })
  confirmedNonBillableBy?: Participant;

  @Link(() => DocumentTemplate, "TODO", { write: true })
  linkedDocumentTemplate?: DocumentTemplate;

  @Link(() => DataCollection, "TODO", { write: true })
  linkedDataCollection?: DataCollection;

  @Link(() => TaskTemplate, "TODO", { write: true })
  template?: TaskTemplate;
}
