import type { Page, RestRecord } from "../../resolvers/context.js";
import { MAX_PAGE_SIZE, type RowRange } from "../../resolvers/row-range.js";
import type { Envelope } from "../rest/envelope.js";

/** Pages of one size, numbered from 1, that hold some rows together. */
export interface PagePlan {
  readonly pageSize: number;
  readonly pages: readonly number[];
  /** How many rows of the first page come before these rows. */
  readonly skip: number;
}

/**
 * The fewest pages that hold `limit` rows from `offset` on. Actionstep only knows pages, so rows that begin anywhere are cut
 * from the smallest page that holds them all, or from several.
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
    pages: pagesFrom(first + 1, last + 1),
    skip: offset - first * pageSize,
  };
}

/** A part of a list without rows. */
export const emptyPage = (window: RowRange): Page => ({
  rows: [],
  offset: "offset" in window ? window.offset : 0,
  total: 0,
});

/** Some rows of pages that follow one another. A row that could not be read keeps its place, and is left out. */
export function cut(pages: readonly Envelope[], skip: number, limit: number): Pick<Page, "rows" | "gaps"> {
  if (pages.every(({ unreadable }) => unreadable.length === 0))
    return { rows: pages.flatMap(({ rows }) => rows).slice(skip, skip + limit) };
  const places = pages.flatMap(placesOf).slice(skip, skip + limit);
  const gaps = places.flatMap((row, place) => (row ? [] : [place]));
  return { rows: places.filter((row) => row !== undefined), ...(gaps.length > 0 && { gaps }) };
}

function placesOf({ rows, sent, unreadable }: Envelope): (RestRecord | undefined)[] {
  const left = [...rows];
  return Array.from({ length: sent }, (_, place) => (unreadable.includes(place) ? undefined : left.shift()));
}

/** How many pages so many rows take. */
export const pageCount = (rows: number, pageSize: number): number => Math.ceil(rows / pageSize);

/** The numbers of some pages, none when the last comes before the first. */
export const pagesFrom = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
