import type { Row } from "../database.js";
import { keepSecret } from "../rest/field-values.js";
import type { LinkValue, Tables } from "./tables.js";

/** Adds the value of a custom field; what a protected field holds stands beside its row. */
export function addFieldValue(
  tables: Tables,
  path: "datacollectionrecordvalues" | "participantdatafieldvalues",
  dataType: string,
  { stringValue, ...attributes }: Row & { readonly stringValue: string | null },
  links: Readonly<Record<string, LinkValue>>,
): void {
  const isProtected = dataType === "Str255Protected";
  tables.add(path, { ...attributes, stringValue: isProtected ? null : stringValue }, links);
  if (isProtected) keepSecret(tables.rows(path).at(-1)!, stringValue);
}
