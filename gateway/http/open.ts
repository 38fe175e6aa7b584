import { setTimeout as pause } from "node:timers/promises";
import { getHeapStatistics } from "node:v8";
import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Auth } from "../../auth/index.js";
import type { Closers } from "../closers.js";
import type { Config } from "../config.js";
import { uploadDirectories } from "../files/upload-directories.js";
import { createMetricsServer } from "../observability/metrics-server.js";
import type { Metrics } from "../observability/metrics.js";
import { addPages } from "../pages/index.js";
import type { OpenedPlanner } from "../planner/open.js";
import type { GatewayPorts } from "../ports.js";
import type { Rest } from "../rest/open.js";
import type { Exclusive } from "../stores/exclusive.js";
import { spoolDirectoryOf } from "../stores/file-spool.js";
import type { Upstream } from "../upstream.js";
import type { RestWriter } from "../writes/writer.js";
import { answerLimits, createMemoryPool } from "../execution/answer-budget.js";
import { MAX_SHARE_OF_HEAP } from "../limits.js";
import { createServer } from "./server.js";
import { closingLimit } from "./shutdown-limits.js";

/** The HTTP servers of a gateway. */
export interface Server {
  readonly app: FastifyInstance;
  /** Where metrics are served once it listens, where that is a port of its own. */
  readonly metricsUrl: string | undefined;
  /** Resolves to the address it listens on. */
  listen(): Promise<string>;
  /** Says that it is not ready while it goes on serving; resolves when balancers have had the time to notice. */
  drain(): Promise<void>;
}

/** What answers requests. */
export interface ServerSurroundings {
  readonly schema: GraphQLSchema;
  readonly metrics: Metrics;
  readonly clock: () => number;
  readonly upstream: Upstream;
  readonly auth: Auth;
  readonly rest: Rest;
  readonly planner: OpenedPlanner;
  readonly writer: RestWriter;
  readonly exclusive: Exclusive;
  readonly closers: Closers;
}

/** Makes the server of everything and, where the configuration wants it, one for metrics. Neither listens yet. */
export async function openServer(config: Config, ports: GatewayPorts, parts: ServerSurroundings): Promise<Server> {
  const { log } = ports;
  const { upstream, auth, rest, planner, metrics, closers } = parts;
  const metricsServer = config.metricsPort === undefined ? undefined : createMetricsServer(metrics.registry, log);
  // It is closed after the other one: a drain can be watched.
  if (metricsServer) closers.add(() => metricsServer.close());
  let isDraining = false;
  const closing = new AbortController();
  closers.add(() => closing.abort());
  const app = await createServer({
    ...parts,
    log,
    localMetrics: !metricsServer,
    closingLimit: closingLimit(config),
    isDraining: () => isDraining,
    operationTimeout: config.operationDeadline,
    answerLimits: answerLimits(config.maxAnswer),
    memory: createMemoryPool(getHeapStatistics().heap_size_limit * MAX_SHARE_OF_HEAP),
    upstreamReasons: rest.problems,
    execution: ports.execution ?? "compiled",
    transport: rest.transport,
    ...planner,
    publicUrl: config.publicUrl,
    files: {
      maxUpload: config.maxUpload,
      directories: await uploadDirectories(spoolDirectoryOf(config), log),
      ...ports.files,
    },
    ...(ports.requestTimeout !== undefined && { requestTimeout: ports.requestTimeout }),
    frontendOrigins: config.frontendOrigins,
    trustedProxies: config.trustedProxies,
    addPages: (server) =>
      addPages(server, {
        account: (request) => auth.account(request),
        connectUrl: auth.connectUrl(),
        environment: config.environment,
        sandbox: config.sandbox,
        publicUrl: config.publicUrl,
        people: upstream.simulator?.database.people ?? [],
      }),
  });
  closers.add(() => app.close());
  let metricsUrl: string | undefined;
  return {
    app,
    get metricsUrl() {
      return metricsUrl;
    },
    async listen() {
      if (metricsServer) {
        const address = await metricsServer.listen({ port: config.metricsPort!, host: config.metricsHost });
        metricsUrl = new URL("/metrics", address).href;
      }
      return app.listen({ port: config.port, host: config.host });
    },
    async drain() {
      isDraining = true;
      await pause(config.drainDelay, undefined, { signal: closing.signal }).catch(() => undefined);
    },
  };
}
