import type { DerivedResource } from "../schema/derive/index.js";
import { Forbidden, NotFound, RequestRefused } from "../schema/errors.js";
import type { ReverseConnection } from "../schema/derive/reverse.js";
import { resourceOf, type Link, type ResourceDefinition } from "../schema/vocabulary/resource.js";
import { connectionArguments, type ConnectionArguments } from "./connection-request.js";
import { connectionOf } from "./connection.js";
import { LINKS, type RestRecord } from "./context.js";
import { defineResolver, type Call, type ResolverClass } from "./define.js";
import { selectionOf } from "./selection.js";

/** The fields of one resource's links, and of the connections that are the reverse of other resources' links. */
export function linksOf(
  resource: ResourceDefinition & Pick<DerivedResource, "reverse">,
  derivedOf: (type: string) => DerivedResource,
): ResolverClass | undefined {
  if (resource.links.length + resource.reverse.length === 0) return undefined;
  const resolver = defineResolver(`${resource.type}Links`, resource.class);
  for (const link of resource.links) {
    const target = resourceOf(link.target());
    resolver.field({
      name: link.name,
      resolve: (call) => {
        call.context.viewer.requireScope(target);
        return follow(link, target, call);
      },
    });
  }
  for (const back of resource.reverse) {
    const { name, source, link } = back;
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
        return connectionOf(derived, call, {
          list: listOfChildren(back, parent),
          back,
          page: (request) => records.pageOfChildren(back, parent, request),
          count: (query) => records.countOfChildren(back, parent, query),
        });
      },
    });
  }
  return resolver;
}

/** Identifies the children of one parent among the lists of their type. */
export const listOfChildren = ({ link }: ReverseConnection, parentId: string): string => `${link.name}:${parentId}`;

/** Loads the target of a link. It must not await before it loads: the records of one level share a request. */
function follow(link: Link, target: ResourceDefinition, { root, context, info }: Call<unknown>): unknown {
  const ids = root[LINKS][link.wire];
  const failure = ids ? undefined : root[link.name];
  if (failure instanceof Error) throw failure;
  const load = (restId: string): RestRecord | null | Promise<RestRecord | null> => {
    const loaded = context.records.one(restId, selectionOf(context, info, target));
    return link.uncertain && loaded instanceof Promise ? loaded.catch(nullIfRefused) : loaded;
  };
  if (link.many) {
    // An empty list of ids is null on the wire (protocol 2.7); a link that the answer leaves out is unknown.
    if (ids === undefined) return null;
    const list = ids === null ? [] : typeof ids === "string" ? [ids] : ids;
    const loaded = list.map(load);
    if (loaded.some((each) => each instanceof Promise)) return Promise.all(loaded.map(async (each) => each)).then(present);
    return present(loaded as (RestRecord | null)[]);
  }
  const id = typeof ids === "object" ? ids?.[0] : ids;
  return id === undefined ? null : load(id);
}

const present = (rows: readonly (RestRecord | null)[]): readonly RestRecord[] => rows.filter((row) => row !== null);

/** Null for a refusal: the target of an uncertain link is not documented, and the id may be one of another resource. */
function nullIfRefused(error: unknown): null {
  if (error instanceof Forbidden || error instanceof NotFound || error instanceof RequestRefused) return null;
  throw error;
}
