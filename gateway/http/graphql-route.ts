import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { startGraphQL, type GraphQLParts } from "./graphql.js";
import { MAX_BODIES } from "../limits.js";
import type { LandingPage } from "../pages/index.js";
import { problemOfRequest } from "./request-shape.js";
import { createArrivingBodies, type ArrivingBodies } from "../rest/answer-body.js";
import { createContext, type OperationContext, type RequestParts } from "./request-context.js";

/** What the route of GraphQL is made of. */
export interface GraphQLRouteParts extends RequestParts, Omit<GraphQLParts, "landingPage"> {
  /** Origins whose pages may send operations. */
  readonly origins: ReadonlySet<string>;
  /** What a browser gets at `GET /graphql`. */
  readonly landingPage: LandingPage;
}

const graphQLError = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply
    .code(status)
    .type("application/json; charset=utf-8")
    .send({ errors: [{ message, extensions: { code } }] });

/**
 * Holds as many bytes of request bodies as may be held at one time, from their arrival to their answer. Where there are more
 * the longest is cut off: whoever sends little is let in however many others send much, or begin and never end.
 */
function limitBodies(scope: FastifyInstance, bodies: ArrivingBodies): void {
  scope.addHook("preParsing", (request, reply, payload, done) => {
    const body = bodies.add(() => request.raw.destroy());
    let bytes = 0;
    payload.on("data", (piece: Buffer) => body.holds((bytes += piece.length)));
    reply.raw.once("close", () => body.end());
    done(null, payload);
  });
}

/** Adds `/graphql`: operations by POST and GET, and a page for browsers. */
export async function addGraphQL(scope: FastifyInstance, { origins, landingPage, ...parts }: GraphQLRouteParts): Promise<void> {
  const apollo = await startGraphQL({ ...parts, landingPage: landingPage.html });

  scope.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return graphQLError(reply, status, "BAD_REQUEST", error.message);
    request.log.error({ err: error }, "unexpected error");
    return graphQLError(reply, 500, "INTERNAL_SERVER_ERROR", "Something went wrong in the gateway.");
  });
  scope.addHook("onRequest", (request, reply, done) => {
    const { origin } = request.headers;
    // A browser says where a request comes from; what it sends on another site's behalf carries the cookie too.
    const foreign = origin !== undefined ? !origins.has(origin) : request.headers["sec-fetch-site"] === "cross-site";
    if (request.method === "POST" && foreign) {
      void graphQLError(reply, 403, "FORBIDDEN", "This origin may not use the gateway; list it in FRONTEND_ORIGINS.");
      return;
    }
    if (request.method === "GET") for (const [name, value] of Object.entries(landingPage.headers)) void reply.header(name, value);
    done();
  });
  limitBodies(scope, createArrivingBodies(MAX_BODIES));
  scope.addHook("onSend", ({ url }, reply, payload, done) => {
    // The page at this address may be kept by a cache; an answer is for the viewer alone.
    if (!String(reply.getHeader("content-type") ?? "").startsWith("text/html")) {
      void reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
      return done(null, payload);
    }
    if (landingPage.at === undefined) return done(null, payload);
    // Apollo Server knows a browser by what it accepts; the query in its address goes on to the page it is sent to.
    void reply.code(302).header("location", landingPage.at + (/\?.*/.exec(url)?.[0] ?? ""));
    done(null, "");
  });
  scope.route({
    url: "/graphql",
    method: ["GET", "POST"],
    // Not a promise: a body that is too much is let go of before the next one is parsed.
    preHandler: (request, reply, done) => {
      const problem = problemOfRequest(request.body, queryOf(request));
      if (problem) void graphQLError(reply, 400, problem.code, problem.message);
      else done();
    },
    handler: fastifyApolloHandler<OperationContext>(apollo, {
      context: (request, reply) => createContext(parts, request, reply),
    }),
  });
}

/** The document of a request, in whichever way it is sent; undefined where there is none, or nothing that could be one. */
function queryOf({ body, query }: FastifyRequest): unknown {
  const { query: source } = ((body ?? query) as { query?: unknown } | null) ?? {};
  return source;
}
