import type { ListQuery } from "../../resolvers/context.js";
import { listOfChildren } from "../../resolvers/links.js";
import type { RowRange } from "../../resolvers/row-range.js";
import type { Fields, ListSelection } from "../../resolvers/selection.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import type { Link, ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { includesOf, hasReadsBelow, type Includes } from "../rest/read.js";
import type { Operation } from "./operation.js";
import { listKey } from "../rest/query.js";

/** What every want says: for which operation it is, and what that wants of the records. */
interface CommonWant {
  readonly operation: Operation;
  readonly resource: ResourceDefinition;
  readonly includes: Includes;
  readonly fields: Fields;
  /** The lists that are selected below each record. */
  readonly below: readonly ListSelection[];
}

/** One record by its id. Answered with the record, or null. */
export interface RecordWant extends CommonWant {
  readonly kind: "record";
  readonly restId: string;
}

/** Rows of a list, or how many there are. Answered with a `Page`. */
export interface ListWant extends CommonWant {
  readonly kind: "list";
  readonly query: ListQuery;
  /** Which rows; only their number is wanted without it. */
  readonly range?: RowRange;
  /** Whether it must be known how many rows the list has. */
  readonly wantsTotal: boolean;
  /** Whether anything is read of what the rows lead to, besides what is side-loaded with them. */
  readonly hasReadsBelow: boolean;
  /** For the children of some parents: whose, and by which link. */
  readonly parents?: { readonly link: Link; readonly ids: readonly string[] };
  /** The want that is answered with it, where it is another one seen as a list. */
  readonly answers?: ChildrenWant;
}

/** The records that link to one parent, or how many there are. Answered with a `Page`. */
export interface ChildrenWant extends CommonWant {
  readonly kind: "children";
  readonly back: ReverseConnection;
  readonly parentId: string;
  readonly query: ListQuery;
  readonly range?: RowRange;
  readonly wantsTotal: boolean;
  readonly hasReadsBelow: boolean;
}

/**
 * The children of all rows of a list whose rows are not there yet. Answered with a `ChildrenOf`, or with undefined where they
 * could not be read in this way.
 */
export interface PushdownWant extends CommonWant {
  readonly kind: "pushdown";
  readonly parents: ListWant;
  /** How many rows the parents' list is known to have. */
  readonly parentCount: number;
  readonly list: ListSelection & { readonly back: ReverseConnection };
  readonly query: ListQuery;
  readonly hasReadsBelow: boolean;
}

/** What stands at one address that is no list: the viewer's own record, or a form. Answered with its rows. */
export interface ItemWant extends CommonWant {
  readonly kind: "item";
  readonly item: string;
  /** Rows that are likely to come, and whether that many are certain. */
  readonly expected: { readonly total: number; readonly counted: boolean; readonly pageSize: number };
}

/** Something that an operation wants of Actionstep. */
export type Want = RecordWant | ListWant | ChildrenWant | PushdownWant | ItemWant;

/** Tells lists of children from others, whosever children they are. */
export const childrenKey = ({ back: { source, link }, query }: Pick<ChildrenWant, "back" | "query">): string =>
  `${link.wire} ${listKey(source, query)}`;

/** Tells the children of one parent that are wanted from all other wants of an operation. */
export const wantKey = ({ back, parentId, query, range, wantsTotal }: ChildrenWant): string =>
  JSON.stringify([back.link.wire, parentId, listKey(back.source, query), range, range && wantsTotal]);

/** What is wanted of a list below a record, as the record's own resolver will want it; undefined where that would ask for nothing. */
export function childrenBelow(operation: Operation, list: ListSelection, parentId: string): ChildrenWant | undefined {
  const { back, wantsRows, wantsTotal, rows } = list;
  if (!back || !operation.grants(rows.resource) || !(wantsRows || wantsTotal)) return undefined;
  const request = argumentsOf(list, listOfChildren(back, parentId));
  if (!request) return undefined;
  const common = { operation, back, parentId, query: request.query };
  return wantsRows ? childrenWant({ ...common, range: request.range, selection: list }) : countWant(common);
}

/** What a list asks for; undefined where its arguments are at fault, of which its own resolver will tell. */
export function argumentsOf(list: ListSelection, name: string): ReturnType<ListSelection["request"]> | undefined {
  try {
    return list.request(name);
  } catch {
    return undefined;
  }
}

type ChildrenBase = Pick<ChildrenWant, "operation" | "back" | "parentId" | "query">;

/** Rows of one parent's children. */
export function childrenWant({
  selection: { rows, wantsTotal },
  ...base
}: ChildrenBase & { readonly range: RowRange; readonly selection: ListSelection }): ChildrenWant {
  const { operation, back } = base;
  const includes = operation.includes(includesOf(rows, operation.grants, back.link));
  return {
    kind: "children",
    ...base,
    resource: back.source,
    includes,
    fields: operation.fields(rows.fields),
    below: rows.lists,
    wantsTotal,
    hasReadsBelow: hasReadsBelow(rows, includes, back.link),
  };
}

/** How many children one parent has. */
export const countWant = (base: ChildrenBase): ChildrenWant => ({
  kind: "children",
  ...base,
  resource: base.back.source,
  ...COUNT_ONLY,
});

/** What a count wants of the rows. */
export const COUNT_ONLY = {
  includes: new Map() as Includes,
  fields: new Map() as Fields,
  below: [],
  wantsTotal: true,
  hasReadsBelow: false,
} as const;
