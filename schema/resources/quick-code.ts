import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Rate } from "./rate.js";

@Resource(
  "quickcodes",
  "A reusable short name for a kind of work or money movement, picked to describe a time entry, task or receipt.",
  { can: ["read", "create", "update"], maxAge: 600 },
)
export class QuickCode {
  @Id() id!: string;

  @Text("What users pick, such as `Client Communications`.", { write: true, required: true })
  quickCode?: string;

  @Text("What the code is meant for, spelled out.", { write: true, required: true })
  description?: string;

  @Flag("Whether transfers of retainer money can carry the code; yes unless set otherwise.", { write: true })
  useForRetainerTransfers?: boolean;

  @Flag("Whether receipts can carry the code; yes unless set otherwise.", { write: true })
  useForReceipts?: boolean;

  @Flag("Whether tasks can carry the code; yes unless set otherwise.", { write: true })
  useForTasks?: boolean;

  @Flag("Whether time entries can carry the code; yes unless set otherwise.", { write: true })
  useForTimeEntry?: boolean;

  @Flag("Whether withdrawals can carry the code; yes unless set otherwise.", { write: true })
  useForWithdrawals?: boolean;

  @Link(() => Rate, "Charge rate that goes with the code.", { write: true, uncertain: true })
  rate?: Rate;
}
