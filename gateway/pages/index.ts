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

/** What the pages are told of the gateway around them. */
export interface PagesSettings {
  /** What the person before the browser that asks may see of their account; never the text of a token. */
  readonly account: (request: FastifyRequest) => Promise<Account>;
  readonly connectUrl: string;
  readonly environment: Environment;
  readonly publicUrl: URL;
  /** Whether a browser gets Apollo Sandbox at `GET /graphql`; otherwise it is sent to GraphiQL. Default: yes. */
  readonly sandbox?: boolean;
  /** Who can sign in to the demo; nobody elsewhere. */
  readonly people?: readonly {
    readonly username: string;
    readonly password: string;
    readonly displayName: string;
    readonly orgkey: string;
  }[];
  /** Where the build put the browser's files, if not in its usual place. */
  readonly assetsDirectory?: string;
}

/** `dist/assets`, whether this runs from the sources or from the build beside it. */
function builtAssets(): string {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
  return join(basename(root) === "dist" ? root : join(root, "dist"), "assets");
}

/** Whatever else answers with HTML, such as a failed sign-in, gets the policy of an ordinary page. */
function keepHtmlSafe(app: FastifyInstance, https: boolean): void {
  const headers = plainHeaders(policies.page, https);
  app.addHook("onSend", async (_request, reply) => {
    const isHtml = String(reply.getHeader("content-type") ?? "").startsWith("text/html");
    if (isHtml && !reply.raw.hasHeader("content-security-policy") && !reply.hasHeader("content-security-policy"))
      reply.headers(headers);
  });
}

/** An address that leads nowhere: a page for people, JSON for programs. */
function offerWayBack(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    void reply.code(404).header("cache-control", "no-store");
    return request.headers.accept?.includes("text/html")
      ? reply.type("text/html; charset=utf-8").send(notFoundPage())
      : reply.send({ error: { code: "NOT_FOUND", message: "There is nothing at this address." } });
  });
}

/** What `GET /graphql` shows a browser. */
export interface LandingPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the browser is sent instead. */
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

/** Adds the pages for people, and gives back the one that `GET /graphql` shows a browser. */
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
