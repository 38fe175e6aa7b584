import type { Feature } from "../rest/read.js";
import type { ChildrenSeen } from "./list-sizes.js";

/** What is known when requests are planned. Planning does not change it. */
export interface Knowledge {
  /** Whether speculative requests are allowed: not within three seconds after a 429, nor where they are switched off. */
  readonly maySpeculate: boolean;
  /** Whether several records by id, and the children of several parents, may share a request. */
  readonly combines: { readonly ids: boolean; readonly children: boolean };
  /** Rows of the largest page that the viewer's API gives. */
  readonly pageSize: number;
  /** How many rows a list had when it was last read, by its key. */
  rowCount(list: string): number | undefined;
  /** How long the list of some parents' children was when it was last read, by its key. */
  children(list: string): ChildrenSeen | undefined;
  /** The same for the parents read last, whoever they were; `kind` is the list's key without parents. */
  childrenOfOthers(kind: string): ChildrenSeen | undefined;
  /** Whether an endpoint is known not to support any of these features. */
  isUnsupported(collection: string, features: readonly Feature[]): boolean;
  /** Whether it is a dry run: its made-up parents are taken to have as many children as equally many real ones had. */
  readonly isDryRun: boolean;
}

/** Something learned from an answer, for later plans. */
export type Observation =
  /** How many rows a list has. */
  | { readonly kind: "rows"; readonly list: string; readonly rows: number }
  /** How long the list of some parents' children is; `of` is the list's key without its parents. */
  | { readonly kind: "children"; readonly list: string; readonly of: string; readonly seen: ChildrenSeen }
  /** The viewer's API gives no pages of more than so many rows. */
  | { readonly kind: "page size"; readonly rows: number }
  /** An endpoint refused these features and took the request without; `isShared` if that may hold for other organisations. */
  | {
      readonly kind: "unsupported";
      readonly collection: string;
      readonly features: readonly Feature[];
      readonly isShared: boolean;
    }
  /** An endpoint accepted a request with these features. */
  | { readonly kind: "supported"; readonly collection: string; readonly features: readonly Feature[] }
  /** Values were missing with and without this feature: it is not to blame. */
  | { readonly kind: "clear"; readonly collection: string; readonly feature: Feature }
  /** Actionstep answered with a 429, or the rate limit made a request fail. */
  | { readonly kind: "limited" };

/**
 * Knowledge with the page size and the row counts of these observations, for planning on even where observations are dropped.
 * Nothing else is taken over from them.
 */
export function knowing(knowledge: Knowledge, observed: readonly Observation[]): Knowledge {
  const sizes = observed.flatMap((each) => (each.kind === "page size" ? [each.rows] : []));
  const rows = new Map(observed.flatMap((each) => (each.kind === "rows" ? [[each.list, each.rows] as const] : [])));
  return {
    maySpeculate: knowledge.maySpeculate,
    combines: knowledge.combines,
    isDryRun: knowledge.isDryRun,
    pageSize: Math.min(knowledge.pageSize, ...sizes),
    rowCount: (list) => rows.get(list) ?? knowledge.rowCount(list),
    children: (list) => knowledge.children(list),
    childrenOfOthers: (kind) => knowledge.childrenOfOthers(kind),
    isUnsupported: (collection, features) => knowledge.isUnsupported(collection, features),
  };
}
