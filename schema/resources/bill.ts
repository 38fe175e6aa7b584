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

@Resource("bills", "An invoice for work on one or more matters.", { item: false })
export class Bill {
  @Id() id!: string;

  @Choice({ BillStatus }, "Where the bill stands.")
  status?: BillStatus;

  @Text("The firm's own reference for the bill, such as its number.")
  ourReference?: string;

  @Text("The other party's reference for the bill.")
  theirReference?: string;

  @Text("Three-letter ISO code of the currency of all amounts on the bill: `NZD`.")
  currency?: string;

  @Day("Date on the bill.")
  invoiceDate?: string;

  @Day("Day by which the bill has to be paid.")
  dueDate?: string;

  @Decimal("Total of the bill with sales tax.")
  totalInclusive?: string;

  @Decimal("Total of the bill without sales tax.")
  totalExclusive?: string;

  @Decimal("Sales tax in the total.")
  totalSalesTax?: string;

  @Decimal("How much of the bill has been paid.")
  totalPaid?: string;

  @Decimal("How much of the bill remains to be paid.")
  totalDue?: string;

  @Timestamp("When the bill was entered into Actionstep.")
  createdTimestamp?: string;

  @Timestamp("When the bill was last changed.")
  modifiedTimestamp?: string;

  @Timestamp("When the bill was deleted; null if it was not.")
  deletedTimestamp?: string;

  @Link(() => Division, "Division of the firm that issued the bill.", { uncertain: true })
  division?: Division;

  @Links(() => Matter, "Matters the bill is for; several where one bill covers them together.", {
    wire: "action",
    uncertain: true,
  })
  matter?: Matter[];

  @Link(() => Participant, "Contact the bill is addressed to.", { uncertain: true })
  theirParticipant?: Participant;
}
