// type-graphql asks for this polyfill before its first decorator runs, although no metadata is emitted here.
import "reflect-metadata";
import { Field, ID, InterfaceType } from "type-graphql";

/** An object that can be fetched by its id alone. */
@InterfaceType("Node", {
  description: "A record that can be fetched again by its id alone.",
  resolveType: (record: { __typename: string }) => record.__typename,
})
export abstract class Node {
  @Field(() => ID, { simple: true, description: "Type and Actionstep id, unique in one organisation: `Matter:113`." })
  id!: string;
}
