import helmet from "@fastify/helmet";
import fastifyStatic from "@fastify/static";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { UpstreamUnavailable } from "../../schema/errors.js";
import { exampleQueries } from "./example-queries.js";
import { graphiqlPage } from "./graphiql.js";
import { homePage, type DemoPerson } from "./home.js";
import type { Environment } from "./layout.js";
import { noticeFor } from "./notices.js";
import { notFoundPage, problemPage } from "./problem.js";
import { pageSecurity, policies } from "./security.js";
import type { Account } from "../../auth/index.js";

/** What the routes of the pages need. */
export interface PagesOptions {
  /** The account of the browser that sends a request; never with the text of a token. */
  readonly account: (request: FastifyRequest) => Promise<Account>;
  /** The URL where connecting begins. */
  readonly connectUrl: string;
  readonly environment: Environment;
  /** The absolute path of the built browser files. */
  readonly assetsDirectory: string;
  /** Whether the public URL is https; only then is HSTS sent. */
  readonly https: boolean;
  /** Whether there is Apollo Sandbox beside GraphiQL. */
  readonly sandbox: boolean;
  readonly hints?: { readonly people: readonly DemoPerson[] };
}

/** Names with a hash of the file's content: such a file never changes and may be cached for ever. */
const namedByContent = /-[0-9A-Z]{8}\.\w+(\.br|\.gz)?$/;

/** The script of Apollo Sandbox, which is served only when that is on. */
const sandboxScript = /^\/sandbox\.js/;

const send = (reply: FastifyReply, page: string, caching: string): FastifyReply =>
  reply.type("text/html; charset=utf-8").header("cache-control", caching).send(page);

/** The pages for people: `GET /`, `GET /graphiql` and everything under `/assets/`. */
export const pages =
  ({ account, connectUrl, environment, assetsDirectory, https, sandbox, hints }: PagesOptions): FastifyPluginAsync =>
  async (app) => {
    await app.register(helmet, { ...pageSecurity(policies.page, { https }), global: true });
    await app.register(fastifyStatic, {
      root: assetsDirectory,
      prefix: "/assets/",
      index: false,
      preCompressed: true,
      cacheControl: false,
      decorateReply: false,
      allowedPath: (path) => sandbox || !sandboxScript.test(path),
      setHeaders: (response, path) => {
        response.setHeader("cache-control", namedByContent.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
        response.setHeader("vary", [response.getHeader("vary"), "accept-encoding"].filter(Boolean).join(", "));
      },
    });

    app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      // A status below 500, as for a path that leads out of the assets, is the client's error.
      if (error.statusCode !== undefined && error.statusCode < 500)
        return send(reply.code(error.statusCode), notFoundPage(), "no-store");
      const status = error instanceof UpstreamUnavailable ? 503 : 500;
      request.log.error({ err: error }, "a page failed");
      return send(
        reply.code(status),
        problemPage({
          status,
          title: "Something went wrong here",
          detail: "The gateway could not show this page. It is not your doing; try again in a moment.",
          restartUrl: "/",
          requestId: request.id,
        }),
        "no-store",
      );
    });

    // Browsers ask for `/favicon.ico` with answers that name no icon, such as JSON.
    app.get("/favicon.ico", (_request, reply) => reply.redirect("/assets/favicon.svg", 301));

    app.get<{ Querystring: Record<string, unknown> }>("/", async (request, reply) => {
      const notice = noticeFor(request.query);
      const model = {
        environment,
        ...(await account(request)),
        connectUrl,
        sandbox,
        ...(notice && { notice }),
        ...(hints && { hints }),
      };
      return send(reply, homePage(model), "no-store");
    });

    const explorer = graphiqlPage({ endpoint: "/graphql", examples: exampleQueries, connectUrl, sandbox });
    app.get("/graphiql", { helmet: pageSecurity(policies.graphiql, { https }) }, (_request, reply) =>
      send(reply, explorer, "no-cache"),
    );
  };
