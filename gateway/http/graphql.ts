import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
} from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginUsageReportingDisabled } from "@apollo/server/plugin/disabled";
import type { FastifyBaseLogger } from "fastify";
import type { GraphQLError, GraphQLSchema } from "graphql";
import { GatewayError } from "../../schema/errors.js";
import { MASKED, codeOf, firstErrors, formatError, isTold } from "./answer-errors.js";
import { createDocumentStore, createQueryStore } from "./document-store.js";
import { createExecutor, type Execution, type Executor } from "../execution/index.js";
import { admissionPlugin } from "./admission-plugin.js";
import { explainPlugin } from "./explain-plugin.js";
import { limitsPlugin } from "./limits-plugin.js";
import { MAX_KEPT_DOCUMENTS, MAX_KEPT_QUERIES, MAX_REQUEST_ERRORS, MAX_TOKENS } from "./limits.js";
import type { Metrics } from "../observability/metrics.js";
import type { OperationContext } from "./request-context.js";

/** Adds what an operation cost to its answer, and counts it. */
const costPlugin = (metrics: Metrics, clock: () => number): ApolloServerPlugin<OperationContext> => ({
  async requestDidStart() {
    const started = clock();
    return {
      async willSendResponse({ contextValue, response }) {
        if (response.body.kind !== "single") return;
        const { upstreamRequests, rounds, cacheHits } = contextValue.cost;
        const result = response.body.singleResult;
        result.extensions = { ...result.extensions, cost: { upstreamRequests, rounds, cacheHits } };
        metrics.operation(result.errors?.length ? "errors" : "ok", (clock() - started) / 1000, upstreamRequests);
      },
    };
  },
});

/** Errors that whoever runs the gateway can find more about in the log, by the request id that is on them. */
const traceable: ReadonlySet<string> = new Set([MASKED, "UPSTREAM_INVALID_RESPONSE", "UPSTREAM_UNAVAILABLE", "RATE_LIMITED"]);

/** Logs what a client is not told, gives both sides the request id to find each other by, and keeps errors within limits. */
const errorPlugin = (metrics: Metrics): ApolloServerPlugin<OperationContext> => ({
  async requestDidStart() {
    return {
      async didEncounterErrors({
        errors,
        contextValue,
      }: GraphQLRequestContext<OperationContext> & { errors: readonly GraphQLError[] }) {
        const told = new Map<string, number>();
        for (const error of errors) {
          const original = unwrapResolverError(error);
          if (original instanceof GatewayError && traceable.has(original.code))
            told.set(original.code, (told.get(original.code) ?? 0) + 1);
          if (!isTold(error)) contextValue.log.error({ err: original, path: error.path }, "unexpected error");
        }
        for (const [code, fields] of told) contextValue.log.info({ code, fields }, "fields could not be answered");
      },
      async willSendResponse({ response, contextValue }) {
        if (response.body.kind !== "single") return;
        const result = response.body.singleResult;
        if (!result.errors?.length) return;
        const { errorsOmitted, ...extensions } = result.extensions ?? {};
        const { requestId } = contextValue;
        const traced = result.errors.map((error) =>
          traceable.has(codeOf(error)) ? { ...error, extensions: { ...error.extensions, requestId } } : error,
        );
        const { errors, omitted } = firstErrors(traced, errorsOmitted as Record<string, number> | undefined);
        for (const error of errors) metrics.error(codeOf(error));
        for (const [code, count] of Object.entries(omitted)) metrics.error(code, count);
        result.errors = errors;
        result.extensions = { ...extensions, ...(Object.keys(omitted).length > 0 && { errorsOmitted: omitted }) };
      },
    };
  },
});

/** Errors of a request that was read as GraphQL and yet is not run. */
const requestErrors: ReadonlySet<string> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "BAD_USER_INPUT",
  "QUERY_TOO_EXPENSIVE",
]);

/**
 * Tells a client that names `application/json` alone of its request's errors with status 200, as GraphQL over HTTP
 * wants it: to such a client another status means that somebody on the way answered in the gateway's place.
 */
const plainJsonPlugin: ApolloServerPlugin<OperationContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        if (response.http.status !== 400 || response.body.kind !== "single") return;
        const accepted = (request.http?.headers.get("accept") ?? "").split(",").map((each) => each.split(";")[0]!.trim());
        const { errors = [] } = response.body.singleResult;
        if (accepted.every((type) => type === "application/json") && errors.every((error) => requestErrors.has(codeOf(error))))
          response.http.status = 200;
      },
    };
  },
};

const landingPagePlugin = (html: string): ApolloServerPlugin<OperationContext> => ({
  async serverWillStart() {
    return { renderLandingPage: async () => ({ html }) };
  },
});

/** What the GraphQL server is made of. */
export interface GraphQLParts {
  readonly schema: GraphQLSchema;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly clock: () => number;
  /** The page a browser gets at `GET /graphql`. */
  readonly landingPage: string;
  readonly execution: Execution;
}

/**
 * Has Apollo Server execute by our executor. A gateway, in its words, is whatever executes in graphql-js's place;
 * parsing, validation, plugins, the form of errors and the status stay its own.
 */
const executedBy = (executor: Executor, schema: GraphQLSchema): ApolloServerOptionsWithGateway<OperationContext>["gateway"] => ({
  load: async () => ({
    executor: async ({ document, request: { operationName, variables }, context }) => {
      const { budget, endAfter, end } = context as OperationContext;
      return executor({ document, operationName, variables, context, budget, endAfter, onEnd: end });
    },
  }),
  onSchemaLoadOrUpdate(callback) {
    callback({ apiSchema: schema, coreSupergraphSdl: "" });
    return () => undefined;
  },
  stop: async () => undefined,
});

/** Makes and starts the Apollo Server; how it is reached over HTTP is the server's business. */
export async function startGraphQL({
  schema,
  log,
  metrics,
  clock,
  landingPage,
  execution,
}: GraphQLParts): Promise<ApolloServer<OperationContext>> {
  const executor = createExecutor(schema, execution);
  const documents = createDocumentStore(MAX_KEPT_DOCUMENTS);
  const queries = createQueryStore(MAX_KEPT_QUERIES);
  metrics.kept({ documents: () => documents.size, queries: () => queries.size, plans: executor.keptBytes });
  const apollo = new ApolloServer<OperationContext>({
    gateway: executedBy(executor, schema),
    documentStore: documents,
    persistedQueries: { cache: queries },
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    // One more says that there were too many.
    validationOptions: { maxErrors: MAX_REQUEST_ERRORS - 1 },
    formatError,
    logger: log,
    plugins: [
      landingPagePlugin(landingPage),
      admissionPlugin,
      limitsPlugin(schema),
      explainPlugin(executor),
      errorPlugin(metrics),
      costPlugin(metrics, clock),
      plainJsonPlugin,
      // It walks every field of an answer for hints this schema never gives.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}
