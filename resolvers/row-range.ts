/** Rows of a list whose arguments give no number. */
export const DEFAULT_ROWS = 50;

/** Rows of Actionstep's largest page (protocol 2.5), and ids in one multi-get at most (assumed, protocol 2.2). */
export const MAX_PAGE_SIZE = 200;

/** Which rows of a list: at most `limit` from `offset` on, counted from 0, or the last ones. */
export type RowRange = { readonly offset: number; readonly limit: number } | { readonly last: number };

/** Where the rows of a range stand in a list of `total` rows. */
export const rowsWithin = (range: RowRange, total: number): { readonly offset: number; readonly limit: number } =>
  "last" in range ? { offset: Math.max(0, total - range.last), limit: Math.min(range.last, total) } : range;
