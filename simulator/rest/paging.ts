import type { Parameter } from "./query-string.js";
import type { RestQuirks } from "./quirks.js";

export const DEFAULT_PAGE_SIZE = 50;

/** Which page of how many rows is asked for. */
export interface PageRequest {
  readonly page: number;
  /** Infinite for `pageSize=All`. */
  readonly size: number;
}

const positive = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;

/** The page that `page` and `pageSize` ask for; what cannot be read counts as not given. */
export function pageRequestOf(value: (name: string) => string | undefined, quirks: RestQuirks): PageRequest {
  const page = positive(value("page")) ?? 1;
  if (value("pageSize")?.toLowerCase() === "all") return { page, size: Infinity };
  const size = positive(value("pageSize")) ?? DEFAULT_PAGE_SIZE;
  if (size <= quirks.maxPageSize) return { page, size };
  return { page, size: quirks.oversizedPage === "cap" ? quirks.maxPageSize : DEFAULT_PAGE_SIZE };
}

/** The paging block of an answer's `meta`. */
export interface Paging {
  readonly recordCount: number;
  readonly pageCount: number;
  readonly page: number;
  readonly pageSize: number;
  readonly prevPage: string | null;
  readonly nextPage: string | null;
}

/** Describes a page among its neighbours. `url` is the address asked for, without its query string. */
export function pagingOf(
  { page, size }: PageRequest,
  recordCount: number,
  url: string,
  parameters: readonly Parameter[],
  quirks: RestQuirks,
): Paging {
  const pageSize = Number.isFinite(size) ? size : Math.max(recordCount, 1);
  const pageCount = Math.max(Math.ceil(recordCount / pageSize), 1);
  const kept = quirks.nextPageKeepsFilters ? parameters.filter(({ name }) => name !== "page").map(({ text }) => text) : [];
  const address = (number: number): string => `${url}?${[...kept, `page=${number}`].join("&")}`;
  return {
    recordCount,
    pageCount,
    page,
    pageSize,
    prevPage: page > 1 ? address(page - 1) : null,
    nextPage: page < pageCount ? address(page + 1) : null,
  };
}
