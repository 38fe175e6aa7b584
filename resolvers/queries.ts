import { GraphQLID } from "graphql";
import type { DerivedResource } from "../schema/derive/index.js";
import { connectionArguments, type ConnectionArguments } from "./connection-request.js";
import { connectionOf } from "./connection.js";
import { defineResolver, type ResolverClass } from "./define.js";
import { restIdOf } from "./ids.js";
import { selectionOf } from "./selection.js";

/** The root fields of one resource: one by id, where it has ids, and many. */
export function queriesOf(resource: DerivedResource): ResolverClass {
  const resolver = defineResolver(`${resource.type}Queries`);
  if (resource.identity) {
    resolver.query<{ id: string }>({
      name: resource.one,
      type: resource.class,
      nullable: true,
      description: `${resource.description} Null when there is none with this id that the viewer may see.`,
      args: [{ name: "id", type: GraphQLID, description: `Its id, \`${resource.type}:…\` or Actionstep's own.` }],
      resolve: ({ args, context, info }) => {
        context.viewer.requireScope(resource);
        const restId = restIdOf(resource, "id", args.id);
        return context.records.one(restId, selectionOf(context, info, resource));
      },
    });
  }
  resolver.query<ConnectionArguments>({
    name: resource.many,
    type: resource.connectionType,
    description: `All ${resource.many} the viewer may see, page by page.`,
    args: connectionArguments(resource),
    resolve: (call) =>
      connectionOf(resource, call, {
        list: "",
        page: (request) => call.context.records.page(request),
        count: (query) => call.context.records.count(resource, query),
      }),
  });
  return resolver;
}
