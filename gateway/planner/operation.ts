import type { ListRequest, Page, RestRecord } from "../../resolvers/context.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Envelope } from "../rest/envelope.js";
import type { Listed, Lists } from "./lists.js";
import type { UpstreamContext } from "./waiters.js";
import type { Read } from "../rest/read.js";

/** How one operation reads: what its batches, shared with the viewer's other operations, do in its name. */
export interface OperationReads extends UpstreamContext {
  /** Whether the client wants nothing that was read before. */
  readonly fresh: boolean;
  /** Whether the viewer granted access to a resource, as far as is known. */
  readonly grants: (resource: ResourceDefinition) => boolean;
  /** The host that has the viewer's data. */
  host(): Promise<string>;
  /** Reads, and keeps the records that arrive for the rest of the operation. */
  read(read: Read): Promise<Envelope>;
  readonly lists: Lists;
  /** A stretch of a list, with a start on what is selected below it. */
  page(listed: Listed, request: ListRequest): Promise<Page>;
  /** Keeps a record for the rest of the operation. */
  keep(record: RestRecord): void;
}
