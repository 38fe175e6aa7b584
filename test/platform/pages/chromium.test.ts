import { afterAll, beforeAll, describe, expect } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { startChromium, type Chromium } from "../../support/chromium.js";
import { installed, testWith } from "../../support/installed.js";

const program = installed("chromium", "chromium-browser", "google-chrome");
const test = testWith(program);

let server: TestGateway;
let browser: Chromium;
let context: BrowserContext;
let page: Page;
const foreign: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  if (!program) return;
  server = await startTestGateway();
  browser = await startChromium(program);
  context = browser.context;
  page = await context.newPage();
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (/^http/.test(protocol) && hostname !== "localhost") foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** From the front page to the consent page, as ana. */
async function signIn(): Promise<void> {
  await page.goto(server.url);
  await page
    .getByRole("link", { name: /connect/i })
    .first()
    .click();
  await page.waitForURL(/\/api\/oauth\/authorize/);
  await page.getByLabel(/user ?name/i).fill("ana");
  await page.getByLabel(/password/i).fill("demo");
  await page
    .getByRole("button", { name: /^(sign in|log in)/i })
    .first()
    .click();
}

describe("in a browser", () => {
  test("somebody signs in, sees the scopes, allows, and lands on the page as that person", async () => {
    await signIn();
    await page.getByRole("button", { name: /allow/i }).waitFor();
    const consent = await page.locator("body").innerText();
    for (const scope of ["actions", "participants", "tasks"]) expect(consent).toContain(scope);
    await page.getByRole("button", { name: /allow/i }).click();
    await page.waitForURL(`${server.url}/`);
    const person = server.simulator.database.people.find(({ username }) => username === "ana")!;
    const home = await page.locator("body").innerText();
    expect(home).toContain(person.displayName.split(" ").at(-1));
    expect(home).toContain(person.orgkey);
  });

  test("GraphiQL runs a query to real rows, with no help from the internet", async () => {
    await page.goto(`${server.url}/graphiql?query=${encodeURIComponent("{ matters(first: 2) { nodes { id name } } }")}`);
    await page
      .getByRole("button", { name: /execute|run/i })
      .first()
      .click();
    await page.getByText("Matter:", { exact: false }).first().waitFor({ timeout: 15_000 });
    expect(await page.locator(".result-window, .graphiql-response").first().innerText()).toContain("Matter:");
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("somebody declines, and the page says so", async () => {
    await context.clearCookies();
    await signIn();
    await page.getByRole("button", { name: /decline/i }).click();
    await page.waitForURL((url) => url.origin === server.url);
    expect(await page.locator("body").innerText()).toMatch(/declined/i);
  });
});
