import cluster from "node:cluster";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { getHeapStatistics } from "node:v8";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { Agent } from "undici";
import { createAuth, type Auth, type Limits } from "../auth/index.js";
import { createSchema } from "../resolvers/index.js";
import { resources as listedResources } from "../schema/resources/index.js";
import { resourceOf, type ResourceClass } from "../schema/vocabulary/resource.js";
import { forms } from "../schema/workflow/index.js";
import type { Simulator } from "../simulator/index.js";
import { STEADY, type Time } from "../time/time.js";
import { openAudit } from "./observability/audit.js";
import type { Config } from "./config.js";
import { startDemo } from "./demo.js";
import type { Execution } from "./execution/index.js";
import type { FileRouteSettings } from "./files/index.js";
import { localKey, storeDirectory } from "./stores/key-file.js";
import { createScheduler, MAX_RUNNING } from "./rate-limit/scheduler.js";
import { RETRY, type RetrySettings } from "./rate-limit/retry.js";
import { createMetricsServer } from "./observability/metrics-server.js";
import { createMetrics } from "./observability/metrics.js";
import { addPages, problemPage } from "./pages/index.js";
import { answerLimits, createMemoryPool } from "./http/answer-budget.js";
import { MAX_SHARE_OF_HEAP, MAX_UPSTREAM_REQUESTS } from "./http/limits.js";
import { createRestClient } from "./rest/client.js";
import { createEnvelopeReader } from "./rest/envelope.js";
import { ALL_OPTIONS, type PlannerOptions } from "./planner/planner-options.js";
import { createTransport } from "./rest/transport.js";
import { createWorkspaces } from "./planner/viewer-state.js";
import { createRestWriter } from "./writes/writer.js";
import { createServer } from "./http/server.js";
import { MAX_UPSTREAM_CLOSING, closingLimit } from "./http/shutdown-limits.js";
import { canSpool, fileSpool } from "./stores/file-spool.js";
import { openStores, type Stores } from "./stores/index.js";

/** What a gateway takes from outside besides its configuration. */
export interface GatewayPorts {
  readonly log: Logger;
  readonly clock?: () => number;
  /** What waits for Actionstep, for its turn or until it asks again waits in this time; the process's own unless said otherwise. */
  readonly time?: Time;
  /** Used for the token endpoint and the first look at who connected. */
  readonly fetch?: typeof fetch;
  /** The resources of the graph; all that are listed, unless said otherwise. */
  readonly resources?: readonly ResourceClass[];
  /** How requests are saved, where not by every means there is. */
  readonly planning?: Partial<PlannerOptions>;
  /** Milliseconds one REST request may take, where it is not as the configuration says. */
  readonly upstreamTimeout?: number;
  /** The same for the first page of a list; `upstreamTimeout` where only that is given. */
  readonly upstreamSlowTimeout?: number;
  /** How often a REST request is sent at most, where it is not as usual. */
  readonly retry?: Partial<RetrySettings>;
  /** How often a minute the auth routes may be asked, where it is not as usual. */
  readonly limits?: Partial<Limits>;
  /** Milliseconds a request may take to arrive. */
  readonly requestTimeout?: number;
  /** How files are sent and fetched, where it is not as usual. */
  readonly files?: Partial<FileRouteSettings>;
  /** Whether memory, event loop and the like are measured too. */
  readonly processMetrics?: boolean;
  /** How many lines of the log were dropped, for metrics. */
  readonly droppedLogLines?: () => number;
  /** How operations are executed; `compiled` unless said otherwise. */
  readonly execution?: Execution;
}

/** A gateway that is ready to listen. */
export interface Gateway {
  readonly app: FastifyInstance;
  readonly auth: Auth;
  /** The simulated Actionstep, in the demo. */
  readonly simulator?: Simulator;
  /** Where metrics are served once it listens, where that is a port of its own. */
  readonly metricsUrl: string | undefined;
  /** Resolves to the address it listens on. */
  listen(): Promise<string>;
  /** Says that it is not ready while it goes on serving; resolves when balancers have had the time to notice. */
  drain(): Promise<void>;
  /** Finishes what was begun, then lets go of everything. */
  close(): Promise<void>;
}

