import {
  OperationTypeNode,
  execute,
  getVariableValues,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
} from "graphql";
import { DocumentPlans } from "./execution/document.js";
import { Failures } from "./execution/failures.js";
import { runSelection, type Run } from "./execution/run.js";

/** How operations are executed: by a plan made once for each document, or by graphql-js, which makes none. */
export type Execution = "compiled" | "interpreted";

/** An operation to execute; its document has been validated. */
export interface OperationRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: unknown;
}

/** Executes operations as the specification of GraphQL says, and as graphql-js does to the letter of each message. */
export type Executor = (request: OperationRequest) => ExecutionResult | Promise<ExecutionResult>;

/** Makes the executor of a schema, which plans each document once. */
export function createExecutor(schema: GraphQLSchema): Executor {
  const documents = new WeakMap<DocumentNode, DocumentPlans>();
  return (request) => {
    let plans = documents.get(request.document);
    if (!plans) documents.set(request.document, (plans = new DocumentPlans(schema, request.document)));
    const operation = plans.operation(request.operationName);
    // Writes happen one after the other and take far longer than any executor; who names no operation gets an error.
    if (operation?.operation !== OperationTypeNode.QUERY) return interpret(schema, request);
    const variables = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}, { maxErrors: 50 });
    if (variables.errors) return { errors: variables.errors };
    return runQuery({
      plan: plans.plan(operation, variables.coerced),
      schema,
      context: request.context,
      variables: variables.coerced,
      failures: new Failures(),
      args: new Map(),
    });
  };
}

const interpret: (schema: GraphQLSchema, request: OperationRequest) => ReturnType<Executor> = (
  schema,
  { document, operationName, variables, context },
) => execute({ schema, document, operationName, variableValues: variables, contextValue: context });

function runQuery(run: Run): ExecutionResult | Promise<ExecutionResult> {
  const { failures, plan, schema } = run;
  const answered = (data: unknown): ExecutionResult =>
    failures.errors.length > 0
      ? { errors: failures.errors, data: data as ExecutionResult["data"] }
      : { data: data as ExecutionResult["data"] };
  const failed = (error: unknown): ExecutionResult => {
    failures.add(error as GraphQLError, undefined);
    return answered(null);
  };
  try {
    const root = plan.root(schema.getQueryType()!);
    const data = runSelection(run, root, undefined, undefined);
    return data instanceof Promise ? data.then(answered, failed) : answered(data);
  } catch (error) {
    return failed(error);
  }
}
