import { HeaderMap, type GraphQLRequestContext, type GraphQLResponse } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import { OperationTypeNode, type FormattedExecutionResult, type GraphQLFormattedError } from "graphql";
import { BadUserInput, GatewayError } from "../../schema/errors.js";
import { leafBytes } from "../execution/answer-budget.js";
import type { Executor } from "../execution/index.js";
import type { OperationContext } from "./request-context.js";

/** Whether the plan of an operation is asked for instead of its answer: by a header, or by `extensions` of the request. */
export const wantsPlan = ({ request }: GraphQLRequestContext<OperationContext>): boolean =>
  request.http?.headers.get("x-gateway-plan") === "explain" || request.extensions?.["plan"] === "explain";

const answerOf = (result: Pick<FormattedExecutionResult, "errors" | "extensions">): GraphQLResponse => ({
  http: { headers: new HeaderMap() },
  body: { kind: "single", singleResult: { ...result, data: null } },
});

/**
 * Answers, in place of the operation itself, with the requests that an operation would send, and sends none: the operation is
 * executed as a dry run, against a client that makes answers up, so that what is planned is what would be run. A dry run
 * resolves only what may lead to requests, and makes no answer.
 */
export async function explain(
  requestContext: GraphQLRequestContext<OperationContext>,
  executor: Executor,
): Promise<GraphQLResponse> {
  const { document, operation, request, contextValue } = requestContext;
  if (operation!.operation !== OperationTypeNode.QUERY)
    return answerOf({ errors: [new BadUserInput("plan", "only a query can be explained; nothing was written.").toJSON()] });
  const { budget, endAfter, end } = contextValue;
  const { context, plan } = contextValue.dryRun();
  const { operationName, variables } = request;
  const run = await executor({
    document: document!,
    operationName,
    variables,
    context,
    budget,
    endAfter,
    onEnd: end,
    isDryRun: true,
  });
  // Of what went wrong only that is of interest which would go wrong in earnest.
  const known = (run.errors ?? []).flatMap((error): GraphQLFormattedError[] => {
    const original = unwrapResolverError(error);
    return original instanceof GatewayError || error.extensions["code"] === "BAD_USER_INPUT" ? [error.toJSON()] : [];
  });
  if (budget.failure) return answerOf({ errors: [budget.failure.toJSON()] });
  const planned = plan();
  const refusal = budget.refusal(planned.requests.length, leafBytes(planned));
  if (refusal) return answerOf({ errors: [refusal.toJSON()] });
  return answerOf({ ...(known.length > 0 && { errors: known }), extensions: { ...run.extensions, plan: planned } });
}
