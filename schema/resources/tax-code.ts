import { Day, Decimal, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";

@Resource("taxcodes", "TODO")
export class TaxCode {
  @Id() id!: string;

  @Text("TODO")
  code?: string;

  @Text("TODO")
  description?: string;

  @Decimal("TODO")
  percentage?: string;

  @Whole("TODO")
  sortOrder?: number;

  @Text("TODO")
  collectedMemo?: string;

  @Text("TODO")
  paidMemo?: string;

  @Day("TODO")
  effectiveFrom?: string;

  @Day("TODO")
  effectiveTo?: string;

  @Text("TODO")
  externalInput?: string;

  @Text("TODO")
  externalOutput?: string;

  @Link(() => TaxCode, "TODO")
  nextGstCode?: TaxCode;

  @Link(() => TaxCode, "TODO")
  previousGstCode?: TaxCode;
}
