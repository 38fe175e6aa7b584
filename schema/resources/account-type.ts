import { Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { AccountIncomeSection } from "./account-income-section.js";
import { AccountPrimarySection } from "./account-primary-section.js";

@Resource("accounttypes", "TODO")
export class AccountType {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Whole("TODO")
  primarySectionOrder?: number;

  @Link(() => AccountPrimarySection, "TODO")
  primarySection?: AccountPrimarySection;

  @Link(() => AccountIncomeSection, "TODO")
  incomeStatementSection?: AccountIncomeSection;
}
