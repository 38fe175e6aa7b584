import { Day, Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

@Resource("divisions", "TODO")
export class Division {
  @Id() id!: string;

  @Text("TODO")
  timezoneName?: string;

  @Whole("TODO")
  timezoneOffset?: number;

  @Flag("TODO")
  isActive?: boolean;

  @Whole("TODO")
  taxMonths?: number;

  @Text("TODO")
  taxAccountingMethod?: string;

  @Day("TODO")
  lockoutTimestamp?: string;

  @Day("TODO")
  openingBalanceTimestamp?: string;

  @Text("TODO")
  emailSignature?: string;

  @Text("TODO")
  invoiceAccountingMethod?: string;

  @Text("TODO")
  cashAccountingAllocation?: string;

  @Text("TODO")
  invoiceAccountingAllocation?: string;

  @Day("TODO")
  trustLockoutTimestamp?: string;

  @Link(() => Participant, "TODO")
  participant?: Participant;

  @Link(() => Division, "TODO")
  parent?: Division;

  @Link(() => Participant, "TODO")
  participants?: Participant;
}
