import { Decimal, Flag, Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Division } from "./division.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";
import { Rate } from "./rate.js";
import { Task } from "./task.js";
import { TimeRecordActivity } from "./time-record-activity.js";

@Resource(
  "timerecords",
  "Time that somebody worked, in the form used before time entries. With the newer billing, prefer `TimeEntry`.",
  { can: ["read", "create", "update", "delete"] },
)
export class TimeRecord {
  @Id() id!: string;

  @Timestamp("When the work began; it ended `actualHours` later.", { write: true, required: true })
  startTimestamp?: string;

  @Text("What was done.", { write: true })
  notes?: string;

  @Decimal("Hours worked, at least 0, with two decimals.", { write: true, codes: ["TR02"], required: true })
  actualHours?: string;

  @Decimal("Hours that can be billed, at least 0, with two decimals.", { write: true, codes: ["TR01"] })
  billableHours?: string;

  @Timestamp("When the record was made.")
  createdTimestamp?: string;

  @Flag("Whether the record was entered on the timesheet; only older documentation of Actionstep has it, so it may be null.", {
    write: true,
  })
  isTimesheetEntry?: boolean;

  @Link(() => Task, "Task the time was spent on.", { write: true })
  task?: Task;

  @Link(() => TimeRecordActivity, "Activity the time is filed under; it has to be open to the owner and the division.", {
    write: true,
    codes: ["TR05"],
  })
  activity?: TimeRecordActivity;

  @Link(() => Division, "Division the time belongs to.", { write: true, required: true })
  division?: Division;

  @Link(() => Participant, "Contact record of the user who made the record.")
  createdBy?: Participant;

  @Link(() => Participant, "Contact record of the user who worked the time, a member of the division.", {
    write: true,
    codes: ["TR03", "TR04"],
    required: true,
  })
  owner?: Participant;

  @Link(() => Matter, "Matter the time was spent on.", { wire: "action", write: true })
  matter?: Matter;

  @Link(() => Rate, "Charge rate that overrides the usual one.", { write: true })
  rate?: Rate;
}
