import { isObjectType, type GraphQLSchema } from "graphql";
import { buildSchemaSync, type NonEmptyArray } from "type-graphql";
import { derive } from "../schema/derive/index.js";
import { Matter } from "../schema/resources/matter.js";
import { resourceOf, type ResourceClass } from "../schema/vocabulary/resource.js";
import { forms } from "../schema/workflow/index.js";
import { CustomFieldResolver, CustomRecordResolver, CustomValueResolver, customFields, customResolvers } from "./custom/index.js";
import { dataCollectionValues } from "./data-collection-values.js";
import type { ResolverClass } from "./define.js";
import { documentContentOf, neededForContent } from "./document-content.js";
import { linksOf } from "./links.js";
import { matterWorkflow } from "./matter-workflow.js";
import { mutationsOf } from "./mutations.js";
import { nodeQueries } from "./node.js";
import { queriesOf } from "./queries.js";
import { describeTypes } from "./selection.js";
import { ViewerResolver } from "./viewer.js";

const schemas = new WeakMap<readonly ResourceClass[], GraphQLSchema>();

/** Makes the executable schema of some resources. Throws, naming class, field and remedy, when a resource file contradicts itself. */
export function createSchema(classes: readonly ResourceClass[]): GraphQLSchema {
  // type-graphql remembers every class it has seen: the same resources derived twice would clash.
  let schema = schemas.get(classes);
  if (!schema) schemas.set(classes, (schema = buildFrom(classes)));
  return schema;
}

function buildFrom(classes: readonly ResourceClass[]): GraphQLSchema {
  const resources = derive(classes);
  const asked = forms.map((form) => ({ ...resourceOf(form), reverse: [] }));
  const byType = new Map(resources.map((resource) => [resource.type, resource]));
  const derived = [
    nodeQueries(resources),
    ...resources.map(queriesOf),
    ...resources.map(mutationsOf),
    ...(classes.includes(Matter) ? [...matterWorkflow(), dataCollectionValues(), ...customResolvers()] : []),
    ...[...resources, ...asked].map((resource) => linksOf(resource, (type) => byType.get(type)!)),
    ...resources.map(documentContentOf),
  ];
  const targets: unknown[] = [
    ViewerResolver,
    CustomValueResolver,
    CustomFieldResolver,
    CustomRecordResolver,
    ...derived.flatMap((resolver) => resolver?.target ?? []),
  ];
  const schema = buildSchemaSync({
    resolvers: targets as NonEmptyArray<() => void>,
    orphanedTypes: classes as unknown as (() => void)[],
    validate: false,
  });
  for (const resolver of derived) if (resolver) callDirectly(schema, resolver);
  describeTypes(schema, [...resources, ...asked], [...resources.flatMap(neededForContent), ...customFields]);
  // type-graphql makes the root types itself and takes no description for them.
  schema.getQueryType()!.description = "Where every read begins.";
  const mutation = schema.getMutationType();
  if (mutation) mutation.description = "Where every write begins. Writes of one operation happen one after the other.";
  return schema;
}

/**
 * Has fields of records call their resolvers themselves: type-graphql gathers the parameters of a method anew for each call,
 * which are as many as there are records and links.
 */
function callDirectly(schema: GraphQLSchema, { type, direct }: ResolverClass): void {
  const parent = type === undefined ? undefined : schema.getType(type);
  if (!isObjectType(parent)) return;
  const fields = parent.getFields();
  for (const [name, resolve] of direct) fields[name]!.resolve = resolve;
}
