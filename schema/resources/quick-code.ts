import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Rate } from "./rate.js";

@Resource("quickcodes", "TODO", { can: ["read", "create", "update"] })
export class QuickCode {
  @Id() id!: string;

  @Text("TODO", { write: true, required: true })
  quickCode?: string;

  @Text("TODO", { write: true, required: true })
  description?: string;

  @Flag("TODO", { write: true })
  useForRetainerTransfers?: boolean;

  @Flag("TODO", { write: true })
  useForReceipts?: boolean;

  @Flag("TODO", { write: true })
  useForTasks?: boolean;

  @Flag("TODO", { write: true })
  useForTimeEntry?: boolean;

  @Flag("TODO", { write: true })
  useForWithdrawals?: boolean;

  @Link(() => Rate, "TODO", { write: true })
  rate?: Rate;
}
