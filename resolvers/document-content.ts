import { GraphQLString } from "graphql";
import type { ResourceDefinition } from "../schema/vocabulary/resource.js";
import { defineResolver, type ResolverClass } from "./define.js";
import type { WrittenField } from "./written-field.js";

/** The field that says where a document's content is. */
const CONTENT_URL = "contentUrl";

/** The attribute that names a document's file. */
const FILE = "file";

const hasContent = ({ attributes, identity, item }: ResourceDefinition): boolean =>
  identity !== undefined && item && attributes.some(({ name }) => name === FILE);

/** What `contentUrl` needs of a resource whose records have files. */
export const neededForContent = (resource: ResourceDefinition): WrittenField[] =>
  hasContent(resource)
    ? [
        {
          type: resource.type,
          name: CONTENT_URL,
          needs: [[resource, ...resource.attributes.filter(({ name }) => name === FILE).map(({ wire }) => wire)]],
        },
      ]
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
