import { BlockList, isIPv4 } from "node:net";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Registry } from "prom-client";

/** Milliseconds in which a request must have arrived. */
const REQUEST_TIMEOUT = 10_000;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Headers that proxies add, besides all that begin with `x-forwarded-`. */
const PROXY_HEADERS = ["forwarded", "via", "x-real-ip"];

/** Whether a request came from this machine and has no header that a proxy adds. */
export function isDirectFromHere({ socket, headers }: FastifyRequest["raw"]): boolean {
  const { remoteAddress = "" } = socket;
  // A server that listens on IPv6 too sees IPv4 addresses as `::ffff:127.0.0.1`, which the list matches as IPv4.
  const isLoopback = remoteAddress !== "" && loopback.check(remoteAddress, isIPv4(remoteAddress) ? "ipv4" : "ipv6");
  return isLoopback && !Object.keys(headers).some((name) => PROXY_HEADERS.includes(name) || name.startsWith("x-forwarded-"));
}

const sendMetrics = async (registry: Registry, reply: FastifyReply): Promise<FastifyReply> =>
  reply
    .type(registry.contentType)
    .header("cache-control", "no-store")
    .send(await registry.metrics());

/** Adds `GET /metrics` to the gateway's own server. It answers programs on this machine; others get status 404. */
export function addLocalMetrics(app: FastifyInstance, registry: Registry): void {
  app.get("/metrics", async ({ raw }, reply) =>
    isDirectFromHere(raw) ? sendMetrics(registry, reply) : void reply.callNotFound(),
  );
}

/** Makes a server that has only `GET /metrics` and answers everybody who reaches it. It does not listen yet. */
export function createMetricsServer(registry: Registry, log: FastifyBaseLogger): FastifyInstance {
  const app = Fastify({ requestTimeout: REQUEST_TIMEOUT, bodyLimit: 1_024, forceCloseConnections: true });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, "metrics could not be collected");
    return reply.code(status).send({ error: { message: status >= 500 ? "Metrics could not be collected." : "Bad request." } });
  });
  app.get("/metrics", (_request, reply) => sendMetrics(registry, reply));
  return app;
}
