import { Choice, Decimal, Flag, Id, Link, Resource, Text, Time, Timestamp, Whole } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";
import { PhoneRecord } from "./phone-record.js";
import { QuickCode } from "./quick-code.js";
import { Rate } from "./rate.js";
import { Task } from "./task.js";
import { UtbmsCode } from "./utbms-code.js";

export enum TimeEntryTimerStatus {
  RUNNING = "Running",
  PAUSED = "Paused",
  STOPPED = "Stopped",
  LOCKED = "Locked",
}

export enum TimeEntryBillingBehavior {
  BILL = "Bill",
  HIDE = "Hide",
  NO_CHARGE = "No charge",
}

export enum TimeEntryRateSource {
  DEFAULT = "Default",
  TIMEKEEPER = "Timekeeper",
  ACTION = "Action",
  PARTICIPANT = "Participant",
  CUSTOM = "Custom",
  BULK_CUSTOM_RATE = "Bulk custom rate",
}

export enum TimeEntryBillableAmountType {
  FIXED = "Fixed",
  CALCULATED = "Calculated",
}

@Resource("timeentries", "TODO", { can: ["read", "create", "update", "delete"] })
export class TimeEntry {
  @Id() id!: string;

  @Timestamp("TODO", { write: true, required: true })
  timestampDate?: string;

  @Text("TODO", { write: true })
  description?: string;

  @Decimal("TODO", { write: true, required: true })
  actualHours?: string;

  @Decimal("TODO", { write: true })
  billableHours?: string;

  @Timestamp("TODO", { write: true })
  createdTimestamp?: string;

  @Time("TODO", { write: true })
  startTime?: string;

  @Choice({ TimeEntryTimerStatus }, "TODO", { write: true })
  timerStatus?: TimeEntryTimerStatus;

  @Timestamp("TODO", { write: true })
  timerStartedClientTimestamp?: string;

  @Whole("TODO", { write: true })
  timerDurationSeconds?: number;

  @Choice({ TimeEntryBillingBehavior }, "TODO", { write: true })
  billingBehavior?: TimeEntryBillingBehavior;

  @Decimal("TODO", { write: true })
  rateUnitPrice?: string;

  @Choice({ TimeEntryRateSource }, "TODO", { write: true })
  rateSource?: TimeEntryRateSource;

  @Timestamp("TODO", { write: true, deprecated: "TODO" })
  rateTimestamp?: string;

  @Choice({ TimeEntryBillableAmountType }, "TODO", { write: true })
  billableAmountType?: TimeEntryBillableAmountType;

  @Decimal("TODO", { write: true })
  billableAmount?: string;

  @Flag("TODO", { write: true })
  isBillable?: boolean;

  @Text("TODO", { write: true })
  importExternalReference?: string;

  @Text("TODO")
  billReference?: string;

  @Link(() => Task, "TODO", { write: true })
  task?: Task;

  @Link(() => QuickCode, "TODO", { write: true })
  quickCode?: QuickCode;

  @Link(() => Participant, "TODO", { write: true, required: true })
  createdBy?: Participant;

  @Link(() => Participant, "TODO", { write: true, required: true })
  owner?: Participant;

  @Link(() => Matter, "TODO", { wire: "action", write: true })
  matter?: Matter;

  @Link(() => Rate, "TODO", { write: true })
  rate?: Rate;

  @Link(() => UtbmsCode, "TODO", { write: true })
  utbmsActivityCode?: UtbmsCode;

  @Link(() => UtbmsCode, "TODO", { write: true })
  utbmsTaskCode?: UtbmsCode;

  @Link(() => UtbmsCode, "TODO", { write: true })
  utbmsTimekeeperCode?: UtbmsCode;

  @Link(() => PhoneRecord, "TODO", { write: true })
  phoneRecord?: PhoneRecord;
}
