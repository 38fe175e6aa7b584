import { Decimal, Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Unit } from "./unit.js";

@Resource("rates", "A charge rate from the firm's rate table. A matter, contact or single entry may override it.", {
  maxAge: 600,
})
export class Rate {
  @Id() id!: string;

  @Text("What users pick, such as `Partner`.")
  name?: string;

  @Decimal("Price of one unit, in most cases one hour; `unit` says which.")
  rate?: string;

  @Flag("Whether `rate` already contains tax.")
  includesTax?: boolean;

  @Decimal("What one unit costs the firm, for comparison in reports; nothing is charged by it.")
  costRate?: string;

  @Flag("Whether the rate is in use.")
  isActive?: boolean;

  @Flag("Whether the rate is a fixed fee instead of a price per unit.")
  isFixedFee?: boolean;

  @Flag("Whether Actionstep counts the rate as a custom one.")
  isCustomRate?: boolean;

  @Link(() => Unit, "What one unit of the rate is, such as an hour.")
  unit?: Unit;
}
