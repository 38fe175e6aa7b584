import type { ListQuery } from "../../resolvers/context.js";
import { listOfChildren } from "../../resolvers/links.js";
import type { RowRange } from "../../resolvers/row-range.js";
import type { Fields, ListSelection } from "../../resolvers/selection.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import type { Link, ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { hasReadsBelow, includesOf, type Includes } from "../rest/read.js";
import type { Operation } from "./operation.js";
import { listKey } from "../rest/query.js";

/** Every want has its operation, and says what that operation needs of the records. */
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
  /** Which rows; absent where only their number is wanted. */
  readonly range?: RowRange;
  /** Whether it must be known how many rows the list has. */
  readonly wantsTotal: boolean;
  /** Whether the list, where it is whole, may be kept and answered from for as long as its records may. */
  readonly isReference?: true;
  /** Whether these rows lead to further reads: links that are not side-loaded, or lists below them. */
  readonly hasReadsBelow: boolean;
  /** If the rows are children: the ids of their parents, and the link that leads to these. */
  readonly parents?: { readonly link: Link; readonly ids: readonly string[] };
  /** The `ChildrenWant` that was turned into this list and gets its answer. */
  readonly answers?: ChildrenWant;
}

/** The records that link to one parent, or how many there are. Answered with a `Page`. */
export interface ChildrenWant extends CommonWant {
  readonly kind: "children";
  /** The connection from parent to children, made from the children's link. */
  readonly back: ReverseConnection;
  readonly parentId: string;
  readonly query: ListQuery;
  readonly range?: RowRange;
  readonly wantsTotal: boolean;
  readonly hasReadsBelow: boolean;
}

/**
 * The children of all rows of a list that is not read yet. Answered with a `RowsOfParent`, or with undefined where they could
 * not be read in this way.
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
  /** How many rows to expect, and whether that number is exact (`counted`). */
  readonly expected: { readonly total: number; readonly counted: boolean; readonly pageSize: number };
}

/** Something that an operation wants of Actionstep. */
export type Want = RecordWant | ListWant | ChildrenWant | PushdownWant | ItemWant;

/** The key of a list of children without its parent: equal for the same list of any parent. */
export const childrenKey = ({ back: { source, link }, query }: Pick<ChildrenWant, "back" | "query">): string =>
  `${link.wire} ${listKey(source, query)}`;

/** The key of a `ChildrenWant`: what is read for one want of an operation answers its others with an equal key. */
export const wantKey = ({ back, parentId, query, range, wantsTotal }: ChildrenWant): string =>
  // Without a range the total is always wanted.
  JSON.stringify([back.link.wire, parentId, listKey(back.source, query), range, range && wantsTotal]);

/** The want that the record's resolver will make for this list; undefined if it needs no request. */
export function childrenBelow(operation: Operation, list: ListSelection, parentId: string): ChildrenWant | undefined {
  const { back, wantsRows, wantsTotal, rows } = list;
  if (!back || !operation.grants(rows.resource) || !(wantsRows || wantsTotal)) return undefined;
  const request = argumentsOf(list, listOfChildren(back, parentId));
  if (!request) return undefined;
  const common = { operation, back, parentId, query: request.query };
  return wantsRows ? childrenWant({ ...common, range: request.range, selection: list }) : countWant(common);
}

/** The query and range that a list asks for. Undefined if its arguments are invalid; the list's resolver reports that error. */
export function argumentsOf(list: ListSelection, name: string): ReturnType<ListSelection["request"]> | undefined {
  try {
    return list.request(name);
  } catch {
    return undefined;
  }
}

/** What a want of rows and a want of their number have in common. */
type ChildrenBase = Pick<ChildrenWant, "operation" | "back" | "parentId" | "query">;

/** The want of rows of one parent's children. */
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

/** The want of how many children one parent has. */
export const countWant = (base: ChildrenBase): ChildrenWant => ({
  kind: "children",
  ...base,
  resource: base.back.source,
  ...COUNT_ONLY,
});

/** What a want says where only the number of rows is wanted. */
export const COUNT_ONLY = {
  includes: new Map() as Includes,
  fields: new Map() as Fields,
  below: [],
  wantsTotal: true,
  hasReadsBelow: false,
} as const;
