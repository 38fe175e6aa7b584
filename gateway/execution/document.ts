import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { planOperation, type OperationPlan } from "./plan.js";

/** Sets of conditions planned for one document; the next one takes the place of the oldest. */
const MAX_PLANS = 16;

/** The plans of one document. They live as long as Apollo Server's cache of documents keeps it. */
export class DocumentPlans {
  readonly #schema: GraphQLSchema;
  readonly #operations: readonly OperationDefinitionNode[];
  readonly #fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly #deciding: readonly string[];
  readonly #plans = new Map<string, OperationPlan>();

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    this.#operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = Object.assign(
      Object.create(null) as object,
      Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])),
    );
    this.#deciding = decidingVariables(document);
  }

  /** The operation of a name, or the only one; undefined where that is none. */
  operation(name: string | null | undefined): OperationDefinitionNode | undefined {
    if (name === null || name === undefined) return this.#operations.length === 1 ? this.#operations[0] : undefined;
    return this.#operations.find((operation) => operation.name?.value === name);
  }

  /** The plan of an operation under what these variables say of its conditions. */
  plan(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): OperationPlan {
    const conditions = Object.fromEntries(
      this.#deciding.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
    );
    const key = JSON.stringify([this.#operations.indexOf(operation), conditions]);
    let plan = this.#plans.get(key);
    if (!plan) {
      if (this.#plans.size >= MAX_PLANS) this.#plans.delete(this.#plans.keys().next().value!);
      this.#plans.set(key, (plan = planOperation(this.#schema, operation, this.#fragments, conditions)));
    }
    return plan;
  }
}

/** The variables that decide, in `@skip` or `@include`, what is selected. */
function decidingVariables({ definitions }: DocumentNode): string[] {
  const names = new Set<string>();
  const look = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      for (const { name, arguments: args = [] } of node.directives ?? []) {
        if (name.value !== "skip" && name.value !== "include") continue;
        for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
      if (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet) look(node.selectionSet);
    }
  };
  for (const definition of definitions) if ("selectionSet" in definition) look(definition.selectionSet);
  return [...names];
}
