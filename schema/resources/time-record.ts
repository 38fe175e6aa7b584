import { Decimal, Flag, Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Division } from "./division.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";
import { Rate } from "./rate.js";
import { Task } from "./task.js";
import { TimeRecordActivity } from "./time-record-activity.js";

@Resource("timerecords", "TODO", { can: ["read", "create", "update", "delete"] })
export class TimeRecord {
  @Id() id!: string;

  @Timestamp("TODO", { write: true, required: true })
  startTimestamp?: string;

  @Text("TODO", { write: true })
  notes?: string;

  @Decimal("TODO", { write: true, required: true })
  actualHours?: string;

  @Decimal("TODO", { write: true })
  billableHours?: string;

  @Timestamp("TODO")
  createdTimestamp?: string;

  @Flag("TODO", { write: true })
  isTimesheetEntry?: boolean;

  @Link(() => Task, "TODO", { write: true })
  task?: Task;

  @Link(() => TimeRecordActivity, "TODO", { write: true })
  activity?: TimeRecordActivity;

  @Link(() => Division, "TODO", { write: true, required: true })
  division?: Division;

  @Link(() => Participant, "TODO")
  createdBy?: Participant;

  @Link(() => Participant, "TODO", { write: true, required: true })
  owner?: Participant;

  @Link(() => Matter, "TODO", { wire: "action", write: true })
  matter?: Matter;

  @Link(() => Rate, "TODO", { write: true })
  rate?: Rate;
}
