/** Rows of a list when neither `first` nor `last` is given. */
export const DEFAULT_ROWS = 50;

/** Rows of Actionstep's largest page (protocol 2.5), and ids of one multi-get (assumed, protocol 2.2). */
export const MAX_PAGE_SIZE = 200;

/** Which rows of a list: `limit` rows from an offset, or the last ones. */
export type RowRange = { readonly offset: number; readonly limit: number } | { readonly last: number };

/** The offset and limit of a range in a list of `total` rows. */
export const rowsWithin = (range: RowRange, total: number): { readonly offset: number; readonly limit: number } =>
  "last" in range ? { offset: Math.max(0, total - range.last), limit: Math.min(range.last, total) } : range;
