import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** What an operation selects once its fragments are put where they are spread. */
export interface Selections {
  /** Fields, each counted at every place. */
  readonly fields: number;
  /** Levels of fields. */
  readonly depth: number;
  /** Nodes of the document that were looked at to find out: each once. */
  readonly visited: number;
}

/** More than any limit; sums stop there. */
const MANY = 1e9;

/**
 * Counts the fields of an operation. Each fragment is counted once, however often it is spread, so that this takes no
 * longer than the document is; what works through the fields one by one may take as long as there are of them.
 * The document has been validated: fragments exist and do not spread themselves.
 */
export function countSelections(document: DocumentNode, operation: OperationDefinitionNode): Selections {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const known = new Map<string, { fields: number; depth: number }>();
  let visited = 0;

  const ofFragment = (name: string): { fields: number; depth: number } => {
    let found = known.get(name);
    if (!found) {
      const fragment = fragments.get(name);
      known.set(name, (found = fragment ? ofSet(fragment.selectionSet) : { fields: 0, depth: 0 }));
    }
    return found;
  };
  const ofSet = ({ selections }: SelectionSetNode): { fields: number; depth: number } => {
    let fields = 0;
    let depth = 0;
    for (const node of selections) {
      visited += 1;
      const isField = node.kind === Kind.FIELD;
      const below =
        node.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(node.name.value)
          : node.selectionSet
            ? ofSet(node.selectionSet)
            : { fields: 0, depth: 0 };
      fields = Math.min(MANY, fields + below.fields + Number(isField));
      depth = Math.max(depth, below.depth + Number(isField));
    }
    return { fields, depth };
  };
  return { ...ofSet(operation.selectionSet), visited };
}
