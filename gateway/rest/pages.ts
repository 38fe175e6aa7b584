import type { Page, Window } from "../../resolvers/context.js";

/** Actionstep's largest page. */
export const MAX_PAGE_SIZE = 200;

/** Pages of one size, numbered from 1, that hold a stretch of rows together. */
export interface PagePlan {
  readonly pageSize: number;
  readonly pages: readonly number[];
  /** How many rows of the first page come before the stretch. */
  readonly skip: number;
}

/**
 * The fewest pages that hold `limit` rows from `offset` on. Actionstep only knows pages, so a stretch that starts
 * anywhere is cut from the smallest page that holds it whole, or from several.
 */
export function planPages(offset: number, limit: number, maxPageSize = MAX_PAGE_SIZE): PagePlan {
  for (let pageSize = limit; pageSize <= maxPageSize; pageSize++) {
    const page = Math.floor(offset / pageSize);
    if (offset + limit <= (page + 1) * pageSize) return { pageSize, pages: [page + 1], skip: offset - page * pageSize };
  }
  const pageSize = Math.min(limit, maxPageSize);
  const first = Math.floor(offset / pageSize);
  const last = Math.floor((offset + limit - 1) / pageSize);
  return {
    pageSize,
    pages: Array.from({ length: last - first + 1 }, (_, index) => first + index + 1),
    skip: offset - first * pageSize,
  };
}

/** A stretch of a list without rows. */
export const emptyPage = (window: Window | "count"): Page => ({
  rows: [],
  offset: typeof window === "object" && "offset" in window ? window.offset : 0,
  total: 0,
});
