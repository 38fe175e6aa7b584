import { Id, Resource, Text } from "../vocabulary/index.js";

@Resource("accountincomesections", "TODO")
export class AccountIncomeSection {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  displayName?: string;

  @Text("TODO")
  sortOrder?: string;
}
