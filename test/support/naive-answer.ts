import { readFileSync } from "node:fs";
import {
  Kind,
  buildSchema,
  execute,
  getNamedType,
  parse,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from "graphql";
import { resourceOf, type Link, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Row } from "../../simulator/index.js";
import { definitions, rawId, rawLinks, shown, type RawFirm } from "./raw-firm.js";
import { meets, plainId, sorted, type Conditions, type OrderBy } from "./naive-list.js";

/** A row on its way through the graph. */
interface Shown {
  readonly __typename: string;
  readonly resource: ResourceDefinition;
  readonly row: Row;
}

/** The arguments of a connection, as far as a naive answer can follow them: cursors are the gateway's own. */
export interface ListArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly page?: number | null;
  readonly filter?: Conditions | null;
  readonly orderBy?: readonly OrderBy[] | null;
}

const schema = buildSchema(readFileSync(new URL("../../schema/schema.graphql", import.meta.url), "utf8"));
const byType = new Map(definitions.map((definition) => [definition.type, definition]));

const show = (resource: ResourceDefinition, row: Row | undefined): Shown | null =>
  row ? { __typename: resource.type, resource, row } : null;

/** The rows of a list that a client's arguments ask for. */
export function listed(firm: RawFirm, resource: ResourceDefinition, rows: readonly Row[], args: ListArguments): Row[] {
  const chosen = rows.filter((row) => meets(firm, resource, row, args.filter));
  return sorted(resource, chosen, args.orderBy);
}

function connection(firm: RawFirm, resource: ResourceDefinition, rows: readonly Row[], args: ListArguments): unknown {
  const all = listed(firm, resource, rows, args);
  const size = args.last ?? args.first ?? 50;
  const start = typeof args.last === "number" ? Math.max(0, all.length - size) : ((args.page ?? 1) - 1) * size;
  const nodes = all.slice(start, start + size).map((row) => show(resource, row));
  return {
    nodes,
    edges: nodes.map((node) => ({ node })),
    totalCount: all.length,
    pageInfo: {
      hasNextPage: start + nodes.length < all.length,
      hasPreviousPage: start > 0 && all.length > 0,
      page: size > 0 && start % size === 0 ? start / size + 1 : null,
      pageCount: size > 0 ? Math.ceil(all.length / size) : null,
    },
  };
}

function nodeOf(firm: RawFirm, id: string): Shown | null {
  const resource = byType.get(id.slice(0, id.indexOf(":")))!;
  return show(resource, firm.row(resource, plainId(resource, id)));
}

function rootField(firm: RawFirm, name: string, args: Record<string, unknown>): unknown {
  if (name === "node") return nodeOf(firm, args["id"] as string);
  if (name === "nodes") return (args["ids"] as string[]).map((id) => nodeOf(firm, id));
  const many = definitions.find((definition) => definition.many === name);
  if (many) return connection(firm, many, firm.rows(many), args);
  const one = definitions.find((definition) => definition.one === name)!;
  return show(one, firm.row(one, plainId(one, args["id"] as string)));
}

/** The way back that a field name means: the plain plural of a resource, or the plural with `As` and the link. */
export function wayBack(target: ResourceDefinition, name: string): { source: ResourceDefinition; link: Link } {
  for (const source of definitions) {
    for (const link of source.links.filter((each) => !each.many && resourceOf(each.target()) === target)) {
      const suffix = `As${link.name.charAt(0).toUpperCase()}${link.name.slice(1)}`;
      if (name === source.many || name === source.many + suffix) return { source, link };
    }
  }
  throw new Error(`${target.type}.${name} is no way back.`);
}

function recordField(firm: RawFirm, { resource, row }: Shown, name: string, args: ListArguments): unknown {
  if (name === "id") return `${resource.type}:${rawId(resource, row)}`;
  if (name === "restId") return rawId(resource, row);
  const attribute = resource.attributes.find((each) => each.name === name);
  if (attribute) return shown(attribute, row[attribute.wire]);
  const link = resource.links.find((each) => each.name === name);
  if (link) {
    const target = resourceOf(link.target());
    const rows = rawLinks(row, link).map((id) => show(target, firm.row(target, id)));
    return link.many ? rows.filter((each) => each !== null) : (rows[0] ?? null);
  }
  const back = wayBack(resource, name);
  return connection(firm, back.source, firm.linkedTo(back.source, back.link, rawId(resource, row)!), args);
}

/** An answer, and what somebody without a plan would have sent for it. */
export interface NaiveAnswer extends ExecutionResult {
  /** Requests of a walk with one for each record that is reached and one for each page of each list. */
  readonly requests: number;
  /** Lists that the document names below records. */
  readonly lists: number;
}

/** Requests that a walk takes for what one field leads to. */
function requestsFor(value: unknown, args: ListArguments, source: unknown, name: string): number {
  if (value !== null && typeof value === "object" && "totalCount" in value) {
    const { nodes } = value as unknown as { nodes: unknown[] };
    // From the end, and beyond it, nobody knows where they are without counting.
    const counts = typeof args.last === "number" || (nodes.length === 0 && (args.page ?? 1) > 1);
    return Math.max(1, Math.ceil(nodes.length / 200)) + Number(counts);
  }
  const resource = (source as Shown | undefined)?.resource;
  const link = resource?.links.find((each) => each.name === name);
  if (link) return rawLinks((source as Shown).row, link).length;
  if (resource) return 0;
  return Array.isArray(value) ? value.length : 1;
}

/** Lists that an operation names below records, those of a fragment once, wherever it is spread. */
function listsOf(document: DocumentNode): number {
  const within = (type: string, { selections }: SelectionSetNode): number =>
    selections.reduce((lists, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return lists;
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return lists + within(selection.typeCondition?.name.value ?? type, selection.selectionSet);
      if (!selection.selectionSet) return lists;
      const below = typeOfField(type, selection.name.value);
      return lists + Number(type !== "Query" && below.endsWith("Connection")) + within(below, selection.selectionSet);
    }, 0);
  return document.definitions.reduce((lists, definition) => {
    if (definition.kind === Kind.OPERATION_DEFINITION) return lists + within("Query", definition.selectionSet);
    return definition.kind === Kind.FRAGMENT_DEFINITION
      ? lists + within(definition.typeCondition.name.value, definition.selectionSet)
      : lists;
  }, 0);
}

const typeOfField = (type: string, field: string): string => {
  const { [field]: found } = (schema.getType(type) as GraphQLObjectType | GraphQLInterfaceType).getFields();
  return getNamedType(found!.type).name;
};

/** What the gateway ought to answer, worked out from the rows alone. */
export async function naiveAnswer(
  firm: RawFirm,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<NaiveAnswer> {
  let requests = 0;
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, _, { fieldName, parentType }) => {
    const isRoot = parentType.name === "Query";
    if (!isRoot && !byType.has(parentType.name)) return (source as Record<string, unknown>)[fieldName];
    const value = isRoot ? rootField(firm, fieldName, args) : recordField(firm, source as Shown, fieldName, args);
    requests += requestsFor(value, args, isRoot ? undefined : source, fieldName);
    return value;
  };
  const document = parse(query);
  const result = await execute({ schema, document, variableValues: variables, fieldResolver });
  return { ...result, requests, lists: listsOf(document) };
}
