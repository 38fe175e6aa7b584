import { Decimal, Id, Link, Resource } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { Rate } from "./rate.js";

@Resource("actionrates", "A billing rate as it applies to one matter.")
export class MatterRate {
  @Id("text of an undocumented form") id!: string;

  @Decimal("The amount this matter is charged in place of the rate's own; null where the rate stands.")
  overrideRate?: string;

  @Link(() => Matter, "The matter charged.", { wire: "action" })
  matter?: Matter;

  @Link(() => Rate, "The rate that applies.")
  rate?: Rate;
}
