import { describe, expect, test } from "@jest/globals";
import { createBrowser } from "../support/browser.js";
import { useGateway } from "../support/use-gateway.js";

const { server } = useGateway();

const session = async (client: { browser: ReturnType<typeof createBrowser> }) =>
  (await (await client.browser.send(`${server.url}/auth/session`)).json()) as Record<string, unknown>;

describe("signing in", () => {
  test("ends with a session that knows who, where and what was granted, and holds no token", async () => {
    const client = await server.connect("ana");
    const body = await session(client);
    expect(body).toMatchObject({
      authenticated: true,
      viewer: { id: expect.any(String) },
      org: expect.any(String),
      scopes: expect.arrayContaining(["actions"]),
    });
    expect(Date.parse(body["accessTokenExpiresAt"] as string)).toBeGreaterThan(Date.now());
    expect(Date.parse(body["reconnectBy"] as string)).toBeGreaterThan(Date.now() + 20 * 86_400_000);
    const { data } = await client.query(`{ viewer { org accessTokenExpiresAt user { emailAddress isCurrent } } }`);
    expect(data.viewer).toMatchObject({ org: body["org"], user: { isCurrent: true } });
  });

  test("can be declined: nothing is stored, and the page one came from is told", async () => {
    const browser = createBrowser();
    const start = await browser.send(`${server.url}/auth/connect?return_to=/after`);
    const authorize = start.headers.get("location")!;
    await browser.send(authorize, { form: { username: "ana", password: "demo" } });
    const declined = await browser.send(authorize, { form: { decision: "decline" } });
    const back = await browser.send(declined.headers.get("location")!);
    expect(back.status).toBe(303);
    expect(new URL(back.headers.get("location")!, server.url).href).toBe(`${server.url}/after?auth_error=access_denied`);
    expect(await (await browser.send(`${server.url}/auth/session`)).json()).toEqual({ authenticated: false });
  });

  test("with a forged or replayed callback is refused before any token request", async () => {
    server.simulator.clearRequests();
    const forged = await createBrowser().send(`${server.url}/auth/callback?code=abc&state=def`, {
      headers: { accept: "text/html" },
    });
    expect(forged.status).toBe(400);
    expect(forged.headers.get("content-type")).toMatch(/^text\/html/);
    expect(await forged.text()).toContain("/auth/connect");
    expect(server.simulator.tokenRequests()).toEqual([]);
  });

  test("never leads to another site", async () => {
    for (const target of ["https://evil.example/", "//evil.example", "/\\evil.example"]) {
      const browser = createBrowser();
      const start = await browser.send(`${server.url}/auth/connect?return_to=${encodeURIComponent(target)}`);
      const authorize = start.headers.get("location")!;
      await browser.send(authorize, { form: { username: "ana", password: "demo" } });
      const decided = await browser.send(authorize, { form: { decision: "allow" } });
      const back = await browser.send(decided.headers.get("location")!);
      expect(new URL(back.headers.get("location")!, server.url).origin).toBe(server.url);
    }
  });
});

describe("leaving", () => {
  test("needs the header that other sites cannot send", async () => {
    const client = await server.connect("ana");
    for (const route of ["logout", "disconnect"]) {
      expect((await client.browser.send(`${server.url}/auth/${route}`, { method: "POST" })).status).toBe(403);
    }
    expect(await session(client)).toMatchObject({ authenticated: true });
  });

  test("by logging out ends this session only", async () => {
    const [here, there] = [await server.connect("ana"), await server.connect("ana")];
    expect(
      (await here.browser.send(`${server.url}/auth/logout`, { method: "POST", headers: { "x-csrf": "1" } })).status,
    ).toBeLessThan(300);
    expect(await session(here)).toEqual({ authenticated: false });
    expect((await there.query(`{ viewer { org } }`)).errors).toBeUndefined();
  });

  test("by disconnecting forgets the tokens everywhere", async () => {
    const [here, there] = [await server.connect("ana"), await server.connect("ana")];
    expect(
      (await here.browser.send(`${server.url}/auth/disconnect`, { method: "POST", headers: { "x-csrf": "1" } })).status,
    ).toBeLessThan(300);
    const { errors } = await there.query(`{ matters { totalCount } }`);
    expect(["UNAUTHENTICATED", "RECONNECT_REQUIRED"]).toContain(errors![0]!.extensions["code"]);
    expect((await server.connect("ana")).browser.cookies.size).toBeGreaterThan(0);
  });
});

test("no token, code, secret or cookie is in the log", async () => {
  const client = await server.connect("ana");
  await client.query(`{ matters(first: 1) { nodes { id } } }`);
  const log = server.logged();
  expect(log).toContain('"route":"/auth/callback"');
  for (const value of client.browser.cookies.values()) expect(log).not.toContain(value);
  expect(log).not.toContain(server.simulator.client.secret);
  expect(log).not.toMatch(/Bearer [\w-]|[?&](code|state)=/);
});
