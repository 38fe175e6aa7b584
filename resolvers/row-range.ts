/** Rows of a list when nothing is said. */
export const DEFAULT_ROWS = 50;

/** Actionstep's largest page, and the most ids in one of its multi-gets. */
export const MAX_PAGE_SIZE = 200;

/** Which stretch of a list: from an offset on, or the last rows. */
export type RowRange = { readonly offset: number; readonly limit: number } | { readonly last: number };

/** Where a window lies in a list of so many rows. */
export const rowsWithin = (window: RowRange, total: number): { readonly offset: number; readonly limit: number } =>
  "last" in window ? { offset: Math.max(0, total - window.last), limit: Math.min(window.last, total) } : window;
