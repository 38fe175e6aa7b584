import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { exampleQueries, withComment } from "./example-queries.js";
import type { Environment } from "./layout.js";
import { notFoundPage } from "./problem.js";
import { pages } from "./routes.js";
import { sandboxPage } from "./sandbox.js";
import { plainHeaders, policies } from "./security.js";
import type { Account } from "../../auth/index.js";

export { notFoundPage, problemPage } from "./problem.js";

/** What the pages need. */
export interface PagesSettings {
  /** The account of the browser that sends a request; never with the text of a token. */
  readonly account: (request: FastifyRequest) => Promise<Account>;
  readonly connectUrl: string;
  readonly environment: Environment;
  readonly publicUrl: URL;
  /** Whether `GET /graphql` shows a browser Apollo Sandbox; otherwise it redirects to GraphiQL. Default: yes. */
  readonly sandbox?: boolean;
  /** People who can sign in to the demo; none for other environments. */
  readonly people?: readonly {
    readonly username: string;
    readonly password: string;
    readonly displayName: string;
    readonly orgkey: string;
  }[];
  /** The folder of the built browser files. Default: `dist/assets`. */
  readonly assetsDirectory?: string;
}

/** The path of `dist/assets`, also when this runs from the sources. */
function builtAssets(): string {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
  return join(basename(root) === "dist" ? root : join(root, "dist"), "assets");
}

/** Adds the security headers of an ordinary page to HTML answers without a policy, such as that of a failed sign-in. */
function keepHtmlSafe(app: FastifyInstance, https: boolean): void {
  const headers = plainHeaders(policies.page, https);
  app.addHook("onSend", async (_request, reply) => {
    const isHtml = String(reply.getHeader("content-type") ?? "").startsWith("text/html");
    if (isHtml && !reply.raw.hasHeader("content-security-policy") && !reply.hasHeader("content-security-policy"))
      reply.headers(headers);
  });
}

/** Answers requests for unknown paths with status 404: a page for people, JSON for programs. */
function offerWayBack(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    void reply.code(404).header("cache-control", "no-store");
    return request.headers.accept?.includes("text/html")
      ? reply.type("text/html; charset=utf-8").send(notFoundPage())
      : reply.send({ error: { code: "NOT_FOUND", message: "There is nothing at this address." } });
  });
}

/** The answer of `GET /graphql` to a browser. */
export interface LandingPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The path to redirect the browser to; absent to show the page. */
  readonly at?: string;
}

function landingPage({ connectUrl, sandbox = true }: PagesSettings, https: boolean): LandingPage {
  const caching = { "cache-control": "no-cache" };
  if (!sandbox) return { html: notFoundPage(), headers: { ...plainHeaders(policies.page, https), ...caching }, at: "/graphiql" };
  return {
    html: sandboxPage({ endpoint: "/graphql", document: withComment(exampleQueries[0]!), connectUrl }),
    headers: { ...plainHeaders(policies.sandbox, https), ...caching },
  };
}

/** Adds the pages for people. Resolves to the one for `GET /graphql`, which the GraphQL route sends. */
export async function addPages(app: FastifyInstance, settings: PagesSettings): Promise<LandingPage> {
  const { account, connectUrl, environment, publicUrl, sandbox = true, people = [], assetsDirectory = builtAssets() } = settings;
  const hints = people.map(({ username, password, displayName, orgkey }) => ({
    username,
    password,
    description: `${displayName}, of ${orgkey}`,
  }));
  const https = publicUrl.protocol === "https:";
  keepHtmlSafe(app, https);
  offerWayBack(app);
  await app.register(
    pages({
      account,
      connectUrl,
      environment,
      assetsDirectory,
      https,
      sandbox,
      ...(hints.length && { hints: { people: hints } }),
    }),
  );
  return landingPage(settings, https);
}
