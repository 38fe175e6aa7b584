import { Id, Resource, Text } from "../vocabulary/index.js";

@Resource("countries", "A country, as chosen in addresses and phone numbers.", { maxAge: 3600 })
export class Country {
  @Id("the two-letter ISO code of the country, as `NZ`") id!: string;

  @Text("What the country is called.")
  name?: string;

  @Text("International dialling code of the country.")
  dialingCode?: string;

  @Text("Code of the currency of the country.")
  currencyCode?: string;
}
