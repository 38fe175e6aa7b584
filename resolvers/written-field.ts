import type { GraphQLResolveInfo } from "graphql";
import type { ResourceDefinition } from "../schema/vocabulary/resource.js";
import type { Context } from "./context.js";

/** A field of a resource's type that is written by hand, as far as reading has to know of it before it is resolved. */
export interface WrittenField {
  /** The type that has it, and its name. */
  readonly type: string;
  readonly name: string;
  /** What it needs of the records of each resource, in wire names, wherever it is selected. */
  readonly needs: readonly (readonly [ResourceDefinition, ...string[]])[];
  /** Whether something is read of each record that it is resolved for. */
  readonly readsMore?: true;
  /** Asks for what it will need whatever record it is resolved for, with the first request of the operation. */
  readonly ahead?: (context: Context, info: GraphQLResolveInfo) => void;
}
