import { Flag, Id, Resource, Text, Whole } from "../vocabulary/index.js";

@Resource("accountprimarysections", "TODO")
export class AccountPrimarySection {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Whole("TODO")
  sortOrder?: number;

  @Text("TODO")
  reportingName?: string;

  @Flag("TODO")
  creditIncreasesBalance?: boolean;
}
