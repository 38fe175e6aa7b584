import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import cors from "@fastify/cors";
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Auth } from "../../auth/index.js";
import { limitRequestTime } from "./request-timeout.js";
import type { Execution } from "../execution/index.js";
import { addFileRoutes, type FileRouteSettings } from "../files/index.js";
import { addGraphQL } from "./graphql-route.js";
import { MAX_BODY } from "../limits.js";
import type { Metrics } from "../observability/metrics.js";
import type { LandingPage } from "../pages/index.js";
import { addLocalMetrics } from "../observability/metrics-server.js";
import type { Transport } from "../rest/transport.js";
import type { RequestParts } from "./request-context.js";
import { refuseAddress } from "./unreadable-address.js";

/** What the HTTP server is made of. */
export interface ServerParts extends Omit<RequestParts, "auth"> {
  readonly auth: Auth;
  readonly schema: GraphQLSchema;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** Whether metrics are served here too, to programs on this machine. */
  readonly localMetrics: boolean;
  /** Milliseconds that answers may take once the server is told to close; it must end well before the process does. */
  readonly closingLimit: number;
  /** Whether it is to say that it is not ready, though it still serves. */
  readonly isDraining: () => boolean;
  readonly clock: () => number;
  readonly execution: Execution;
  /** Milliseconds a request may take to arrive, where it is not as usual. */
  readonly requestTimeout?: number;
  readonly transport: Transport;
  readonly files: FileRouteSettings;
  /** What there is to say of Actionstep while the gateway itself is well. */
  readonly upstreamReasons: () => readonly string[];
  readonly frontendOrigins: readonly string[];
  /** Addresses of proxies whose word about where a request comes from is taken. */
  readonly trustedProxies: readonly string[];
  /** Adds the pages for people. */
  readonly addPages: (app: FastifyInstance) => Promise<LandingPage>;
}

/** Milliseconds a request may take to arrive; who is slower only keeps a connection from others. */
const REQUEST_TIMEOUT = 60_000;
/** The same for a file, which may be large and its sender's line slow. */
const FILE_REQUEST_TIMEOUT = 2 * 3_600_000;

/** Ends what a closing server would wait for: connections on which nothing was ever asked at once, the rest in time. */
function endConnectionsInTime(app: FastifyInstance, limit: number): void {
  const silent = new Set<Socket>();
  app.server.on("connection", (socket: Socket) => {
    silent.add(socket);
    socket.once("close", () => silent.delete(socket));
  });
  app.server.on("request", ({ socket }) => silent.delete(socket));
  app.addHook("preClose", async () => {
    for (const socket of silent) socket.destroy();
    const timer = setTimeout(() => app.server.closeAllConnections(), limit).unref();
    app.server.once("close", () => clearTimeout(timer));
  });
}

/** The log of one request: the child of a log, with the request's id. */
function childOf(log: FastifyBaseLogger, bindings: object, options: object): FastifyBaseLogger {
  return Object.keys(options).length > 0 ? log.child(bindings, options) : log.child(bindings);
}

/** The HTTP server: GraphQL, the auth routes, pages, health and metrics. Not yet listening. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const { auth, log, publicUrl, frontendOrigins, trustedProxies, addPages } = parts;
  const app = Fastify({
    frameworkErrors: refuseAddress,
    ...(trustedProxies.length > 0 && { trustProxy: [...trustedProxies] }),
    loggerInstance: log,
    // URLs of the auth routes carry codes: requests are logged by route below.
    logController: new LogController({ disableRequestLogging: true }),
    // Pino makes a child without options ten times faster than one with none in them.
    childLoggerFactory: (logger, bindings, options) => childOf(logger, bindings, options),
    genReqId: () => randomUUID(),
    bodyLimit: MAX_BODY,
    requestTimeout: FILE_REQUEST_TIMEOUT,
    forceCloseConnections: "idle",
  });
  endConnectionsInTime(app, parts.closingLimit);
  limitRequestTime(app, parts.requestTimeout ?? REQUEST_TIMEOUT);
  // Nothing of these lines comes from outside but which method was used: there is nothing to redact.
  const answers = log.child({}, { redact: [] });
  const origins = new Set([publicUrl.origin, ...frontendOrigins]);
  let closing = false;
  const isDraining = (): boolean => closing || parts.isDraining();

  // Hooks that wait for nothing take a callback: a promise for each would cost every request.
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id);
    // Nobody is to send another request over a connection that is about to end.
    if (isDraining()) void reply.header("connection", "close");
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions } = request;
    const { statusCode: status, elapsedTime } = reply;
    answers.info(
      { reqId: request.id, method, route: routeOptions.url ?? "none", status, ms: Math.round(elapsedTime) },
      "answered",
    );
    done();
  });
  app.addHook("preClose", async () => {
    closing = true;
  });
  await app.register(cors, {
    origin: [...origins],
    credentials: true,
    maxAge: 600,
    exposedHeaders: ["x-request-id", "content-disposition", "content-range", "accept-ranges", "etag"],
    methods: ["GET", "HEAD", "POST", "DELETE"],
  });

  const landingPage = await addPages(app);
  await app.register(auth.routes);
  await app.register(async (scope) => addGraphQL(scope, { ...parts, origins, landingPage }));
  await app.register(async (scope) => addFileRoutes(scope, { ...parts, origins: [...origins] }));

  app.get("/health/live", async (_, reply) => reply.header("cache-control", "no-store").send({ status: "live" }));
  app.get("/health/ready", async (_, reply) => {
    const { ok, reasons: own } = isDraining() ? { ok: false, reasons: ["draining"] } : await auth.health();
    const reasons = [...own, ...parts.upstreamReasons()];
    return reply
      .code(ok ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status: !ok ? "not ready" : reasons.length > 0 ? "degraded" : "ready", reasons });
  });
  if (parts.localMetrics) addLocalMetrics(app, parts.metrics.registry);
  return app;
}
