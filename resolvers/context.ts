import type { Comparator } from "../schema/derive/filter.js";
import type { ReverseConnection } from "../schema/derive/reverse.js";
import type { BulkVerb, ResourceDefinition } from "../schema/vocabulary/resource.js";
import type { ValidationCode } from "../schema/validation-codes.js";
import type { ListSelection, Selection } from "./selection.js";
import type { RowRange } from "./row-range.js";

/** What one operation has at hand. */
export interface Context {
  readonly viewer: Viewer;
  readonly records: Records;
  readonly urls: Addresses;
  readonly log: Log;
}

/** Where in the gateway things are that are no fields. */
export interface Addresses {
  /** The content of a document, by its typed id. */
  documentContent(id: string): string;
}

/** The person asking, as far as resolvers need to know. */
export interface Viewer {
  /** Throws `UNAUTHENTICATED` when nobody is signed in. */
  require(): SignedIn;
  /** Throws `UNAUTHENTICATED` or `INSUFFICIENT_SCOPE` unless data of this resource may be asked for. */
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

/** One condition of a filter, in wire names. `path` holds the links followed to get to `name`. */
export interface Condition {
  readonly path: readonly string[];
  readonly name: string;
  readonly comparator: Comparator;
  /** Wire texts; one, but for `in` and `notIn`. For `isNull`: `T` or `F`. */
  readonly values: readonly string[];
  /** Whether it follows from the parent of the list; the caller did not ask for it. */
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
  /** Place of the first row in the whole list, from 0. */
  readonly offset: number;
  /** Places in the slice, from 0, of rows that could not be read; these are not in `rows`. */
  readonly gaps?: readonly number[];
  /** Rows in the whole list; absent when that was not asked for and is not known. */
  readonly total?: number;
}

/** A list, as far as one place of an operation wants it. */
export interface ListRequest {
  readonly query: ListQuery;
  readonly range: RowRange;
  readonly selection: ListSelection;
}

/** What is to be written of one record, in wire names and wire values. */
export interface WriteDraft {
  /** The record that is to change or go; absent where one is to be made. */
  readonly restId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, string | readonly string[] | null>>;
}

/** A write: of one record, or of several in one request. */
export interface WriteRequest {
  readonly verb: BulkVerb;
  /** What is written, and comes back. */
  readonly resource: ResourceDefinition;
  /** The collection the request goes to, where that is not the resource's own. */
  readonly to?: string;
  /** The member of the answer that holds the records, where that is not the resource's own. */
  readonly answersUnder?: string;
  /** The records that the write is about, where neither a draft nor the answer says so. */
  readonly about?: readonly string[];
  readonly drafts: readonly WriteDraft[];
  /** Whether `drafts` is a list also when it holds one. */
  readonly isBulk?: boolean;
  /** What is selected of what was written; absent where nothing is. */
  readonly selection?: Selection | undefined;
}

/** One thing that Actionstep found wrong with a write, as far as it said. */
export interface ValidationError {
  /** One of its documented validation codes. */
  readonly code?: ValidationCode;
  /** The wire name of the attribute or link at fault. */
  readonly member?: string;
  /** The index of the draft at fault, from 0, where there were several. */
  readonly index?: number;
}

/** How a write ended: with the records as they are now, as far as Actionstep returned them, or with what was wrong. */
export type WriteResult =
  | { readonly records: readonly RestRecord[]; readonly validationErrors?: undefined }
  | { readonly validationErrors: readonly ValidationError[]; readonly records?: undefined };

/**
 * The few verbs with which resolvers read and write. Each reads for the viewer only, and shares requests with the other reads
 * of the operation. The selection says what the operation selects of the records and of what they link to.
 */
export interface Records {
  /** A record by Actionstep's id; null when the viewer may see none. Not a promise when the record is there already. */
  one(restId: string, selection: Selection): RestRecord | null | Promise<RestRecord | null>;
  /** The viewer's own record of a resource that has one. */
  current(selection: Selection): Promise<RestRecord | null>;
  page(request: ListRequest): Promise<Page>;
  count(resource: ResourceDefinition, query: ListQuery): Promise<number>;
  /** The same for the records whose link points to one parent. Parents of one level share requests. */
  pageOfChildren(back: ReverseConnection, parentId: string, request: ListRequest): Promise<Page>;
  countOfChildren(back: ReverseConnection, parentId: string, query: ListQuery): Promise<number>;
  /** What Actionstep would ask for if something were done to a record; the rows of a form have no ids of their own. */
  form(form: ResourceDefinition, restId: string): Promise<readonly RestRecord[]>;
  /**
   * Sends a write once, and drops what was read before and may have changed. Rejects with `NOT_FOUND`, `FORBIDDEN` and the
   * like; validation errors do not reject, they are in the result.
   */
  write(request: WriteRequest): Promise<WriteResult>;
}
