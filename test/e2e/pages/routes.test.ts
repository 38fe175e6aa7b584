import { readFileSync } from "node:fs";
import { request, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import Fastify, { type FastifyInstance } from "fastify";
import { addPages } from "../../../gateway/pages/index.js";
import type { SessionInfo } from "../../../auth/index.js";
import { UpstreamUnavailable } from "../../../schema/errors.js";
import { readPage } from "../../support/page.js";
import { buildAssets, type BuiltAssets } from "../../support/built-assets.js";

let assets: BuiltAssets;
let app: FastifyInstance;
let session: () => Promise<SessionInfo>;

async function startPages(publicUrl: string): Promise<FastifyInstance> {
  const server = Fastify();
  const { html: landingPage, headers: landingPageHeaders } = await addPages(server, {
    account: async () => ({ session: await session(), sessions: [], tokens: [] }),
    connectUrl: `${publicUrl}/auth/connect`,
    environment: "demo",
    publicUrl: new URL(publicUrl),
    people: [{ username: "ana", password: "demo", displayName: "Ana Tamahori", orgkey: "kauripartners" }],
    assetsDirectory: assets.directory,
  });
  server.get("/graphql", async (_, reply) => reply.headers(landingPageHeaders).type("text/html").send(landingPage));
  server.get("/elsewhere", async (_, reply) =>
    reply.type("text/html; charset=utf-8").send("<p>A page of another part of the gateway</p>"),
  );
  await server.listen({ port: 0, host: "127.0.0.1" });
  return server;
}

interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly body: string;
}

/** One GET, its path and headers sent exactly as given. */
const getFrom = (server: FastifyInstance, path: string, headers: Record<string, string> = {}): Promise<Response> =>
  new Promise((resolve, reject) => {
    const { port } = server.server.address() as AddressInfo;
    request({ host: "127.0.0.1", port, path, headers: { connection: "close", ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode!, headers: response.headers, bytes, body: bytes.toString("utf8") });
      });
    })
      .on("error", reject)
      .end();
  });

beforeAll(async () => {
  assets = await buildAssets();
  session = async () => ({ authenticated: false });
  app = await startPages("http://localhost:4000");
}, 60_000);
afterAll(async () => {
  await app?.close();
  assets?.remove();
});

const get = (url: string, headers?: Record<string, string>): Promise<Response> => getFrom(app, url, headers);

/** The policy of an answer, directive by directive. */
const policyOf = ({ headers }: Response): Record<string, string> =>
  Object.fromEntries(
    String(headers["content-security-policy"])
      .split(";")
      .map((directive) => /^(\S+) (.*)$/.exec(directive.trim())!.slice(1) as [string, string]),
  );

describe.each(["/", "/graphiql", "/graphql", "/elsewhere", "/nowhere"])("GET %s", (url) => {
  test("answers a browser with HTML that runs our scripts only and that nobody may frame", async () => {
    const response = await get(url, { accept: "text/html" });
    expect(response.status).toBe(url === "/nowhere" ? 404 : 200);
    expect(response.headers["content-type"]).toMatch(/^text\/html/);
    expect(policyOf(response)).toMatchObject({
      "default-src": "'none'",
      "script-src": "'self'",
      "connect-src": "'self'",
      "base-uri": "'none'",
      "frame-ancestors": "'none'",
    });
    expect(policyOf(response)["frame-src"]).toBe(url === "/graphql" ? "https://sandbox.embed.apollographql.com" : undefined);
    expect(response.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
    });
  });

  test("loads only files that were built", async () => {
    const { elements } = readPage((await get(url, { accept: "text/html" })).body);
    const loaded = elements
      .flatMap(({ tag, attributes }) => (tag === "script" ? [attributes["src"]] : tag === "link" ? [attributes["href"]] : []))
      .filter((path) => path?.startsWith("/"));
    expect(loaded.length > 0).toBe(url !== "/elsewhere");
    for (const path of loaded) {
      expect(Object.keys(assets.manifest)).toContain(path!.replace("/assets/", ""));
      expect((await get(path!)).status).toBe(200);
    }
  });
});

