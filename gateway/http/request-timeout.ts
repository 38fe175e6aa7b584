import type { FastifyContextConfig, FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route sees for itself to requests that are slow to arrive. */
    readonly hasOwnTimeout?: true;
  }
}

/** Ends connections whose request is not whole in time, in milliseconds, but for routes that say otherwise. */
export function limitRequestTime(app: FastifyInstance, limit: number): void {
  app.addHook("onRequest", async ({ raw, routeOptions, method }, reply) => {
    const { hasOwnTimeout }: FastifyContextConfig = routeOptions.config;
    if (hasOwnTimeout || method === "GET" || raw.complete) return;
    const timer = setTimeout(() => {
      const { socket } = raw;
      // As Node says it itself where the whole server has one limit.
      if (reply.raw.headersSent) socket.destroy();
      else socket.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
    }, limit).unref();
    raw.once("close", () => clearTimeout(timer));
  });
}
