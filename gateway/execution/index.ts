import {
  Kind,
  OperationTypeNode,
  execute,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { AnswerBudget, answerLimits } from "./answer-budget.js";
import { EnoughErrors, Failures } from "./failures.js";
import { outcomeSize } from "./outcome.js";
import { Plans, operationOf, type KnownDocument, type PlanInUse } from "./plans.js";
import { runSelection, runSerially, type Run } from "./run.js";
import { Share, nextTurn } from "./turns.js";
import { coerceVariables } from "./variables.js";
import { introspectionPrice, type Introspection } from "./introspection-price.js";
import { MAX_FIELD_ERRORS, MAX_INTROSPECTED, MAX_KEPT_PLANS, MAX_REQUEST_ERRORS } from "../limits.js";

/** How operations are executed: by a plan made once for each document, or by graphql-js, which makes none. */
export type Execution = "compiled" | "interpreted";

/** An operation to execute; its document has been validated. */
export interface OperationRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: unknown;
  /** What the answer may hold; without it there is no limit. */
  readonly budget?: AnswerBudget | undefined;
  /** Errors of fields after which the operation ends. */
  readonly endAfter?: number | undefined;
  /** Told when the operation ends before all of it is answered: nobody waits for the rest. */
  readonly onEnd?: (() => void) | undefined;
  /** Whether nothing is to be answered, and only what may lead to requests is resolved. */
  readonly isDryRun?: boolean;
}

/** Executes operations as the specification of GraphQL says, within the limits of an answer. */
export interface Executor {
  (request: OperationRequest): ExecutionResult | Promise<ExecutionResult>;
  /** Estimated bytes of the plans that are kept. */
  readonly keptBytes: () => number;
}

/** An operation whose variables fit and whose size is not foreseen to be too large. */
interface Accepted extends OperationRequest {
  readonly operation: OperationDefinitionNode;
  readonly coerced: Readonly<Record<string, unknown>>;
  readonly budget: AnswerBudget;
}

/** Prices of operations that have no variables, and so the same price every time. */
type Prices = WeakMap<OperationDefinitionNode, ReturnType<typeof introspectionPrice>>;

/** Makes the executor of a schema. `compiled` plans each document once; `interpreted` is graphql-js, to compare with. */
export function createExecutor(schema: GraphQLSchema, execution: Execution = "compiled"): Executor {
  const plans = new Plans(schema, MAX_KEPT_PLANS);
  const prices: Prices = new WeakMap();
  const run = (request: OperationRequest): ExecutionResult | Promise<ExecutionResult> => {
    const known = plans.document(request.document);
    const operation = operationOf(known, request.operationName);
    // Who names no operation that there is gets graphql-js's error for it.
    if (!operation) return interpret(schema, request);
    const variables = coerceVariables(schema, operation.variableDefinitions ?? [], request.variables ?? {}, MAX_REQUEST_ERRORS);
    if (variables.errors) return { errors: variables.errors };
    const { budget = new AnswerBudget(answerLimits(Infinity)) } = request;
    const accepted = { ...request, operation, coerced: variables.values, budget };
    const start = (): ReturnType<Executor> =>
      execution === "interpreted" && !request.isDryRun
        ? interpret(schema, request)
        : runPlanned(schema, accepted, plans.plan(request.document, operation, variables.values));
    if (request.isDryRun || !asksAboutSchema(operation, known.fragments)) return start();
    // Each step of an introspection is long: others have their turn before and between them.
    return nextTurn().then(() => {
      const introspected = { schema, operation, fragments: known.fragments, variables: variables.values };
      const refusal = refusalOf(priceOf(introspected, prices), budget);
      if (refusal) return { data: null, errors: [refusal] };
      return nextTurn().then(start);
    });
  };
  return Object.assign(run, { keptBytes: () => plans.size });
}

/** Whether an operation has anything of the schema's description at its root. */
function asksAboutSchema({ selectionSet }: OperationDefinitionNode, fragments: KnownDocument["fragments"]): boolean {
  const seen = new Set<string>();
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((node) => {
      if (node.kind === Kind.FIELD) return node.name.value === "__schema" || node.name.value === "__type";
      if (node.kind === Kind.INLINE_FRAGMENT) return asks(node.selectionSet);
      const { value } = node.name;
      if (seen.has(value)) return false;
      seen.add(value);
      const fragment = fragments[value];
      return fragment !== undefined && asks(fragment.selectionSet);
    });
  return asks(selectionSet);
}

function priceOf(introspected: Introspection, prices: Prices): ReturnType<typeof introspectionPrice> {
  const { operation } = introspected;
  if (prices.has(operation)) return prices.get(operation);
  const price = introspectionPrice(introspected, MAX_INTROSPECTED);
  if (!operation.variableDefinitions?.length) prices.set(operation, price);
  return price;
}

/** The error of a part of an answer whose size is known before it is made. */
function refusalOf(price: ReturnType<typeof introspectionPrice>, budget: AnswerBudget): GraphQLError | undefined {
  if (price === null) return undefined;
  const { leaves, bytes } = price ?? { leaves: Infinity, bytes: Infinity };
  return budget.refusal(leaves, bytes);
}

const interpret: (schema: GraphQLSchema, request: OperationRequest) => ExecutionResult | Promise<ExecutionResult> = (
  schema,
  { document, operationName, variables, context },
) => execute({ schema, document, operationName, variableValues: variables, contextValue: context });

function runPlanned(
  schema: GraphQLSchema,
  { operation, coerced, budget, context, endAfter, onEnd, isDryRun = false }: Accepted,
  { plan, keep }: PlanInUse,
): ExecutionResult | Promise<ExecutionResult> {
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const isFinal = (error: unknown): boolean => !isMutation && error !== undefined && error === budget.failure;
  let isEnded = false;
  const failures = new Failures({
    maxErrors: MAX_FIELD_ERRORS,
    endAfter,
    isFinal(error) {
      if (!isFinal(error)) return false;
      if (!isEnded) onEnd?.();
      isEnded = true;
      return true;
    },
  });
  const share = new Share();
  const run: Run = { plan, schema, context, variables: coerced, failures, budget, share, isDryRun, args: new Map() };
  const answered = (data: unknown): ExecutionResult => {
    keep();
    const { errors, omitted } = failures;
    if (!isMutation && budget.failure) return { data: null, errors: [budget.failure] };
    return {
      ...(errors.length > 0 && { errors }),
      data: data as ExecutionResult["data"],
      ...(omitted.size > 0 && { extensions: { errorsOmitted: Object.fromEntries(omitted) } }),
    };
  };
  const failed = (error: unknown): ExecutionResult => {
    if (!(error instanceof EnoughErrors) && !isFinal(error)) failures.add(error as GraphQLError, undefined);
    return answered(null);
  };
  try {
    const root = plan.root(schema.getRootType(operation.operation)!);
    if (isMutation) {
      const { leaves, bytes } = outcomeSize(run, root);
      const refusal = budget.refusal(leaves, bytes);
      // Nothing was written.
      if (refusal) return { data: null, errors: [refusal] };
    }
    const data = isMutation ? runSerially(run, root) : runSelection(run, root, undefined, undefined);
    return data instanceof Promise ? data.then(answered, failed) : answered(data);
  } catch (error) {
    return failed(error);
  }
}
