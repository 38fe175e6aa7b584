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

/** What the pages need to know. */
export interface PagesOptions {
  /** What the person before the browser that asks may see of their account; never the text of a token. */
  readonly account: (request: FastifyRequest) => Promise<Account>;
  /** Where connecting begins. */
  readonly connectUrl: string;
  readonly environment: Environment;
  /** Where the build put the browser's files, an absolute path. */
  readonly assetsDirectory: string;
  /** The address people use is https, so browsers may insist on it. */
  readonly https: boolean;
  /** Whether there is Apollo Sandbox beside GraphiQL. */
  readonly sandbox: boolean;
  readonly hints?: { readonly people: readonly DemoPerson[] };
}

/** Names that carry a hash of their content never change it. */
const namedByContent = /-[0-9A-Z]{8}\.\w+(\.br|\.gz)?$/;

/** What loads Apollo Sandbox: served only where that is. */
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
      // An address that escapes the assets, say: nothing failed here.
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

    // Browsers ask for it beside whatever has no icon of its own, such as JSON.
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
