import { Day, Decimal, Flag, Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Account } from "./account.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";
import { TaxCode } from "./tax-code.js";
import { Unit } from "./unit.js";

@Resource("disbursements", "A cost met on behalf of a client, to be charged to a matter.", {
  can: ["read", "create", "update", "delete"],
  bulk: ["create"],
})
export class Disbursement {
  @Id() id!: string;

  @Day("Day of the disbursement, which may differ from when it was entered.", { write: true, required: true })
  date?: string;

  @Text("What the cost was for.", { write: true, required: true })
  description?: string;

  @Decimal("How many units, counted in `uom`.", { write: true, required: true })
  quantity?: string;

  @Decimal("Price of one unit.", { write: true, required: true })
  unitPrice?: string;

  @Flag("Whether `unitPrice` includes sales tax.", { write: true, required: true })
  unitPriceIncludesTax?: boolean;

  @Text("UTBMS code that classifies the expense.", { write: true })
  utbmsExpenseCode?: string;

  @Text("Reference of the disbursement in the system it was imported from.", { write: true })
  importExternalReference?: string;

  @Timestamp("When the disbursement was entered into Actionstep.")
  enteredTimestamp?: string;

  @Flag("Whether the cost is expected but not yet paid by the firm; false unless set otherwise.", { write: true })
  isAnticipated?: boolean;

  @Link(() => Matter, "Matter the cost is charged to.", { wire: "action", write: true, required: true, uncertain: true })
  matter?: Matter;

  @Link(() => Participant, "Contact record of the user who entered the disbursement.", { write: true, uncertain: true })
  enteredByParticipant?: Participant;

  @Link(() => Unit, "Unit that `quantity` is counted in.", { write: true, uncertain: true })
  uom?: Unit;

  @Link(() => TaxCode, "Sales tax on the disbursement.", { write: true, uncertain: true })
  taxCode?: TaxCode;

  @Link(() => Account, "Account the income is posted to; the firm's default unless another is given.", {
    write: true,
    uncertain: true,
  })
  incomeAccount?: Account;
}
