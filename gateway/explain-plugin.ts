import { HeaderMap, type ApolloServerPlugin, type GraphQLRequestContext, type GraphQLResponse } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import { OperationTypeNode, execute, type FormattedExecutionResult, type GraphQLFormattedError } from "graphql";
import { BadUserInput, GatewayError } from "../schema/errors.js";
import type { OperationContext } from "./request.js";

/** Whether the plan of an operation is asked for instead of its answer: by a header, or by `extensions` of the request. */
const wantsPlan = ({ request }: GraphQLRequestContext<OperationContext>): boolean =>
  request.http?.headers.get("x-gateway-plan") === "explain" || request.extensions?.["plan"] === "explain";

const answerOf = (result: Pick<FormattedExecutionResult, "errors" | "extensions">): GraphQLResponse => ({
  http: { headers: new HeaderMap() },
  body: { kind: "single", singleResult: { ...result, data: null } },
});

/**
 * Answers, where that is asked for, with the requests that an operation would send and sends none: the operation runs
 * against an Actionstep that is only imagined, so that what is planned is what would be run.
 */
export const explainPlugin: ApolloServerPlugin<OperationContext> = {
  async requestDidStart() {
    return {
      async responseForOperation(requestContext) {
        if (!wantsPlan(requestContext)) return null;
        const { schema, document, operation, operationName, request, contextValue } = requestContext;
        if (operation.operation !== OperationTypeNode.QUERY)
          return answerOf({ errors: [new BadUserInput("plan", "only a query can be explained; nothing was written.").toJSON()] });
        const { context, plan } = contextValue.imagine();
        const { errors = [] } = await execute({
          schema,
          document: document,
          contextValue: context,
          variableValues: request.variables,
          operationName,
        });
        // Of what went wrong only that is of interest which would go wrong in earnest.
        const known = errors.flatMap((error): GraphQLFormattedError[] => {
          const original = unwrapResolverError(error);
          return original instanceof GatewayError ? [error.toJSON()] : [];
        });
        return answerOf({ ...(known.length > 0 && { errors: known }), extensions: { plan: plan() } });
      },
    };
  },
};
