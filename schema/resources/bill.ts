import { Choice, Day, Decimal, Id, Link, Links, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Division } from "./division.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";

export enum BillStatus {
  DRAFT = "Draft",
  OPEN = "Open",
  CLOSED = "Closed",
  DELETED = "Deleted",
}

@Resource("bills", "TODO", { item: false })
export class Bill {
  @Id() id!: string;

  @Choice({ BillStatus }, "TODO")
  status?: BillStatus;

  @Text("TODO")
  ourReference?: string;

  @Text("TODO")
  theirReference?: string;

  @Text("TODO")
  currency?: string;

  @Day("TODO")
  invoiceDate?: string;

  @Day("TODO")
  dueDate?: string;

  @Decimal("TODO")
  totalInclusive?: string;

  @Decimal("TODO")
  totalExclusive?: string;

  @Decimal("TODO")
  totalSalesTax?: string;

  @Decimal("TODO")
  totalPaid?: string;

  @Decimal("TODO")
  totalDue?: string;

  @Timestamp("TODO")
  createdTimestamp?: string;

  @Timestamp("TODO")
  modifiedTimestamp?: string;

  @Timestamp("TODO")
  deletedTimestamp?: string;

  @Link(() => Division, "TODO")
  division?: Division;

  @Links(() => Matter, "TODO", { wire: "action" })
  matter?: Matter[];

  @Link(() => Participant, "TODO")
  theirParticipant?: Participant;
}
