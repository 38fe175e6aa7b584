import { GraphQLString } from "graphql";
import type { ResourceDefinition } from "../schema/vocabulary/resource.js";
import { defineResolver, type ResolverClass } from "./define.js";

/** The field that says where a document's content is. */
const CONTENT_URL = "contentUrl";

/** The attribute that names a document's file. */
const FILE = "file";

const hasContent = ({ attributes, identity, item }: ResourceDefinition): boolean =>
  identity !== undefined && item && attributes.some(({ name }) => name === FILE);

/** The attributes that a hand-written field needs, in wire names; empty for a field that has none of its own. */
export const neededFor = (resource: ResourceDefinition, field: string): readonly string[] =>
  field === CONTENT_URL && hasContent(resource)
    ? resource.attributes.filter(({ name }) => name === FILE).map(({ wire }) => wire)
    : [];

/** `contentUrl` of a resource whose records have files. */
export function documentContentOf(resource: ResourceDefinition): ResolverClass | undefined {
  if (!hasContent(resource)) return undefined;
  const resolver = defineResolver(`${resource.type}Content`, resource.class);
  resolver.field({
    name: CONTENT_URL,
    type: GraphQLString,
    nullable: true,
    description: "Where the gateway gives the file itself, to whoever may see this record; null where it has none.",
    resolve: ({ root, context }) => {
      const file = root[FILE];
      return typeof file === "string" && file !== "" && root.id !== undefined ? context.urls.documentContent(root.id) : null;
    },
  });
  return resolver;
}
