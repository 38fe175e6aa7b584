import type { Comparator } from "../schema/derive/filter.js";
import type { ReverseConnection } from "../schema/derive/reverse.js";
import type { BulkVerb, ResourceDefinition } from "../schema/vocabulary/resource.js";
import type { ValidationCode } from "../schema/validation-codes.js";
import type { ListSelection, Selection } from "./selection.js";
import type { RowRange } from "./row-range.js";

/** What resolvers of one operation are given. */
export interface Context {
  readonly viewer: Viewer;
  readonly records: Records;
  readonly urls: Urls;
  readonly log: Log;
  /**
   * Does some work while nobody else of the viewer's organisation does any under the same name, in any process. Rejects with what
   * the work rejects with, and with `UPSTREAM_UNAVAILABLE` where others do not come to an end.
   */
  exclusively<T>(name: readonly string[], work: () => Promise<T>): Promise<T>;
}

/** URLs of the gateway's own for things that are not fields. */
export interface Urls {
  /** The URL of a document's content, by its typed id. */
  documentContent(id: string): string;
}

/** The person who asks, as far as resolvers need to know them. */
export interface Viewer {
  /** Throws `UNAUTHENTICATED` when nobody is signed in. */
  require(): SignedIn;
  /** Throws `UNAUTHENTICATED` or `INSUFFICIENT_SCOPE` when the viewer may not read this resource. */
  requireScope(resource: Pick<ResourceDefinition, "path">): void;
}

/** A viewer who is signed in. */
export interface SignedIn {
  /** Key of the organisation whose data the viewer sees. */
  readonly org: string;
  /** Granted scopes, as far as known. */
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly accessTokenExpiresAt: number;
}

/** A structured log. */
export interface Log {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Under this key a record keeps the ids its links point to, by wire name. */
export const LINKS: unique symbol = Symbol("links");

/** What a link holds: the id of one record, ids of several, null for none; undefined when the answer left it out. */
export type LinkValue = string | readonly string[] | null | undefined;

/** One record, decoded: attributes under their names in the graph. */
export interface RestRecord {
  readonly __typename: string;
  /** Typed id; absent where the resource has none. */
  readonly id?: string;
  /** Actionstep's own id. */
  readonly restId?: string;
  readonly [LINKS]: Readonly<Record<string, LinkValue>>;
  readonly [attribute: string]: unknown;
}

/** One condition of a filter, in wire names. `path` is the links that lead to the attribute `name`. */
export interface Condition {
  readonly path: readonly string[];
  readonly name: string;
  readonly comparator: Comparator;
  /** Wire texts: several for `in` and `notIn`, else one. For `isNull`: `T` or `F`. */
  readonly values: readonly string[];
  /** True where the gateway added it, for a list of children. */
  readonly implied?: true;
}

/** One field to sort by, in wire names. */
export interface Sort {
  readonly name: string;
  readonly descending: boolean;
}

/** Which rows of a resource, in which order. */
export interface ListQuery {
  readonly conditions: readonly Condition[];
  readonly order: readonly Sort[];
}

/** A slice of a list. */
export interface Page {
  readonly rows: readonly RestRecord[];
  /** Index of the first row in the whole list. */
  readonly offset: number;
  /** Indexes, counted from the first row of the slice, of rows that could not be read; they are not in `rows`. */
  readonly gaps?: readonly number[];
  /** Rows in the whole list; absent where it was not asked for and is not known. */
  readonly total?: number;
}

/** What one field of an operation asks of a list. */
export interface ListRequest {
  readonly query: ListQuery;
  readonly range: RowRange;
  readonly selection: ListSelection;
  /** Whether the list, where it is whole, may be kept and answered from for as long as its records may. */
  readonly isReference?: true;
}

/** What a write sets in one record, in wire names and wire values. */
export interface WriteDraft {
  /** The record that is updated or deleted; absent for a create. */
  readonly restId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, string | readonly string[] | null>>;
}

/** A write: of one record, or of several in one request. */
export interface WriteRequest {
  readonly verb: BulkVerb;
  /** The resource that is written and whose records are returned. */
  readonly resource: ResourceDefinition;
  /** The collection the request goes to, where that is not the resource's own. */
  readonly to?: string;
  /** The member of the answer that holds the records, where that is not the resource's own. */
  readonly answersUnder?: string;
  /** Actionstep ids of the written records, where neither a draft nor the answer holds them. */
  readonly about?: readonly string[];
  readonly drafts: readonly WriteDraft[];
  /** Whether `drafts` is a list also when it holds one. */
  readonly isBulk?: boolean;
  /** What the operation selects of the written records; absent where it selects nothing. */
  readonly selection?: Selection | undefined;
}

/** One error for which Actionstep rejected a write, as far as its answer says. */
export interface ValidationError {
  /** One of its documented validation codes. */
  readonly code?: ValidationCode;
  /** The attribute or link it is about, by its wire name. */
  readonly member?: string;
  /** Which of several drafts it is about, from 0. */
  readonly index?: number;
}

/** The result of a write: the records as they are now, as far as Actionstep returned them, or its validation errors. */
export type WriteResult =
  | { readonly records: readonly RestRecord[]; readonly validationErrors?: undefined }
  | { readonly validationErrors: readonly ValidationError[]; readonly records?: undefined };

/**
 * How resolvers read and write records, always as the viewer. All reads are batched. Each is given what the operation selects
 * of the records, so that linked records can be included in the same request.
 */
export interface Records {
  /** Whether Actionstep was found to refuse filters by a member of a resource, by its wire name. */
  isFilterRefused(resource: ResourceDefinition, name: string): boolean;
  /** Remembers that it does. */
  noteRefusedFilter(resource: ResourceDefinition, name: string): void;
  /** Whether the records are made up: the operation is explained, and nothing is read. */
  readonly isMadeUp: boolean;
  /** A record by Actionstep's id; null when there is none the viewer may see. No promise where the record is already loaded. */
  one(restId: string, selection: Selection): RestRecord | null | Promise<RestRecord | null>;
  /** The viewer's own record of a resource that has one. */
  current(selection: Selection): Promise<RestRecord | null>;
  page(request: ListRequest): Promise<Page>;
  count(resource: ResourceDefinition, query: ListQuery): Promise<number>;
  /** The same for the records whose link leads to one parent. Parents of one level share requests. */
  pageOfChildren(back: ReverseConnection, parentId: string, request: ListRequest): Promise<Page>;
  countOfChildren(back: ReverseConnection, parentId: string, query: ListQuery): Promise<number>;
  /** The rows of a form: what Actionstep asks for before a matter is created or moved. They have no ids of their own. */
  form(form: ResourceDefinition, restId: string): Promise<readonly RestRecord[]>;
  /**
   * Sends a write once, and drops loaded records that it may have changed. Throws `NOT_FOUND`, `FORBIDDEN` and other errors of
   * schema/errors.ts; validation errors are a result.
   */
  write(request: WriteRequest): Promise<WriteResult>;
}
