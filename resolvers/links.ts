import type { DerivedResource } from "../schema/derive/index.js";
import { Forbidden, NotFound, RequestRefused } from "../schema/errors.js";
import { resourceOf, type Link } from "../schema/vocabulary/resource.js";
import { connectionArguments, connectionOf, type ConnectionArguments } from "./connection.js";
import { LINKS, type Context, type RestRecord } from "./context.js";
import { defineResolver, type ResolverClass } from "./define.js";

/** The links of one resource, and the connections that lead back along links of others. */
export function linksOf(resource: DerivedResource, derivedOf: (type: string) => DerivedResource): ResolverClass | undefined {
  if (resource.links.length + resource.reverse.length === 0) return undefined;
  const resolver = defineResolver(`${resource.type}Links`, resource.class);
  for (const link of resource.links) {
    const target = resourceOf(link.target());
    resolver.field({
      name: link.name,
      resolve: ({ root, context }) => {
        context.viewer.requireScope(target);
        return follow(root, link, context);
      },
    });
  }
  for (const { name, source, link } of resource.reverse) {
    const derived = derivedOf(source.type);
    resolver.field<ConnectionArguments>({
      name,
      type: derived.connectionType,
      description: `The ${source.many} whose ${link.name} is this. ${source.description}`,
      ...(link.deprecated && { deprecated: link.deprecated }),
      args: connectionArguments(derived),
      resolve: (call) => {
        const { records } = call.context;
        const parent = call.root.restId!;
        return connectionOf(derived, `${link.name}:${parent}`, call, {
          page: (query, window) => records.pageOfChildren(source, link, parent, query, window),
          count: (query) => records.countOfChildren(source, link, parent, query),
        });
      },
    });
  }
  return resolver;
}

/** Loads what a link points to. No await before the first load: records of one level must share a request. */
function follow(record: RestRecord, link: Link, { records }: Context): unknown {
  const ids = record[LINKS][link.wire];
  const target = resourceOf(link.target());
  const load = (restId: string): Promise<RestRecord | null> => {
    const loaded = records.one(target, restId);
    return link.uncertain ? loaded.catch(nullIfRefused) : loaded;
  };
  if (link.many) {
    // An empty list of ids comes as null; a link the answer leaves out says nothing.
    if (ids === undefined) return null;
    const list = ids === null ? [] : typeof ids === "string" ? [ids] : ids;
    return Promise.all(list.map(load)).then((rows) => rows.filter((row) => row !== null));
  }
  const id = typeof ids === "object" ? ids?.[0] : ids;
  return id === undefined ? null : load(id);
}

/** Where nobody documents what a link leads to, a refusal may only mean that it leads elsewhere. */
function nullIfRefused(error: unknown): null {
  if (error instanceof Forbidden || error instanceof NotFound || error instanceof RequestRefused) return null;
  throw error;
}
