import { getNamedType, isObjectType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from "graphql";

/** A field of the graph that leads to a connection, be it at the root or at a record. */
export interface ConnectionField {
  readonly parent: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly isRoot: boolean;
}

/** Every field whose type is a connection. */
export function connectionFieldsOf(schema: GraphQLSchema): ConnectionField[] {
  return Object.values(schema.getTypeMap()).flatMap((parent) =>
    isObjectType(parent)
      ? Object.values(parent.getFields())
          .filter(({ type }) => getNamedType(type).name.endsWith("Connection"))
          .map((field) => ({ parent, field, isRoot: parent === schema.getQueryType() }))
      : [],
  );
}

/** Whether Relay can fetch the field's parent again: it is the root, or `node(id)` leads to it. */
export const isRefetchable = ({ parent, isRoot }: ConnectionField): boolean =>
  isRoot || parent.getInterfaces().some(({ name }) => name === "Node");

/** The variables of filter and order that the field takes, as apps pass them on. */
const narrowing = ({ field }: ConnectionField): { name: string; type: string }[] =>
  field.args
    .filter(({ name }) => name === "filter" || name === "orderBy")
    .map(({ name, type }) => ({ name, type: String(type) }));

const passed = (connection: ConnectionField): string =>
  narrowing(connection)
    .map(({ name }) => `, ${name}: $${name}`)
    .join("");

const upperFirst = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A query with the connection in it, kept in the store under a key, told apart by filter and order. */
export function connectionQuery(connection: ConnectionField): string {
  const { parent, field, isRoot } = connection;
  const name = upperFirst(field.name);
  const variables = [
    ...narrowing(connection).map(({ name, type }) => `$${name}: ${type}`),
    "$after: String",
    ...(isRoot ? [] : ["$id: ID!"]),
  ];
  const filters = JSON.stringify(narrowing(connection).map(({ name }) => name));
  const selection = `${field.name}(first: 20, after: $after${passed(connection)})
      @connection(key: "${parent.name}${name}_${field.name}", filters: ${filters}) {
      totalCount
      edges { cursor node { __typename } }
      pageInfo { page pageCount }
    }`;
  const from = isRoot ? selection : `node(id: $id) { ... on ${parent.name} { ${selection} } }`;
  return `query ${parent.name}${name}ListQuery(${variables.join(", ")}) {
    ${from}
  }`;
}

/** A fragment that pages both ways and fetches itself again; its parent must be refetchable. */
export function paginationFragment(connection: ConnectionField): string {
  const { parent, field } = connection;
  const name = upperFirst(field.name);
  const declared = [
    `first: { type: "Int" }`,
    `after: { type: "String" }`,
    `last: { type: "Int" }`,
    `before: { type: "String" }`,
    ...narrowing(connection).map(({ name, type }) => `${name}: { type: "${type}" }`),
  ];
  return `fragment ${parent.name}_${field.name} on ${parent.name}
  @refetchable(queryName: "${parent.name}${name}PageQuery")
  @argumentDefinitions(${declared.join(", ")}) {
    ${field.name}(first: $first, after: $after, last: $last, before: $before${passed(connection)})
      @connection(key: "${parent.name}${name}Pages_${field.name}") {
      edges { node { __typename } }
    }
  }`;
}
