import { Day, Decimal, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";

@Resource("taxcodes", "A tax that amounts are charged with, such as GST, at one percentage for one period.", { maxAge: 600 })
export class TaxCode {
  @Id() id!: string;

  @Text("Short code users pick, at most 20 characters.")
  code?: string;

  @Text("What the tax is, spelled out.")
  description?: string;

  @Decimal("Rate of the tax in percent: `15.00`.")
  percentage?: string;

  @Whole("Position in lists, lowest first.")
  sortOrder?: number;

  @Text("Memo for tax collected.")
  collectedMemo?: string;

  @Text("Memo for tax paid.")
  paidMemo?: string;

  @Day("First day the percentage applies; null if it always has.")
  effectiveFrom?: string;

  @Day("Last day the percentage applies; null if none is set.")
  effectiveTo?: string;

  @Text("Code for input tax, the tax paid, outside Actionstep.")
  externalInput?: string;

  @Text("Code for output tax, the tax collected, outside Actionstep.")
  externalOutput?: string;

  @Link(() => TaxCode, "Tax code that takes over when this one ends.")
  nextGstCode?: TaxCode;

  @Link(() => TaxCode, "Tax code that this one took over from.")
  previousGstCode?: TaxCode;
}
