import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  getDirectiveValues,
  isAbstractType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** Where an operation is read from: `info`, as far as that is needed. */
export type Operation = Pick<GraphQLResolveInfo, "schema" | "fragments" | "operation" | "variableValues">;

const isIncluded = (node: SelectionNode, { variableValues }: Operation): boolean =>
  !node.directives?.length ||
  (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.["if"] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.["if"] !== false);

/** The places of a document that select one field. */
export type FieldNodes = readonly FieldNode[];
/** Whatever fields are selected below. */
type Parents = readonly { readonly selectionSet?: SelectionSetNode | undefined }[];

/**
 * The fields selected of a type, by response key: through fragments and aliases, those written several times together,
 * without what `@skip` and `@include` leave out.
 */
export function fieldsBelow(operation: Operation, type: GraphQLObjectType, parents: Parents): Map<string, FieldNode[]> {
  const { schema, fragments } = operation;
  const found = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const isMet = (condition: string | undefined): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const other = schema.getType(condition);
    return isAbstractType(other) && schema.isSubType(other, type);
  };
  const collect = (set: SelectionSetNode | undefined): void => {
    for (const node of set?.selections ?? []) {
      if (!isIncluded(node, operation)) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const same = found.get(key);
        if (same) same.push(node);
        else found.set(key, [node]);
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        // Spread again it adds nothing, and documents can spread without end.
        if (visited.has(node.name.value)) continue;
        visited.add(node.name.value);
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
      if (isMet(fragment?.typeCondition?.name.value)) collect(fragment?.selectionSet);
    }
  };
  for (const { selectionSet } of parents) collect(selectionSet);
  return found;
}
