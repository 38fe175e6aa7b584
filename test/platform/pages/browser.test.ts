import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect } from "@jest/globals";
import Fastify, { type FastifyInstance } from "fastify";
import { GraphQLError, buildSchema, graphql } from "graphql";
import type { BrowserContext, Page } from "playwright-core";
import { addPages } from "../../../gateway/pages/index.js";
import { startChromium, type Chromium } from "../../support/chromium.js";
import { installed, testWith } from "../../support/installed.js";
import { buildAssets, type BuiltAssets } from "../../support/built-assets.js";

const program = installed("chromium", "chromium-browser", "google-chrome");
const test = testWith(program);

const schema = buildSchema(`
  type Query { "All that is worked on." matters(first: Int): MatterConnection! }
  type MatterConnection { nodes: [Matter!]! }
  "A piece of work for a client." type Matter { "What it is called." name: String! }
`);

let assets: BuiltAssets;
let app: FastifyInstance;
let url: string;
let browser: Chromium;
let context: BrowserContext;
let page: Page;
let signedIn = false;
let logoutStatus = 200;
const posts: { path: string; csrf?: string }[] = [];
const foreign: string[] = [];
const complaints: string[] = [];

/** The pages over a graph of one field: enough for the editor to have something to know. */
async function startServer(): Promise<void> {
  app = Fastify({ forceCloseConnections: true });
  const session = async () =>
    signedIn
      ? { authenticated: true, viewer: { id: "1", name: "Ana Tamahori" }, org: "kauripartners" }
      : { authenticated: false };
  const { html: landingPage, headers: landingPageHeaders } = await addPages(app, {
    account: async () => ({ session: await session(), sessions: [], tokens: [] }),
    connectUrl: "/auth/connect",
    environment: "demo",
    publicUrl: new URL("http://localhost"),
    assetsDirectory: assets.directory,
  });
  app.get("/graphql", async (_, reply) => reply.headers(landingPageHeaders).type("text/html").send(landingPage));
  app.get("/auth/session", session);
  app.post<{ Body: { query: string; variables?: Record<string, unknown> } }>("/graphql", async ({ body }) => {
    const matters = () => {
      if (signedIn) return { nodes: [{ name: "Li – purchase" }] };
      throw new GraphQLError("Connect first.", { extensions: { code: "UNAUTHENTICATED" } });
    };
    return graphql({ schema, source: body.query, variableValues: body.variables ?? {}, rootValue: { matters } });
  });
  app.post("/auth/logout", async (request, reply) => {
    posts.push({ path: request.url, csrf: String(request.headers["x-csrf"]) });
    if (logoutStatus === 200) signedIn = false;
    return reply.code(logoutStatus).send({});
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  url = `http://localhost:${(app.server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  if (!program) return;
  assets = await buildAssets();
  await startServer();
  browser = await startChromium(program);
  context = browser.context;
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("request", (request) => {
    if (/^http/.test(request.url()) && !request.url().startsWith(url)) foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
}, 60_000);
afterEach(() => {
  signedIn = false;
  logoutStatus = 200;
  for (const list of [posts, foreign, complaints]) list.length = 0;
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  assets?.remove();
});

const isQuiet = (): void => {
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
};
const editor = () => page.locator(".graphiql-query-editor .view-lines").first();
const response = () => page.locator(".graphiql-response .view-lines");

async function openGraphiql(search = ""): Promise<void> {
  await page.goto(`${url}/graphiql${search}`);
  await page.locator(".graphiql-execute-button").waitFor();
  await editor().waitFor();
}

describe("GraphiQL, with no help from the internet", () => {
  test("says that nobody is connected, and where to connect so as to come back", async () => {
    await openGraphiql();
    await page.getByText("Not connected").waitFor();
    expect(await page.getByRole("link", { name: "Connect" }).getAttribute("href")).toBe("/auth/connect?return_to=%2Fgraphiql");
    isQuiet();
  });

  test("opens with the examples, and runs the first as whoever is signed in", async () => {
    signedIn = true;
    await openGraphiql();
    expect(await page.locator(".graphiql-tab-button").allInnerTexts()).toContain("FirstMatters");
    await page.getByText("Ana Tamahori").waitFor();
    await openGraphiql(`?query=${encodeURIComponent("query FromTheAddress { matters { nodes { name } } }")}`);
    expect(await page.locator(".graphiql-tab-active").innerText()).toContain("FromTheAddress");
    expect(new URL(page.url()).search).toBe("");
    await page.locator(".graphiql-execute-button").click();
    await response().getByText("Li – purchase").waitFor();
    isQuiet();
  });

  test("notices that the session has ended", async () => {
    signedIn = true;
    await openGraphiql(`?query=${encodeURIComponent("{ matters { nodes { name } } }")}`);
    await page.getByText("Ana Tamahori").waitFor();
    signedIn = false;
    await page.locator(".graphiql-execute-button").click();
    await page.getByText("Not connected").waitFor();
  });

  test("completes a field, marks a mistake and tidies up", async () => {
    await openGraphiql(`?query=${encodeURIComponent("{ a }")}`);
    await editor().click();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("{ matters { nodes { na", { delay: 30 });
    await page.locator(".suggest-widget .monaco-list-row").getByText("String!").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type(" wrong", { delay: 30 });
    await page.locator(".squiggly-error").first().waitFor();
    await page.getByRole("button", { name: /^Prettify/ }).click();
    await page.locator(".graphiql-query-editor .view-line").nth(5).waitFor();
    isQuiet();
  });

  test("documents the graph, remembers queries and offers the examples again", async () => {
    await page.goto(url);
    await page.getByRole("link", { name: /Schema documentation/ }).click();
    await page.locator(".graphiql-doc-explorer").getByText("MatterConnection").waitFor();
    await page.getByRole("button", { name: "Show History" }).click();
    await page.locator(".graphiql-history").waitFor();
    await page.getByRole("button", { name: "Show Examples" }).click();
    await page.locator(".examples").getByText("OpenTasks").click();
    expect(await page.locator(".graphiql-tab-active").innerText()).toContain("OpenTasks");
    isQuiet();
  });
});

describe("the home page", () => {
  test("logs out, and says so", async () => {
    signedIn = true;
    await page.goto(url);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByText("You are logged out").waitFor();
    expect(posts).toEqual([{ path: "/auth/logout", csrf: "1" }]);
    isQuiet();
  });

  test("says what to do when that fails", async () => {
    signedIn = true;
    logoutStatus = 503;
    await page.goto(url);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByText("the gateway answered 503").waitFor();
    expect(await page.getByRole("button", { name: "Log out" }).isEnabled()).toBe(true);
  });
});

describe("Apollo Sandbox", () => {
  const apollo = "https://sandbox.embed.apollographql.com/**";

  test("that cannot be reached gives way to GraphiQL", async () => {
    await context.route(apollo, (route) => route.abort());
    await page.clock.install();
    await page.goto(`${url}/graphql`);
    await page.clock.fastForward(9_000);
    await page.getByText("Apollo Sandbox cannot be reached").waitFor();
    await page.getByRole("link", { name: "Use GraphiQL instead" }).click();
    expect(page.url()).toBe(`${url}/graphiql`);
    expect(foreign.filter((address) => !address.startsWith("https://sandbox.embed.apollographql.com/"))).toEqual([]);
    await context.unroute(apollo);
  });

  test("asks this graph as the viewer, and can ask nothing else of the gateway", async () => {
    signedIn = true;
    const ask = (operationId: string, endpointUrl: string) => ({
      name: "ExplorerRequest",
      operation: "{ matters { nodes { name } } }",
      operationId,
      endpointUrl,
      headers: { "x-csrf": "1" },
    });
    await context.route(apollo, (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<script>
          addEventListener("message", ({ data }) => { document.body.append(JSON.stringify(data)); });
          for (const message of ${JSON.stringify([ask("1", `${url}/auth/logout`), ask("2", `${url}/graphql`)])}) parent.postMessage(message, "*");
        </script>`,
      }),
    );
    await page.goto(`${url}/graphql`);
    await page.locator('main[data-state="ready"]').waitFor();
    const frame = page.frameLocator("#embeddableSandbox iframe");
    await frame.getByText("Li – purchase").waitFor();
    await frame.getByText("Only this gateway").waitFor();
    expect(posts).toEqual([]);
    await context.unroute(apollo);
  });
});
