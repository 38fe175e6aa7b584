import { Id, Resource } from "../vocabulary/index.js";

@Resource("trustaccounts", "TODO")
export class TrustAccount {
  @Id() id!: string;
}
