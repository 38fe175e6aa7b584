import type { CustomField } from "../firms/firm.js";
import { worded } from "./site.js";

/** Deals the values of fields in turn, so that each of them is somewhere. */
export class Dealt {
  private readonly next = new Map<CustomField, number>();

  /** The next value of a field, its braces replaced. */
  value(field: CustomField, words: Readonly<Record<string, string>>): string | null {
    const count = this.next.get(field) ?? 0;
    this.next.set(field, count + 1);
    const value = field.values[count % field.values.length] ?? null;
    return value === null ? null : worded(value, { ...words, count: String(count + 1) });
  }
}
