import { LINKS, type Page, type RestRecord } from "../../resolvers/context.js";
import { rowsWithin, type RowRange } from "../../resolvers/row-range.js";
import type { Envelope } from "../rest/envelope.js";

/** The rows of one parent: all of them, or at least as many as are wanted. */
export interface Children {
  readonly rows: readonly RestRecord[];
  readonly isWhole: boolean;
}

/** Gives each row of some pages to its parent; undefined where one does not say whose child it is, or is nobody's of these. */
export function childrenIn(
  pages: readonly Envelope[],
  ids: readonly string[],
  link: string,
  isWhole: boolean,
): Map<string, Children> | undefined {
  const found = new Map<string, { rows: RestRecord[]; isWhole: boolean }>(ids.map((id) => [id, { rows: [], isWhole }]));
  for (const { rows } of pages) {
    for (const row of rows) {
      const siblings = found.get(String(row[LINKS][link]));
      if (!siblings) return undefined;
      siblings.rows.push(row);
    }
  }
  return found;
}

/** Those of one parent's rows that are wanted; only their number without a range. */
export function sliceOf({ rows, isWhole }: Children, { range }: { readonly range?: RowRange }): Page {
  const total = isWhole && { total: rows.length };
  if (!range) return { rows: [], offset: 0, ...total };
  const { offset, limit } = rowsWithin(range, rows.length);
  return { rows: rows.slice(offset, offset + limit), offset, ...total };
}
