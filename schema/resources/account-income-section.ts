import { Id, Resource, Text } from "../vocabulary/index.js";

@Resource("accountincomesections", "A section of the income statement, under which types of account are reported.", {
  maxAge: 600,
})
export class AccountIncomeSection {
  @Id() id!: string;

  @Text("Name by which Actionstep knows the section.")
  name?: string;

  @Text("Heading shown for the section.")
  displayName?: string;

  @Text("Position among the sections; text of at most 20 characters, not a number.")
  sortOrder?: string;
}
