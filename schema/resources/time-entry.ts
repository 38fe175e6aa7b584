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

@Resource(
  "timeentries",
  "Time that somebody worked and what it costs. Needs Actionstep's newer billing; `TimeRecord` is the older form.",
  { can: ["read", "create", "update", "delete"] },
)
export class TimeEntry {
  @Id() id!: string;

  @Timestamp("Day the work was done, as midnight in the organisation's time zone: `2025-11-20T00:00:00+11:00`.", {
    write: true,
    required: true,
  })
  timestampDate?: string;

  @Text("What was done, such as `Court hearing`.", { write: true })
  description?: string;

  @Decimal("Hours worked, with two decimals: `0.50`.", { write: true, codes: ["TR02"], required: true })
  actualHours?: string;

  @Decimal("Hours that can be billed, with two decimals.", { write: true, codes: ["TR01"] })
  billableHours?: string;

  @Timestamp("When the entry was made.", { write: true })
  createdTimestamp?: string;

  @Time("Time of day the work began.", { write: true })
  startTime?: string;

  @Choice({ TimeEntryTimerStatus }, "State of the timer that measures the entry.", { write: true })
  timerStatus?: TimeEntryTimerStatus;

  @Timestamp("When the timer was started, by the clock of the app that started it.", { write: true })
  timerStartedClientTimestamp?: string;

  @Whole("What the timer shows, in seconds.", { write: true })
  timerDurationSeconds?: number;

  @Choice({ TimeEntryBillingBehavior }, "What a bill does with the entry: charge for it, hide it, or list it at no charge.", {
    write: true,
  })
  billingBehavior?: TimeEntryBillingBehavior;

  @Decimal("Price of one unit, in most cases one hour.", { write: true })
  rateUnitPrice?: string;

  @Choice(
    { TimeEntryRateSource },
    "Where `rateUnitPrice` comes from; `ACTION` is the matter, `TIMEKEEPER` the person who worked.",
    { write: true },
  )
  rateSource?: TimeEntryRateSource;

  @Timestamp("A moment tied to the rate; Actionstep no longer says which.", {
    write: true,
    deprecated: "Deprecated by Actionstep without a successor.",
  })
  rateTimestamp?: string;

  @Choice(
    { TimeEntryBillableAmountType },
    "Whether `billableAmount` follows from hours and price or was entered as a fixed amount.",
    { write: true },
  )
  billableAmountType?: TimeEntryBillableAmountType;

  @Decimal("Amount of money the entry is worth on a bill.", { write: true })
  billableAmount?: string;

  @Flag("Whether the entry can be billed.", { write: true })
  isBillable?: boolean;

  @Text("Reference in the system the entry was imported from.", { write: true })
  importExternalReference?: string;

  @Text("Reference of the bill the entry is on, if it is on one.")
  billReference?: string;

  @Link(() => Task, "Task the time was spent on.", { write: true })
  task?: Task;

  @Link(() => QuickCode, "Quick code that describes the work.", { write: true })
  quickCode?: QuickCode;

  @Link(() => Participant, "Contact record of the user who made the entry.", { write: true, required: true })
  createdBy?: Participant;

  @Link(() => Participant, "Contact record of the user who worked the time and answers for the entry.", {
    write: true,
    codes: ["TR03", "TR04"],
    required: true,
  })
  owner?: Participant;

  @Link(() => Matter, "Matter the time was spent on.", { wire: "action", write: true })
  matter?: Matter;

  @Link(() => Rate, "Charge rate from the rate table.", { write: true })
  rate?: Rate;

  @Link(() => UtbmsCode, "UTBMS code of how the work was done, as electronic bills want it.", { write: true })
  utbmsActivityCode?: UtbmsCode;

  @Link(() => UtbmsCode, "UTBMS code of what the work was for, as electronic bills want it.", { write: true })
  utbmsTaskCode?: UtbmsCode;

  @Link(() => UtbmsCode, "UTBMS code of the rank of the person who worked, as electronic bills want it.", { write: true })
  utbmsTimekeeperCode?: UtbmsCode;

  @Link(() => PhoneRecord, "Phone call that the entry accounts for.", { write: true })
  phoneRecord?: PhoneRecord;
}
