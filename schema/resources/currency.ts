import { Id, Resource, Text } from "../vocabulary/index.js";

@Resource("currencies", "A currency that amounts can be in.", { maxAge: 3600 })
export class Currency {
  @Id("a number, or the ISO code where a link gives that, as `USD`") id!: string;

  @Text("What the currency is called.")
  name?: string;

  @Text("Sign written with amounts, such as `$`.")
  symbol?: string;
}
