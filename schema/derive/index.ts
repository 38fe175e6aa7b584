import { resourceOf, type ResourceClass, type ResourceDefinition } from "../vocabulary/resource.js";
import { deriveConnection } from "./connection.js";
import { deriveFilter } from "./filter.js";
import { deriveInputs, type WriteInputs } from "./input.js";
import { deriveOrder } from "./order.js";
import { derivePayloads, type Payloads } from "./payload.js";
import { reverseConnectionsOf, type ReverseConnection } from "./reverse.js";

/** A resource together with the types derived from it. */
export interface DerivedResource extends ResourceDefinition {
  readonly filterType: object;
  readonly orderType?: object;
  readonly connectionType: object;
  readonly inputs: WriteInputs;
  readonly payloads: Payloads;
  readonly reverse: readonly ReverseConnection[];
}

/** Derives the types of a list of resources: called once, before the schema is built. Throws for a resource that contradicts itself. */
export function derive(classes: readonly ResourceClass[]): readonly DerivedResource[] {
  const resources = classes.map(resourceOf);
  const listed = new Set(classes);
  for (const { type, links } of resources) {
    for (const { name, target } of links) {
      if (!listed.has(target())) {
        throw new Error(
          `${type}.${name} links to ${target().name}, which is not in the list of resources: add its line to schema/resources/index.ts.`,
        );
      }
    }
  }
  const filters = new Map<ResourceDefinition, object>();
  const filterOf = (resource: ResourceDefinition): object => filters.get(resource)!;
  for (const resource of resources) filters.set(resource, deriveFilter(resource, filterOf));
  return resources.map((resource) => {
    const orderType = deriveOrder(resource);
    return {
      ...resource,
      filterType: filterOf(resource),
      ...(orderType && { orderType }),
      connectionType: deriveConnection(resource),
      inputs: deriveInputs(resource),
      payloads: derivePayloads(resource),
      reverse: reverseConnectionsOf(resource, resources),
    };
  });
}
