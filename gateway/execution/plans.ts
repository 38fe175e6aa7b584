import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { LRUCache } from "lru-cache";
import type { Fragments } from "../../resolvers/selected-fields.js";
import { planOperation, type OperationPlan } from "./plan.js";

/** Estimated bytes of a plan, and of each field in it: measured as the heap after a collection, and rounded up. */
const PLAN_BYTES = 3_000;
const FIELD_BYTES = 700;

/** What is known of a document without its plans. It lives as long as the document does. */
export interface KnownDocument {
  readonly operations: readonly OperationDefinitionNode[];
  readonly fragments: Fragments;
}

interface Noted extends KnownDocument {
  /** Stands for the document in the keys of its plans. */
  readonly number: number;
  /** The variables that decide, in `@skip` or `@include`, what is selected. */
  readonly deciding: readonly string[];
  uses: number;
}

/** A plan in use. `keep` is called once the operation has ended, and keeps the plan with the size it has grown to. */
export interface PlanInUse {
  readonly plan: OperationPlan;
  keep(): void;
}

/** The plans of all documents, which together take no more than a number of bytes. */
export class Plans {
  readonly #documents = new WeakMap<DocumentNode, Noted>();
  readonly #plans: LRUCache<string, OperationPlan>;
  #count = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    maxBytes: number,
  ) {
    this.#plans = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (plan, key) => PLAN_BYTES + key.length + plan.size * FIELD_BYTES,
    });
  }

  /** Estimated bytes of all plans that are kept. */
  get size(): number {
    return this.#plans.calculatedSize;
  }

  document(document: DocumentNode): KnownDocument {
    return this.#noted(document);
  }

  /** The plan of an operation under what these variables say of its conditions. It is kept from its second use on. */
  plan(document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): PlanInUse {
    const noted = this.#noted(document);
    const { number, operations, fragments, deciding } = noted;
    const conditions = Object.fromEntries(
      deciding.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
    );
    const key = JSON.stringify([number, operations.indexOf(operation), conditions]);
    const isKnown = noted.uses > 0;
    noted.uses += 1;
    const kept = this.#plans.get(key);
    const plan = kept ?? planOperation(this.schema, operation, fragments, conditions);
    const before = kept?.size;
    return {
      plan,
      keep: () => {
        if (isKnown && plan.size !== before) this.#plans.set(key, plan);
      },
    };
  }

  #noted(document: DocumentNode): Noted {
    let noted = this.#documents.get(document);
    if (!noted) this.#documents.set(document, (noted = { ...noteOf(document), number: (this.#count += 1), uses: 0 }));
    return noted;
  }
}

/** The operation of a name, or the only one; undefined where that is none. */
export function operationOf({ operations }: KnownDocument, name: string | null | undefined): OperationDefinitionNode | undefined {
  if (name === null || name === undefined) return operations.length === 1 ? operations[0] : undefined;
  return operations.find((operation) => operation.name?.value === name);
}

function noteOf(document: DocumentNode): Omit<Noted, "number" | "uses"> {
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  return {
    operations: document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION),
    fragments,
    deciding: decidingVariables(document),
  };
}

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
