import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyContextConfig, FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route sees for itself to requests that are slow to arrive. */
    readonly hasOwnTimeout?: true;
  }
}

/** Ends connections whose request is not whole in time, in milliseconds, but for routes that say otherwise. */
export function limitRequestTime(app: FastifyInstance, limit: number): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { hasOwnTimeout }: FastifyContextConfig = request.routeOptions.config;
    if (!hasOwnTimeout && request.method !== "GET" && !request.raw.complete) endInTime(request.raw, reply.raw, limit);
    done();
  });
}

function endInTime(request: IncomingMessage, response: ServerResponse, limit: number): void {
  const timer = setTimeout(() => {
    const { socket } = request;
    // As Node says it itself where the whole server has one limit.
    if (response.headersSent) socket.destroy();
    else socket.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
  }, limit).unref();
  request.once("close", () => clearTimeout(timer));
}
