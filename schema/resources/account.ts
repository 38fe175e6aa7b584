import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { AccountType } from "./account-type.js";
import { Currency } from "./currency.js";
import { TaxCode } from "./tax-code.js";

@Resource("accounts", "A ledger account of the firm's own books, as listed in its chart of accounts.")
export class Account {
  @Id() id!: string;

  @Text("Number by which accounts are ordered and transactions are coded; not the id.")
  accountNumber?: string;

  @Text("What the account is called in lists and reports.")
  name?: string;

  @Flag("Whether the account is in use.")
  active?: boolean;

  @Flag("Whether the account is a heading for others.")
  header?: boolean;

  @Text("Section of the cash flow statement that the account falls under, as text of at most 25 characters.")
  cashflowSection?: string;

  @Flag("Whether each entry in the account has to belong to a matter.", { wire: "actionEntriesOnly" })
  matterEntriesOnly?: boolean;

  @Whole("Position of the account in an order of preference.")
  preferenceOrder?: number;

  @Text("The account's natural type of allocation; Actionstep does not document the values.")
  naturalAllocationType?: string;

  @Link(() => AccountType, "Kind of account, which decides where it is reported.")
  accountType?: AccountType;

  @Link(() => Currency, "Currency the account is kept in.")
  currency?: Currency;

  @Link(() => TaxCode, "Tax code that entries in the account get by default.")
  taxcode?: TaxCode;

  @Link(() => Account, "Income account that goes with this one.")
  incomeAccount?: Account;

  @Link(() => Account, "Account this one is listed under; null at the top of the tree.")
  parentAccount?: Account;
}
