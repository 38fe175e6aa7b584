import { Day, Decimal, Flag, Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Account } from "./account.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";
import { TaxCode } from "./tax-code.js";
import { Unit } from "./unit.js";

@Resource("disbursements", "TODO", { can: ["read", "create", "update", "delete"] })
export class Disbursement {
  @Id() id!: string;

  @Day("TODO", { write: true, required: true })
  date?: string;

  @Text("TODO", { write: true, required: true })
  description?: string;

  @Decimal("TODO", { write: true, required: true })
  quantity?: string;

  @Decimal("TODO", { write: true, required: true })
  unitPrice?: string;

  @Flag("TODO", { write: true, required: true })
  unitPriceIncludesTax?: boolean;

  @Text("TODO", { write: true })
  utbmsExpenseCode?: string;

  @Text("TODO", { write: true })
  importExternalReference?: string;

  @Timestamp("TODO")
  enteredTimestamp?: string;

  @Flag("TODO", { write: true })
  isAnticipated?: boolean;

  @Link(() => Matter, "TODO", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => Participant, "TODO", { write: true })
  enteredByParticipant?: Participant;

  @Link(() => Unit, "TODO", { write: true })
  uom?: Unit;

  @Link(() => TaxCode, "TODO", { write: true })
  taxCode?: TaxCode;

  @Link(() => Account, "TODO", { write: true })
  incomeAccount?: Account;
}
