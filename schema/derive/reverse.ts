import { resourceOf, type Link, type ResourceDefinition } from "../vocabulary/resource.js";
import { upperFirst } from "./names.js";

/** The way back along a to-one link: a connection on its target. */
export interface ReverseConnection {
  /** Field name on the target, `tasks` or `timeEntriesAsOwner`. */
  readonly name: string;
  /** The resource whose records come back. */
  readonly source: ResourceDefinition;
  readonly link: Link;
}

/**
 * The reverse connections of a resource, given all resources. The plain plural names the way back; where several
 * links of one resource lead here, or a field already has that name, `As<Link>` tells them apart.
 */
export function reverseConnectionsOf(target: ResourceDefinition, resources: readonly ResourceDefinition[]): ReverseConnection[] {
  const taken = new Set([...target.attributes, ...target.links].map(({ name }) => name));
  return resources.flatMap((source) => {
    const leadingHere = source.links.filter((link) => resourceOf(link.target()) === target);
    const plain = leadingHere.length === 1 && !taken.has(source.many);
    return leadingHere
      .filter(({ many }) => !many)
      .map((link) => ({ name: plain ? source.many : `${source.many}As${upperFirst(link.name)}`, source, link }));
  });
}
