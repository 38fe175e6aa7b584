import { Flag, Id, Resource, Text, Whole } from "../vocabulary/index.js";

@Resource("accountprimarysections", "A main section of the chart of accounts, such as assets or liabilities.", { maxAge: 600 })
export class AccountPrimarySection {
  @Id() id!: string;

  @Text("What the section is called, at most 50 characters.")
  name?: string;

  @Whole("Position among the sections, lowest first.")
  sortOrder?: number;

  @Text("What reports call the section.")
  reportingName?: string;

  @Flag("Whether a credit raises the balance of the section's accounts; otherwise a debit does.")
  creditIncreasesBalance?: boolean;
}
