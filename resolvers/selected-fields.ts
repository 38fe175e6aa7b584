import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  getDirectiveValues,
  isAbstractType,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

/** Where an operation is read from: `info`, as far as that is needed. */
export type Operation = Pick<GraphQLResolveInfo, "schema" | "fragments" | "operation" | "variableValues">;

/** The places of a document that select one field. */
export type FieldNodes = readonly FieldNode[];

/** The fragments of a document, by name. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** Values of the variables that `@skip` and `@include` look at. */
export type Conditions = Readonly<Record<string, unknown>>;

/** The fields of selection sets for one type, by their names in the answer: GraphQL's CollectFields. */
export function collectFields(
  schema: GraphQLSchema,
  fragments: Fragments,
  conditions: Conditions,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const applies = ({ typeCondition }: Pick<FragmentDefinitionNode, "typeCondition"> | { typeCondition?: undefined }): boolean => {
    if (!typeCondition) return true;
    const condition = typeFromAST(schema, typeCondition);
    return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
  };
  const collectSet = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD && visited.has(node.name.value)) continue;
      if (getDirectiveValues(GraphQLSkipDirective, node, conditions)?.["if"] === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.["if"] === false) continue;
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value;
        const nodes = fields.get(name);
        if (nodes) nodes.push(node);
        else fields.set(name, [node]);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (applies(node)) collectSet(node.selectionSet);
      } else {
        visited.add(node.name.value);
        const fragment = fragments[node.name.value];
        if (fragment && applies(fragment)) collectSet(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) collectSet(set);
  return fields;
}

/** Whatever fields are selected below. */
type Parents = readonly { readonly selectionSet?: SelectionSetNode | undefined }[];

/** The fields selected of a type below some fields, or an operation. */
export const fieldsBelow = (
  { schema, fragments, variableValues }: Operation,
  type: GraphQLObjectType,
  parents: Parents,
): ReadonlyMap<string, FieldNodes> =>
  collectFields(
    schema,
    fragments,
    variableValues,
    type,
    parents.flatMap(({ selectionSet }) => selectionSet ?? []),
  );
