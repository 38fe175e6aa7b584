import { Day, Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

@Resource(
  "divisions",
  "A part of the firm with books and settings of its own; divisions may form a tree, and the name is on `participant`.",
  { maxAge: 600 },
)
export class Division {
  @Id() id!: string;

  @Text("Time zone of the division, as the tz database names it: `Pacific/Auckland`.")
  timezoneName?: string;

  @Whole("Offset of the time zone from GMT; Actionstep does not document the unit.")
  timezoneOffset?: number;

  @Flag("Whether the division is in use.")
  isActive?: boolean;

  @Whole("How often sales tax is paid: every so many months.")
  taxMonths?: number;

  @Text("Basis on which tax is accounted for; Actionstep does not document the values.")
  taxAccountingMethod?: string;

  @Day("Day before which no transaction can be dated.")
  lockoutTimestamp?: string;

  @Day("Day of the opening balances.")
  openingBalanceTimestamp?: string;

  @Text("Signature at the end of the division's emails.")
  emailSignature?: string;

  @Text("Basis on which invoices are accounted for; Actionstep does not document the values.")
  invoiceAccountingMethod?: string;

  @Text("How cash is allocated to accounts; Actionstep does not document the values.")
  cashAccountingAllocation?: string;

  @Text("How invoices are allocated to accounts; Actionstep does not document the values.")
  invoiceAccountingAllocation?: string;

  @Day("Day before which no trust transaction can be dated.")
  trustLockoutTimestamp?: string;

  @Link(() => Participant, "Contact record of the division, which has its name and addresses.")
  participant?: Participant;

  @Link(() => Division, "Division this one is part of; null at the top of the tree.")
  parent?: Division;

  @Link(() => Participant, "Another name for `participant`, found in some answers; prefer `participant`.", { uncertain: true })
  participants?: Participant;
}
