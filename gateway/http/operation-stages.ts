import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLSchema } from "graphql";
import type { Executor } from "../execution/index.js";
import type { Metrics } from "../observability/metrics.js";
import { admit } from "./admission.js";
import { addCost } from "./cost-extension.js";
import { limitErrors, logErrors } from "./error-log.js";
import { explain, wantsPlan } from "./explain.js";
import { createLimitsCheck, giveWay } from "./operation-limits.js";
import { useStatusOfPlainJson } from "./plain-json.js";
import type { OperationContext } from "./request-context.js";

/** What the stages are made of. */
export interface StageParts {
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
  readonly metrics: Metrics;
  readonly clock: () => number;
}

/** Has Apollo Server run the operation. */
const NO_RESPONSE = Promise.resolve(null);

/**
 * What the gateway does at each stage through which Apollo Server takes an operation, in this order: one plugin with the same
 * listener for all operations, since each plugin and each listener costs every request promises of its own.
 */
export function operationStages({ schema, executor, metrics, clock }: StageParts): ApolloServerPlugin<OperationContext> {
  const checkLimits = createLimitsCheck(schema);
  const listener: Awaited<ReturnType<NonNullable<ApolloServerPlugin<OperationContext>["requestDidStart"]>>> = {
    didResolveSource: ({ source }) => giveWay(source),
    async didResolveOperation(request) {
      admit(request);
      checkLimits(request);
    },
    responseForOperation: (request) => (request.operation && wantsPlan(request) ? explain(request, executor) : NO_RESPONSE),
    async didEncounterErrors({ errors, contextValue }) {
      logErrors(errors, contextValue);
    },
    async willSendResponse({ request, response, contextValue }) {
      limitErrors(response, contextValue, metrics);
      addCost(response, contextValue, metrics, clock());
      useStatusOfPlainJson(request, response);
    },
  };
  return {
    async requestDidStart({ contextValue }) {
      contextValue.startedAt = clock();
      return listener;
    },
  };
}