test("only GraphiQL, whose editor needs it, may style itself in line", async () => {
  const styles = await Promise.all(["/", "/graphql", "/graphiql"].map(async (url) => policyOf(await get(url))["style-src"]));
  expect(styles).toEqual(["'self'", "'self'", "'self' 'unsafe-inline'"]);
});

test("a browser is told to insist on https only where the address is https", async () => {
  expect((await get("/")).headers["strict-transport-security"]).toBeUndefined();
  const secure = await startPages("https://graph.example");
  for (const url of ["/", "/graphiql", "/graphql", "/elsewhere"])
    expect((await getFrom(secure, url)).headers["strict-transport-security"]).toMatch(/^max-age=\d{8}/);
  await secure.close();
});

test("a page with a viewer on it is kept in no cache", async () => {
  expect((await get("/")).headers["cache-control"]).toBe("no-store");
});

test("a file named by its content is kept for ever, any other is asked about again", async () => {
  const chunk = Object.keys(assets.manifest).find((name) => /^chunks\/.*\.js$/.test(name))!;
  expect((await get(`/assets/${chunk}`)).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  const first = await get("/assets/home.js");
  expect(first.headers["cache-control"]).toBe("no-cache");
  expect((await get("/assets/home.js", { "if-none-match": String(first.headers.etag) })).status).toBe(304);
});

test("a large file comes compressed to whoever can read that", async () => {
  const compressed = await get("/assets/graphiql.js", { "accept-encoding": "br" });
  expect(compressed.headers["content-encoding"]).toBe("br");
  expect(compressed.headers["vary"]).toMatch(/accept-encoding/i);
  expect(compressed.bytes.length).toBeLessThan(assets.manifest["graphiql.js"]! / 2);
  expect((await get("/assets/graphiql.js")).bytes.length).toBe(assets.manifest["graphiql.js"]);
});

test("nothing outside the assets is served as one", async () => {
  for (const url of ["/assets/", "/assets/../package.json", "/assets/..%2f..%2fpackage.json", "/assets/chunks"])
    expect((await get(url)).status).toBeGreaterThanOrEqual(400);
});

test("no stylesheet takes anything from elsewhere", () => {
  for (const name of Object.keys(assets.manifest).filter((file) => file.endsWith(".css")))
    expect(readFileSync(join(assets.directory, name), "utf8")).not.toMatch(/(url\(|@import)\s*["']?(https?:)?\/\//);
});

test("the address of a declined sign-in is answered in our words, and what else it says is not repeated", async () => {
  expect((await get("/?auth_error=access_denied")).body).toContain("You declined");
  const { body } = await get(`/?auth_error=${encodeURIComponent("<b>made up</b>")}&error_description=made-up-too`);
  expect(body).not.toContain("made");
  expect(body).toContain("Connecting to Actionstep did not work");
});

test("an address that leads nowhere is JSON for a program", async () => {
  const response = await get("/nowhere", { accept: "application/json" });
  expect(response.status).toBe(404);
  expect(JSON.parse(response.body)).toEqual({ error: { code: "NOT_FOUND", message: "There is nothing at this address." } });
});

test.each([
  [503, "the store is away", new UpstreamUnavailable(5)],
  [500, "nobody knows why", new Error("secret of the store")],
])("a session that cannot be read gives a page with status %i, not a stack, when %s", async (status, _why, error) => {
  session = () => Promise.reject(error);
  const response = await get("/");
  session = async () => ({ authenticated: false });
  expect(response.status).toBe(status);
  expect(response.body).toContain("Something went wrong here");
  expect(response.body).not.toContain(error.message);
  expect(policyOf(response)["script-src"]).toBe("'self'");
});
