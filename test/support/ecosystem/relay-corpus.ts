import {
  getNamedType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";

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

/** The variables of filter and order that the field takes, and of what it must be given, as apps pass them on. */
const narrowing = ({ field }: ConnectionField): { name: string; type: string }[] =>
  field.args
    .filter((argument) => argument.name === "filter" || argument.name === "orderBy" || isRequiredArgument(argument))
    .map(({ name, type }) => ({ name, type: String(type) }));

const passed = (connection: ConnectionField): string =>
  narrowing(connection)
    .map(({ name }) => `, ${name}: $${name}`)
    .join("");

/** The arguments by which pages are asked for, as far as the field has them. */
const paging = ({ field }: ConnectionField): { name: string; type: string }[] =>
  field.args
    .filter(({ name }) => ["first", "after", "last", "before"].includes(name))
    .map(({ name, type }) => ({ name, type: String(type) }));

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

/** A fragment that pages in all the ways it can and fetches itself again; its parent must be refetchable. */
export function paginationFragment(connection: ConnectionField): string {
  const { parent, field } = connection;
  const name = upperFirst(field.name);
  const all = [...paging(connection), ...narrowing(connection)];
  const declared = all.map(({ name, type }) => `${name}: { type: "${type}" }`);
  const given = all.map(({ name }) => `${name}: $${name}`).join(", ");
  return `fragment ${parent.name}_${field.name} on ${parent.name}
  @refetchable(queryName: "${parent.name}${name}PageQuery")
  @argumentDefinitions(${declared.join(", ")}) {
    ${field.name}(${given})
      @connection(key: "${parent.name}${name}Pages_${field.name}") {
      edges { node { __typename } }
    }
  }`;
}
