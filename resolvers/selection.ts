import {
  GraphQLObjectType,
  OperationTypeNode,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  type FieldNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from "graphql";
import type { DerivedResource } from "../schema/derive/index.js";
import type { ReverseConnection } from "../schema/derive/reverse.js";
import { resourceOf, type Link, type ResourceDefinition } from "../schema/vocabulary/resource.js";
import { connectionRequests, type ConnectionArguments, type ConnectionRequest } from "./connection-request.js";
import type { Context } from "./context.js";
import type { WrittenField } from "./written-field.js";
import { fieldsBelow, type FieldNodes, type Operation } from "./selected-fields.js";

/**
 * The members of records, by collection and wire name, that an operation asks for anywhere. Every request of the
 * operation asks for these, so that a record read for one place is whole for every other.
 */
export type Fields = ReadonlyMap<string, ReadonlySet<string>>;

/** What an operation selects of the records at one place: where it goes on from them. */
export interface Selection {
  readonly resource: ResourceDefinition;
  /** Links followed, and what is selected of the records behind each. */
  readonly links: ReadonlyMap<Link, Selection>;
  /** Connections back. */
  readonly lists: readonly ListSelection[];
  /** What the whole operation asks for, the same at each of its places. */
  readonly fields: Fields;
  /** Whether a field that is written by hand reads more of each record. */
  readonly readsMore?: true;
}

/** What is selected of a connection. */
export interface ListSelection {
  /** Whether the rows themselves are wanted, and not only how many there are. */
  readonly wantsRows: boolean;
  /** Whether it must be known how many rows there are, be it only to say whether there is a next page. */
  readonly wantsTotal: boolean;
  /** Whether `totalCount` itself is selected. */
  readonly countsAloud: boolean;
  readonly rows: Selection;
  /** What a connection back leads back along. */
  readonly back?: ReverseConnection;
  /** What its arguments ask for; `list` tells this list from others of its type. Throws `BAD_USER_INPUT`. */
  request(list: string): ConnectionRequest;
}

/** A resource as far as it is selected from; a form leads nowhere but along its links. */
type Selectable = ResourceDefinition & Pick<DerivedResource, "reverse">;

type Resources = ReadonlyMap<string, Selectable>;

/** What the types of a schema stand for, and its fields that are written by hand. */
interface Types {
  readonly resources: Resources;
  readonly written: ReadonlyMap<string, WrittenField>;
}

const typesOf = new WeakMap<GraphQLSchema, Types>();

/** Tells which resources the types of a schema stand for, and which fields of theirs need more than is selected. */
export function describeTypes(schema: GraphQLSchema, resources: readonly Selectable[], written: readonly WrittenField[]): void {
  typesOf.set(schema, {
    resources: new Map(resources.map((resource) => [resource.type, resource])),
    written: new Map(written.map((each) => [`${each.type}.${each.name}`, each])),
  });
}

/** Reads selections of one operation, and notes in `fields` what they ask for. */
function createReader(operation: Operation, fields: Map<string, Set<string>>) {
  const { schema } = operation;
  const { resources, written } = typesOf.get(schema)!;
  /** With which arguments each of the fields written by hand is called anywhere in the operation. */
  const calls = new Map<WrittenField, object[]>();
  const objectType = (name: string): GraphQLObjectType => schema.getType(name) as GraphQLObjectType;

  const note = (resource: ResourceDefinition, ...names: readonly string[]): void => {
    if (names.length === 0) return;
    let known = fields.get(resource.path);
    if (!known) fields.set(resource.path, (known = new Set()));
    for (const name of names) known.add(name);
  };

  const records = (resource: Selectable, nodes: FieldNodes): Selection => {
    const links = new Map<Link, Selection>();
    const linkNodes = new Map<Link, FieldNode[]>();
    const lists: ListSelection[] = [];
    let readsMore = false;
    if (resource.identity) note(resource, "id", ...(resource.identity.from ?? []));
    for (const below of fieldsBelow(operation, objectType(resource.type), nodes).values()) {
      const name = below[0]!.name.value;
      const attribute = resource.attributes.find((each) => each.name === name);
      const link = attribute ? undefined : resource.links.find((each) => each.name === name);
      const back = attribute || link ? undefined : resource.reverse.find((each) => each.name === name);
      if (attribute) note(resource, attribute.wire);
      // Under several names, one link leads to the same records.
      else if (link) linkNodes.set(link, [...(linkNodes.get(link) ?? []), ...below]);
      else if (back) lists.push(connection(resources.get(back.source.type)!, below, resource.type, back));
      else {
        readsMore ||= written.get(`${resource.type}.${name}`)?.readsMore ?? false;
        follow(objectType(resource.type), below);
      }
    }
    for (const [link, below] of linkNodes) {
      note(resource, link.wire);
      links.set(link, records(resources.get(resourceOf(link.target()).type)!, below));
    }
    return { resource, links, lists, fields, ...(readsMore && { readsMore }) };
  };

  const connection = (resource: Selectable, nodes: FieldNodes, parentType: string, back?: ReverseConnection): ListSelection => {
    const rowNodes: FieldNode[] = [];
    let wantsRows = false;
    let wantsTotal = false;
    let countsAloud = false;
    for (const below of fieldsBelow(operation, objectType(`${resource.type}Connection`), nodes).values()) {
      const name = below[0]!.name.value;
      if (name === "totalCount") countsAloud = true;
      if (name === "totalCount" || name === "pageInfo") wantsTotal = true;
      if (name === "nodes" || name === "edges") wantsRows = true;
      if (name === "nodes") rowNodes.push(...below);
      if (name !== "edges") continue;
      for (const [first, ...others] of fieldsBelow(operation, objectType(`${resource.type}Edge`), below).values())
        if (first!.name.value === "node") rowNodes.push(first!, ...others);
    }
    if (back) note(resource, back.link.wire);
    return {
      wantsRows,
      wantsTotal,
      countsAloud,
      rows: records(resource, rowNodes),
      ...(back && { back }),
      request: connectionRequests(resource, argumentsOf(parentType, nodes[0]!)),
    };
  };

  /** Arguments as resolvers get them; where some are at fault no resolver is called. */
  const argumentsOf = (parentType: string, node: FieldNode): ConnectionArguments => {
    const definition = objectType(parentType).getFields()[node.name.value]!;
    try {
      return getArgumentValues(definition, node, operation.variableValues);
    } catch {
      return {};
    }
  };

  /** Whatever records a field leads to: of one type, of a connection, or of any type by id. */
  const follow = (parent: GraphQLObjectType, nodes: FieldNodes): void => {
    const byHand = written.get(`${parent.name}.${nodes[0]!.name.value}`);
    if (byHand) {
      for (const [needed, ...names] of byHand.needs) note(needed, ...names);
      calls.set(byHand, [...(calls.get(byHand) ?? []), argumentsOf(parent.name, nodes[0]!)]);
    }
    const field = parent.getFields()[nodes[0]!.name.value];
    const type = field && getNamedType(field.type);
    if (!type) return;
    const resource = resources.get(type.name.replace(/Connection$/, ""));
    if (resource) void (type.name === resource.type ? records(resource, nodes) : connection(resource, nodes, parent.name));
    else if (isAbstractType(type)) for (const each of resources.values()) void records(each, nodes);
    else if (type instanceof GraphQLObjectType && !type.name.startsWith("__"))
      for (const below of fieldsBelow(operation, type, nodes).values()) follow(type, below);
  };

  return { records, connection, follow, calls };
}

/** What has been read of one operation; each place of it is read once, however many records stand there. */
interface Reading {
  readonly reader: ReturnType<typeof createReader>;
  readonly fields: Fields;
  readonly places: WeakMap<FieldNodes, Map<string, unknown>>;
}

/** By context: an operation has one of its own, while its document and even its variables may be another's too. */
const readings = new WeakMap<Context, Reading>();

function readingOf(context: Context, info: GraphQLResolveInfo): Reading {
  let reading = readings.get(context);
  if (!reading) {
    const fields = new Map<string, Set<string>>();
    const reader = createReader(info, fields);
    readings.set(context, (reading = { reader, fields, places: new WeakMap() }));
    const { operation, schema } = info;
    const type = schema.getRootType(operation.operation)!;
    // Before the first request leaves, for it must ask for what any place of the operation wants.
    for (const nodes of fieldsBelow(info, type, [operation]).values()) reader.follow(type, nodes);
    // What is written may change what a field needs: it is asked for when it is wanted.
    if (operation.operation === OperationTypeNode.QUERY) for (const { ahead } of reader.calls.keys()) ahead?.(context, info);
  }
  return reading;
}

function once<T>(context: Context, info: GraphQLResolveInfo, key: string, read: (reader: Reading["reader"]) => T): T {
  const { reader, places } = readingOf(context, info);
  let here = places.get(info.fieldNodes);
  if (!here) places.set(info.fieldNodes, (here = new Map<string, unknown>()));
  if (!here.has(key)) here.set(key, read(reader));
  return here.get(key) as T;
}

const resourceNamed = ({ schema }: GraphQLResolveInfo, type: string): Selectable => typesOf.get(schema)!.resources.get(type)!;

/** With which arguments a field that is written by hand is called anywhere in the operation; those at fault are empty. */
export const callsOf = (context: Context, info: GraphQLResolveInfo, field: WrittenField): readonly object[] =>
  readingOf(context, info).reader.calls.get(field) ?? [];

/** Records that a resolver reads for itself: no more of them than its field's `needs` say, and what the operation selects of others. */
export const ownSelection = (
  context: Context,
  info: GraphQLResolveInfo,
  resource: ResourceDefinition,
  links: readonly (readonly [Link, Selection])[] = [],
): Selection => ({ resource, links: new Map(links), lists: [], fields: readingOf(context, info).fields });

/** Rows that a resolver reads for itself, by a query of its own. */
export const ownRows = (rows: Selection, wantsTotal: boolean, back?: ReverseConnection): ListSelection => ({
  rows,
  wantsRows: true,
  wantsTotal,
  countsAloud: false,
  ...(back && { back }),
  request() {
    throw new Error("These rows are asked for by a query of the resolver's own, which has no arguments to read.");
  },
});

/** What is selected of the records of a resource to which the field being resolved leads. */
export const selectionOf = (context: Context, info: GraphQLResolveInfo, { type }: ResourceDefinition): Selection =>
  once(context, info, type, ({ records }) => records(resourceNamed(info, type), info.fieldNodes));

/** What is selected of the records of a resource below one field of what is being resolved; undefined where nothing is. */
export const selectionBelow = (
  context: Context,
  info: GraphQLResolveInfo,
  { type }: ResourceDefinition,
  field: string,
): Selection | undefined =>
  once(context, info, `${type} ${field}`, ({ records }) => {
    const parent = getNamedType(info.returnType) as GraphQLObjectType;
    const nodes = [...fieldsBelow(info, parent, info.fieldNodes).values()].flat().filter(({ name }) => name.value === field);
    return nodes.length > 0 ? records(resourceNamed(info, type), nodes) : undefined;
  });

/** What is selected of the connection being resolved; `back` is what it leads back along. */
export const listSelectionOf = (
  context: Context,
  info: GraphQLResolveInfo,
  { type }: ResourceDefinition,
  back?: ReverseConnection,
): ListSelection =>
  once(context, info, `${type}Connection`, ({ connection }) =>
    connection(resourceNamed(info, type), info.fieldNodes, info.parentType.name, back),
  );
