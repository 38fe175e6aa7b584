import { GraphQLID } from "graphql";
import type { DerivedResource } from "../schema/derive/index.js";
import { BadUserInput } from "../schema/errors.js";
import { Node } from "../schema/vocabulary/node.js";
import { defineResolver, type ResolverClass } from "./define.js";
import { parseNodeId } from "./ids.js";
import { selectionOf } from "./selection.js";

/** Ids that `nodes` takes at most. */
const MAX_NODES = 200;

/** `node` and `nodes`: any record by its typed id. */
export function nodeQueries(resources: readonly DerivedResource[]): ResolverClass {
  const byType = new Map(resources.filter(({ identity }) => identity).map((resource) => [resource.type, resource]));
  const resolver = defineResolver("NodeQueries");
  resolver.query<{ id: string }>({
    name: "node",
    type: Node,
    nullable: true,
    description: "Any record by its typed id; null when there is none that the viewer may see.",
    args: [{ name: "id", type: GraphQLID, description: "A typed id, like `Matter:113`." }],
    resolve: ({ args, context, info }) => {
      // The viewer is checked before the arguments are.
      context.viewer.require();
      const { resource, restId } = parseNodeId(byType, "id", args.id);
      context.viewer.requireScope(resource);
      return context.records.one(restId, selectionOf(context, info, resource));
    },
  });
  resolver.query<{ ids: readonly string[] }>({
    name: "nodes",
    type: [Node],
    nullable: "items",
    description: `Several records by their typed ids, at most ${MAX_NODES}, in the order asked; null in the place of each that the viewer may not see.`,
    args: [{ name: "ids", type: [GraphQLID], description: "Typed ids, like `Matter:113`." }],
    resolve: ({ args, context, info }) => {
      context.viewer.require();
      if (args.ids.length > MAX_NODES)
        throw new BadUserInput("ids", `${args.ids.length} ids were given; at most ${MAX_NODES} are allowed.`);
      const wanted = args.ids.map((id, index) => parseNodeId(byType, `ids[${index}]`, id));
      return wanted.map(({ resource, restId }) => {
        try {
          context.viewer.requireScope(resource);
        } catch (error) {
          return error;
        }
        return context.records.one(restId, selectionOf(context, info, resource));
      });
    },
  });
  return resolver;
}
