import type { RestRecord } from "../../resolvers/context.js";
import type { Fields } from "../../resolvers/selection.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Envelope } from "../rest/envelope.js";
import type { Includes, Read } from "../rest/read.js";
import type { ChildrenWant } from "./want.js";
import type { UpstreamContext } from "../rest/waiters.js";

/** One operation, as far as the planner works for it. */
export interface Operation extends UpstreamContext {
  /** Whether the client wants nothing that was read before. */
  readonly fresh: boolean;
  /** Whether the viewer granted access to a resource, as far as is known. */
  readonly grants: (resource: ResourceDefinition) => boolean;
  /** The includes, unless side-loading is off; the fields without links outside the granted scopes. */
  readonly includes: (includes: Includes) => Includes;
  readonly fields: (fields: Fields) => Fields;
  /** How many times it has written. */
  readonly writes: number;
  /**
   * Takes an answer: counts it, and keeps its records for the rest of the operation unless it wrote since it was asked for.
   * Throws where the operation may not read more.
   */
  received(read: Read, envelope: Envelope, asked: { readonly writes: number; readonly isCurrent: boolean }): void;
  /** Keeps a record for the rest of the operation. */
  keep(record: RestRecord): void;
  /** Notes what will answer a want that may yet come. */
  expect(want: ChildrenWant, answer: Promise<unknown>): void;
}
