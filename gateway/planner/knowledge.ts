import type { Feature } from "../rest/read.js";
import type { ChildrenSeen } from "./list-sizes.js";

/** What is known when requests are planned. Planning changes nothing of it. */
export interface Knowledge {
  /** Whether requests may be sent whose use is not certain: only while Actionstep has not lately asked for a pause. */
  readonly maySpeculate: boolean;
  /** Whether several records by id, and the children of several parents, may share a request. */
  readonly combines: { readonly ids: boolean; readonly children: boolean };
  /** Rows of the largest page that the viewer's API gives. */
  readonly pageSize: number;
  /** Rows of a list when it was last read, by its key. */
  rowCount(list: string): number | undefined;
  /** What the list of some parents' children was like when it was last read, by its key. */
  children(list: string): ChildrenSeen | undefined;
  /** The same for whichever parents' were read last, by the key of the list without its parents. */
  childrenOfOthers(kind: string): ChildrenSeen | undefined;
  /** Whether an endpoint is known not to support any of these features. */
  isUnsupported(collection: string, features: readonly Feature[]): boolean;
  /** Whether it is a dry run, in which parents that nobody has seen stand for as many that were. */
  readonly isDryRun: boolean;
}

/** Something that an answer told, for later plans. */
export type Observation =
  /** How many rows a list has. */
  | { readonly kind: "rows"; readonly list: string; readonly rows: number }
  /** What the list of some parents' children is like. */
  | { readonly kind: "children"; readonly list: string; readonly of: string; readonly seen: ChildrenSeen }
  /** The viewer's API gives no larger pages. */
  | { readonly kind: "page size"; readonly rows: number }
  /** An endpoint refused a request with these features and took it without; `isShared`: it may be so for others too. */
  | {
      readonly kind: "unsupported";
      readonly collection: string;
      readonly features: readonly Feature[];
      readonly isShared: boolean;
    }
  /** An endpoint took a request with these features. */
  | { readonly kind: "supported"; readonly collection: string; readonly features: readonly Feature[] }
  /** What is missing in answers with this feature is missing without it as well. */
  | { readonly kind: "clear"; readonly collection: string; readonly feature: Feature }
  /** Actionstep asked for a pause. */
  | { readonly kind: "limited" };

/** The same knowledge and what was just observed, for a want that is planned again, whether or not the observations are kept. */
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
