import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { AccountType } from "./account-type.js";
import { Currency } from "./currency.js";
import { TaxCode } from "./tax-code.js";

@Resource("accounts", "TODO")
export class Account {
  @Id() id!: string;

  @Text("TODO")
  accountNumber?: string;

  @Text("TODO")
  name?: string;

  @Flag("TODO")
  active?: boolean;

  @Flag("TODO")
  header?: boolean;

  @Text("TODO")
  cashflowSection?: string;

  @Flag("TODO", { wire: "actionEntriesOnly" })
  matterEntriesOnly?: boolean;

  @Whole("TODO")
  preferenceOrder?: number;

  @Text("TODO")
  naturalAllocationType?: string;

  @Link(() => AccountType, "TODO")
  accountType?: AccountType;

  @Link(() => Currency, "TODO")
  currency?: Currency;

  @Link(() => TaxCode, "TODO")
  taxcode?: TaxCode;

  @Link(() => Account, "TODO")
  incomeAccount?: Account;

  @Link(() => Account, "TODO")
  parentAccount?: Account;
}
