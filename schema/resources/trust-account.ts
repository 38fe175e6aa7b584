import { Id, Resource } from "../vocabulary/index.js";

@Resource(
  "trustaccounts",
  "An account for clients' money in trust, offered when a matter is created; Actionstep documents only that it exists.",
  { maxAge: 600 },
)
export class TrustAccount {
  @Id() id!: string;
}
