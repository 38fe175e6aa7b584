import { Decimal, Id, Link, Resource } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { Rate } from "./rate.js";

@Resource("actionrates", "TODO")
export class MatterRate {
  @Id("TODO") id!: string;

  @Decimal("TODO")
  overrideRate?: string;

  @Link(() => Matter, "TODO", { wire: "action" })
  matter?: Matter;

  @Link(() => Rate, "TODO")
  rate?: Rate;
}
