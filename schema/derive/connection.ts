import { Field, Int, ObjectType } from "type-graphql";
import type { ResourceDefinition } from "../vocabulary/resource.js";
import { derivedClass } from "./types.js";

/** The position of a page in its list. */
@ObjectType("PageInfo", { description: "Where this page stands in its list." })
export class PageInfo {
  @Field(() => Boolean, { simple: true, description: "Whether there are rows after this page." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { simple: true, description: "Whether there are rows before this page." })
  hasPreviousPage!: boolean;

  @Field(() => String, { simple: true, nullable: true, description: "The cursor of the first row; null on an empty page." })
  startCursor?: string | null;

  @Field(() => String, { simple: true, nullable: true, description: "The cursor of the last row; null on an empty page." })
  endCursor?: string | null;

  @Field(() => Int, {
    simple: true,
    nullable: true,
    description: "The number of this page, from 1, where rows are counted off in pages of this size; null in between.",
  })
  page?: number | null;

  @Field(() => Int, { simple: true, nullable: true, description: "How many pages of this size there are." })
  pageCount?: number | null;
}

/** The connection of one resource, with its edge. */
export function deriveConnection(resource: ResourceDefinition): object {
  const edge = derivedClass(`${resource.type}Edge`);
  Field(() => resource.class as never, { simple: true, description: "The record." })(edge.prototype as object, "node");
  Field(() => String, { simple: true, description: "Where the record stands in this list; goes into `after` or `before`." })(
    edge.prototype as object,
    "cursor",
  );
  ObjectType(`${resource.type}Edge`, { description: `One of the ${resource.many} in a list, and its place there.` })(edge);

  const connection = derivedClass(`${resource.type}Connection`);
  const prototype = connection.prototype as object;
  Field(() => [resource.class] as never, {
    simple: true,
    nullable: true,
    description: "The records of this page; null when they could not be read.",
  })(prototype, "nodes");
  Field(() => [edge], {
    simple: true,
    nullable: true,
    description: "The records of this page, each with its cursor; null when they could not be read.",
  })(prototype, "edges");
  Field(() => Int, {
    simple: true,
    nullable: true,
    description: "How many rows there are in all pages. Costs one small request when nothing else is asked.",
  })(prototype, "totalCount");
  Field(() => PageInfo, { simple: true, description: "Where this page stands." })(prototype, "pageInfo");
  ObjectType(`${resource.type}Connection`, { description: `A page of ${resource.many}.` })(connection);
  return connection;
}
