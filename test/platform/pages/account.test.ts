import { afterAll, beforeAll, beforeEach, describe, expect } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { createBrowser } from "../../support/browser.js";
import { startChromium, type Chromium } from "../../support/chromium.js";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { installed, testWith } from "../../support/installed.js";

const program = installed("chromium", "chromium-browser", "google-chrome");
const test = testWith(program);

let server: TestGateway;
let browser: Chromium;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  if (!program) return;
  server = await startTestGateway();
  browser = await startChromium(program);
  context = browser.context;
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  if (!program) return;
  await context.clearCookies();
  await page.goto(server.url);
  complaints.length = 0;
});

/** From the front page through the simulator's pages and back, as a person would. */
async function connect(username: string, link = /^connect to actionstep/i): Promise<void> {
  await page.getByRole("link", { name: link }).first().click();
  await page.waitForURL(/\/api\/oauth\/authorize/);
  const notYou = page.getByRole("link", { name: /^not .*\?$/i });
  if (await notYou.count()) await notYou.first().click();
  await page.getByLabel(/user ?name/i).fill(username);
  await page.getByLabel(/password/i).fill("demo");
  await page
    .getByRole("button", { name: /^sign in/i })
    .first()
    .click();
  await page.getByRole("button", { name: /allow/i }).click();
  await page.waitForURL(`${server.url}/`);
}

/** Is signed in as those people, without going through the pages. */
async function arriveAs(username: string, ...others: string[]): Promise<void> {
  const client = await server.connect(username);
  for (const other of others) await server.connectAgain(client, other);
  await context.addCookies([...client.browser.cookies].map(([name, value]) => ({ name, value, url: server.url })));
  await page.goto(server.url);
}

const card = (name: RegExp) => page.getByRole("region", { name });

describe("on the front page somebody", () => {
  test("connects a second organisation, switches between them, and disconnects one", async () => {
    await connect("sam@kauripartners");
    await connect("sam@harlowreyes", /connect another/i);
    await page.getByText("You are now connected to another organisation").waitFor();
    const organisations = card(/your organisations/i);
    expect(await organisations.getByRole("listitem").count()).toBe(2);
    expect(await organisations.getByRole("listitem").filter({ hasText: "In use" }).innerText()).toContain("harlowreyes");

    await organisations.getByRole("button", { name: /^switch to kauripartners/i }).click();
    await page.getByText("Switched.").waitFor();
    expect(await organisations.getByRole("listitem").filter({ hasText: "In use" }).innerText()).toContain("kauripartners");

    await organisations.getByRole("button", { name: /^disconnect harlowreyes/i }).click();
    await page.getByText("forgotten your tokens for that organisation").waitFor();
    expect(await organisations.getByRole("listitem").allInnerTexts()).toEqual([expect.stringContaining("kauripartners")]);
    expect(complaints).toEqual([]);
  });

  test("sees where they are signed in, this browser marked, and ends the others", async () => {
    const elsewhere = await server.connect("ana");
    await server.connect("ana");
    await connect("ana");
    const sessions = card(/where you are signed in/i);
    expect(await sessions.getByRole("listitem").count()).toBe(3);
    expect(await sessions.getByRole("listitem").filter({ hasText: "This browser" }).innerText()).toMatch(/chrom\w+ on linux/i);
    await sessions
      .getByRole("button", { name: /^end the session of/i })
      .first()
      .click();
    await page.getByText("That session has ended.").waitFor();
    expect(await sessions.getByRole("listitem").count()).toBe(2);
    await sessions.getByRole("button", { name: /^end all others/i }).click();
    await page.getByText("All other sessions have ended").waitFor();
    expect(await sessions.getByRole("listitem").count()).toBe(1);
    expect((await elsewhere.query("{ viewer { org } }")).errors![0]!.extensions["code"]).toBe("UNAUTHENTICATED");
    expect(complaints).toEqual([]);
  });

  test("makes a token for a program, sees it once, and revokes it", async () => {
    await arriveAs("ana");
    const tokens = card(/tokens for programs/i);
    await tokens.getByLabel(/what is it for/i).fill("Nightly report");
    await tokens.getByLabel(/ends after/i).selectOption("7");
    await tokens.getByRole("button", { name: /make a token/i }).click();
    await page.getByText("not shown again").waitFor();
    const token = await page.locator("#token-text").innerText();
    expect(token).toMatch(/^asgw_[A-Za-z0-9]{8}_[\w-]{43}$/);
    const ask = async () => {
      const headers = { authorization: `Bearer ${token}` };
      return (await createBrowser().send(`${server.url}/graphql`, { json: { query: "{ viewer { org } }" }, headers })).json();
    };
    expect(await ask()).toMatchObject({ data: { viewer: { org: "kauripartners" } } });

    await tokens.getByRole("link", { name: "Done" }).click();
    await tokens.getByRole("listitem").filter({ hasText: "Nightly report" }).waitFor();
    expect(await page.content()).not.toContain(token);
    expect(await tokens.getByRole("listitem").innerText()).toMatch(/read only/i);
    await tokens.getByRole("button", { name: /^revoke nightly report/i }).click();
    await page.getByText("Programs that use that token are refused").waitFor();
    expect(await ask()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    expect(complaints).toEqual([]);
  });

  test("is told what is wrong with a token they ask for, and loses nothing of what they wrote", async () => {
    await arriveAs("sam@kauripartners", "sam@harlowreyes");
    const tokens = card(/tokens for programs/i);
    await tokens.getByLabel(/what is it for/i).fill("Nightly report");
    await tokens.getByLabel(/harlowreyes/i).uncheck();
    await tokens.getByRole("button", { name: /make a token/i }).click();
    await page.getByText("expected at least one organisation").waitFor();
    expect(await tokens.getByLabel(/what is it for/i).inputValue()).toBe("Nightly report");
    await tokens.getByLabel(/kauripartners/i).check();
    await tokens.getByRole("button", { name: /make a token/i }).click();
    await page.getByText("not shown again").waitFor();
  });

  test("without script reads everything, and is told that the buttons need it", async () => {
    await arriveAs("ana");
    const plain = await context.browser()!.newContext({ javaScriptEnabled: false });
    await plain.addCookies(await context.cookies());
    const still = await plain.newPage();
    await still.goto(server.url);
    expect(await still.locator("body").innerText()).toContain("need JavaScript");
    expect(await still.locator("main button:enabled:visible").count()).toBe(0);
    await plain.close();
  });
});