const DAY = 86_400_000;

/**
 * Closes connections to Actionstep once what is on its way has arrived, and waits for that no longer than
 * `MAX_UPSTREAM_CLOSING`: nobody is there any more to be told. Requests end by their own time-out at the latest.
 */
async function closeInTime(agent: Agent): Promise<void> {
  let timer: NodeJS.Timeout;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, MAX_UPSTREAM_CLOSING)));
  await Promise.race([agent.close(), late]).finally(() => clearTimeout(timer));
}

/** Says at start what will not work later: a file of unknown size is put on disk while it arrives. */
async function sayWhereUploadsGo(directories: readonly string[], log: Logger): Promise<void> {
  const usable = await Promise.all(directories.map(canSpool));
  if (usable[0]) return;
  if (usable.includes(true))
    log.warn("SPOOL_DIRECTORY cannot be written to: uploads of unknown size go to the folder for temporary files");
  else
    log.warn("neither SPOOL_DIRECTORY nor the folder for temporary files can be written to: uploads of unknown size are refused");
}

/** Where the parts meet: configuration in, gateway out. */
export async function createGateway(config: Config, ports: GatewayPorts): Promise<Gateway> {
  const { log, clock = Date.now, resources = listedResources, upstreamTimeout = config.upstreamTimeout } = ports;
  const slowTimeout = ports.upstreamSlowTimeout ?? ports.upstreamTimeout ?? config.upstreamSlowTimeout;
  const definitions = resources.map(resourceOf);
  const asked = forms.map(resourceOf);
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  try {
    const schema = createSchema(resources);
    const metrics = createMetrics({
      processMetrics: ports.processMetrics ?? false,
      ...(ports.droppedLogLines && { droppedLogLines: ports.droppedLogLines }),
    });
    const stores: Stores = await openStores(config.storeUrl, { clock });
    closers.push(() => stores.close());
    const audit = openAudit(log, config.auditFile, metrics.auditLost);
    closers.push(async () => audit.close());
    const simulator = config.environment === "demo" ? await startDemo(config, clock) : undefined;
    if (simulator) closers.push(() => simulator.close());

    const spoolDirectory = config.spoolDirectory ?? join(storeDirectory(config.storeUrl), "spool");
    const auth = createAuth(
      {
        publicUrl: config.publicUrl,
        environment: config.environment,
        ...(simulator
          ? { clientId: simulator.client.id, clientSecret: simulator.client.secret }
          : config.actionstep.credentials!),
        clientAuth: config.actionstep.clientAuth,
        ...(simulator
          ? { authorizeUrl: new URL(simulator.authorizeUrl), tokenUrl: new URL(simulator.tokenUrl) }
          : config.actionstep.endpoints!),
        scope:
          config.actionstep.scope === "all"
            ? [...[...definitions, ...asked].map(({ path }) => path), "files"].sort()
            : config.actionstep.scope,
        apiHosts: simulator ? [new URL(simulator.url).host] : config.actionstep.apiHosts,
        keys: config.authKeys === "local" ? [localKey(storeDirectory(config.storeUrl))] : config.authKeys,
        frontendOrigins: config.frontendOrigins,
        sameSite: config.sameSite,
        sessionLife: config.sessionLife,
        ...(ports.limits && { limits: ports.limits }),
        sharedStore: config.instances > 1 || cluster.isWorker,
        replay: config.replay,
        keepAliveFor: config.keepAliveDays * DAY,
        allowInsecureUpstream: simulator !== undefined || config.environment === "custom",
      },
      {
        tokens: stores.tokens,
        sessions: stores.sessions,
        counter: stores.counter("limits"),
        log,
        clock,
        ...(ports.time && { time: ports.time }),
        problemPage,
        on: (event) => {
          metrics.auth(event);
          audit.record(event);
        },
        meter: metrics.tokens.meter,
        spool: fileSpool(spoolDirectory),
        ...(ports.fetch && { fetch: ports.fetch }),
      },
    );
    closers.push(() => auth.close());
    await auth.selfTest();
    metrics.tokens.unsaved(() => auth.unsaved);
    if (!(await canSpool(spoolDirectory)))
      log.warn(
        "SPOOL_DIRECTORY cannot be written to: tokens renewed while the store is away are lost if this process ends before it is back",
      );
    const uploadDirectories = [join(spoolDirectory, "uploads"), tmpdir()];
    await sayWhereUploadsGo(uploadDirectories, log);
    await auth.start();

    // Each request has a time-out of its own, which may be longer than the agent's would be.
    const connections = { connections: MAX_RUNNING, connect: { timeout: 10_000 }, headersTimeout: 0, bodyTimeout: 0 };
    const dispatcher = new Agent({ ...connections, keepAliveTimeout: 30_000 });
    const writeDispatcher = new Agent({ ...connections, pipelining: 0 });
    for (const agent of [dispatcher, writeDispatcher]) closers.push(() => closeInTime(agent));
    const time = ports.time ?? (ports.clock ? { ...STEADY, now: ports.clock } : STEADY);
    const scheduler = createScheduler({
      time,
      onWaited: metrics.rateLimit.waited,
      onHost: (host, state) =>
        log.warn({ host }, state === "stopped" ? "upstream does not answer, waiting" : "upstream answers again"),
    });
    metrics.rateLimit.watch(() => scheduler.state());

    const transport = createTransport({
      dispatcher,
      writeDispatcher,
      scheduler,
      retry: { ...RETRY, ...ports.retry },
      onRetry: metrics.rateLimit.retried,
      clock,
      time,
      timeout: upstreamTimeout,
      maxRequests: MAX_UPSTREAM_REQUESTS,
      observe: metrics.upstream,
    });
    const client = createRestClient(transport, clock, slowTimeout);
    const writer = createRestWriter(transport, clock);
    const workspaces = createWorkspaces({
      client,
      envelopes: createEnvelopeReader([...definitions, ...asked], log),
      planning: { ...ALL_OPTIONS, ...ports.planning },
      references: stores.namespace("references"),
      log,
      clock,
    });

    const metricsServer = config.metricsPort === undefined ? undefined : createMetricsServer(metrics.registry, log);
    // It is closed after the other one: a drain can be watched.
    if (metricsServer) closers.push(() => metricsServer.close());

    let draining = false;
    const closing = new AbortController();
    closers.push(async () => closing.abort());
    const app = await createServer({
      schema,
      auth,
      log,
      metrics,
      localMetrics: !metricsServer,
      closingLimit: closingLimit(config),
      isDraining: () => draining,
      clock,
      operationTimeout: config.operationDeadline,
      answerLimits: answerLimits(config.maxAnswer),
      memory: createMemoryPool(getHeapStatistics().heap_size_limit * MAX_SHARE_OF_HEAP),
      upstreamReasons: () =>
        scheduler.state().stopped > 0 ? [`Actionstep does not answer: ${scheduler.state().stopped} API host(s)`] : [],
      execution: ports.execution ?? "compiled",
      client,
      writer,
      workspaces,
      resources: {
        byType: new Map(definitions.map((definition) => [definition.type, definition])),
        byPath: new Map(definitions.map((definition) => [definition.path, definition])),
      },
      publicUrl: config.publicUrl,
      transport,
      files: { maxUpload: config.maxUpload, directories: uploadDirectories, ...ports.files },
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
          people: simulator?.database.people ?? [],
        }),
    });
    closers.push(() => app.close());
    let metricsUrl: string | undefined;
    return {
      app,
      auth,
      ...(simulator && { simulator }),
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
        draining = true;
        await pause(config.drainDelay, undefined, { signal: closing.signal }).catch(() => undefined);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
