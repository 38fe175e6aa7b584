import type { Row } from "../database.js";

const AMOUNTS = ["billableAmount", "isBillable"] as const;

/** What a time entry comes to by its hours, rate and billing behaviour; what was sent stays as it was sent. */
export function reckoned(path: string, row: Row, sent: Readonly<Record<string, unknown>>): Row {
  if (path !== "timeentries") return row;
  const billed = row["billingBehavior"] === "Bill";
  const price = row["rateUnitPrice"];
  const amount = billed && typeof price === "string" ? Number(price) * Number(row["billableHours"] ?? 0) : 0;
  const worked: Readonly<Record<string, unknown>> = {
    ...(row["billableAmountType"] !== "Fixed" && { billableAmount: amount.toFixed(2) }),
    isBillable: billed ? "T" : "F",
  };
  const kept = AMOUNTS.filter((name) => name in row && name in worked && sent[name] === undefined);
  return { ...row, ...Object.fromEntries(kept.map((name) => [name, worked[name]])) };
}
