import { Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { AccountIncomeSection } from "./account-income-section.js";
import { AccountPrimarySection } from "./account-primary-section.js";

@Resource("accounttypes", "A kind of ledger account, which places its accounts in the financial reports.", { maxAge: 600 })
export class AccountType {
  @Id() id!: string;

  @Text("What accounts of this type are called.")
  name?: string;

  @Whole("Position within `primarySection`, lowest first.")
  primarySectionOrder?: number;

  @Link(() => AccountPrimarySection, "Main section of the chart of accounts that the type falls under.")
  primarySection?: AccountPrimarySection;

  @Link(() => AccountIncomeSection, "Section of the income statement that the type is reported under.")
  incomeStatementSection?: AccountIncomeSection;
}
