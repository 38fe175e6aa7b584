import accounting from "../firms/every-firm/accounting.json" with { type: "json" };
import type { Accounting } from "./accounting.js";
import type { Reference } from "./reference.js";
import { TODAY, partOf, type MatterFacts, type Site } from "./site.js";
import type { Staff } from "./staff.js";

const DAY = 86_400_000;

/** Bills and disbursements. */
export function seedBilling(
  whole: Site,
  matters: readonly MatterFacts[],
  { workers }: Staff,
  { taxCodes, units }: Reference,
  { disbursementIncome }: Accounting,
): void {
  const site = partOf(whole, "billing");
  const { tables, random, dates, firm } = site;
  const money = (cents: number): string => (cents / 100).toFixed(2);
  const taxRate = Number(firm.taxCodes[0]!.percentage) / 100;
  for (const matter of matters) {
    if (matter.bulk === 0) continue;
    for (let count = random.whole(0, 2); count > 0; count--) {
      const exclusive = random.whole(40_000, 900_000);
      const tax = Math.round(exclusive * taxRate);
      const day = dates.dayBetween(matter.opened, matter.lastTouched);
      const status = random.pick(["Draft", "Open", "Open", "Closed", "Closed", "Deleted"]);
      const paid =
        status === "Closed" ? exclusive + tax : status === "Open" && random.chance(0.3) ? Math.round(exclusive / 2) : 0;
      const posted = status !== "Draft";
      tables.add(
        "bills",
        {
          status,
          ourReference: posted ? String(10_000 + tables.rows("bills").length) : null,
          theirReference: random.chance(0.1) ? "PO 7731" : null,
          currency: firm.currency,
          invoiceDate: posted ? dates.date(day) : null,
          dueDate: posted ? dates.date(dates.after(day, 14)) : null,
          totalInclusive: money(exclusive + tax),
          totalExclusive: money(exclusive),
          totalSalesTax: money(tax),
          totalPaid: money(paid),
          totalDue: money(exclusive + tax - paid),
          createdTimestamp: dates.timestampOn(day),
          modifiedTimestamp: dates.timestampOn(dates.dayBetween(day, TODAY)),
          deletedTimestamp: status === "Deleted" ? dates.timestampOn(Math.min(day + 3 * DAY, TODAY)) : null,
        },
        { division: matter.assignee.division, action: [matter.id], theirParticipant: matter.client?.id },
      );
    }
    for (const { description, unitPrice, utbmsCode } of random.some(accounting.disbursements, random.whole(1, 3))) {
      const day = dates.dayBetween(matter.opened, matter.lastTouched);
      tables.add(
        "disbursements",
        {
          date: dates.date(day),
          description,
          quantity: description === "Photocopying" ? `${random.whole(10, 240)}.00` : "1.00",
          unitPrice,
          unitPriceIncludesTax: "F",
          utbmsExpenseCode: firm.country === "US" ? utbmsCode : null,
          importExternalReference: null,
          enteredTimestamp: dates.timestampOn(day),
          isAnticipated: random.chance(0.1) ? "T" : "F",
        },
        {
          action: matter.id,
          enteredByParticipant: random.pick(workers).id,
          uom: description === "Photocopying" ? units["pg"] : units["ea"],
          taxCode: random.pick(taxCodes.slice(0, 2)),
          incomeAccount: disbursementIncome,
        },
      );
    }
  }
}
