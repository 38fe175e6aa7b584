import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginUsageReportingDisabled } from "@apollo/server/plugin/disabled";
import type { FastifyBaseLogger } from "fastify";
import type { GraphQLSchema } from "graphql";
import { createExecutor, type Execution, type Executor } from "../execution/index.js";
import type { Metrics } from "../observability/metrics.js";
import { formatError } from "./answer-errors.js";
import { createDocumentStore, createQueryStore } from "./document-store.js";
import { MAX_KEPT_DOCUMENTS, MAX_KEPT_QUERIES, MAX_REQUEST_ERRORS, MAX_TOKENS } from "../limits.js";
import { operationStages } from "./operation-stages.js";
import type { OperationContext } from "./request-context.js";

/** Serves a page to browsers that open the address of the graph. */
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
      operationStages({ schema, executor, metrics, clock }),
      // It walks every field of an answer for hints this schema never gives.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}
