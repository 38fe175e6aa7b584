import { Decimal, Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Unit } from "./unit.js";

@Resource("rates", "TODO")
export class Rate {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Decimal("TODO")
  rate?: string;

  @Flag("TODO")
  includesTax?: boolean;

  @Decimal("TODO")
  costRate?: string;

  @Flag("TODO")
  isActive?: boolean;

  @Flag("TODO")
  isFixedFee?: boolean;

  @Flag("TODO")
  isCustomRate?: boolean;

  @Link(() => Unit, "TODO")
  unit?: Unit;
}
