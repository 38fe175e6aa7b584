import { createServer, type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { fastify, type FastifyInstance, type FastifyRequest } from "fastify";
import { createAuth, type Auth, type AuthSettings, type Viewer } from "../../../auth/index.js";
import { openStores, type Stores } from "../../../gateway/stores/index.js";
import { startSimulator, type Simulator } from "../../../simulator/index.js";
import { createBrowser, type Browser } from "../../support/browser.js";
import { memoryLog, type MemoryLog } from "../../support/memory-log.js";
import { QUICK } from "../../support/auth/rig.js";

const HOUR = 3_600_000;
/** One clock for both sides. */
let now: number;
let simulator: Simulator;
let stores: Stores;
let app: FastifyInstance;
let auth: Auth;
let log: MemoryLog;
let url: string;
let browser: Browser;

/** The address has to be known before the redirect URI can be. */
async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function start(change: Partial<AuthSettings> = {}): Promise<void> {
  url = await freeAddress();
  log = memoryLog();
  auth = createAuth(
    {
      publicUrl: new URL(url),
      environment: "custom",
      clientId: simulator.client.id,
      clientSecret: simulator.client.secret,
      clientAuth: "body",
      authorizeUrl: new URL(simulator.authorizeUrl),
      tokenUrl: new URL(simulator.tokenUrl),
      scope: ["actions", "participants"],
      apiHosts: [new URL(simulator.url).host],
      keys: [{ id: "k1", key: new Uint8Array(32).fill(3) }],
      frontendOrigins: [],
      sameSite: "lax",
      allowInsecureUpstream: true,
      timing: { ...QUICK, httpTimeout: 4_000 },
      ...change,
    },
    { tokens: stores.tokens, sessions: stores.sessions, clock: () => now, log, problemPage: ({ title }) => `<h1>${title}</h1>` },
  );
  app = fastify();
  await app.register(auth.routes);
  await app.listen({ port: Number(new URL(url).port), host: "127.0.0.1" });
}

beforeEach(async () => {
  now = Date.now();
  simulator = await startSimulator({ clock: () => now });
  stores = await openStores("memory:", { clock: () => now });
  browser = createBrowser();
});
afterEach(async () => {
  await app.close();
  await auth.close();
  await stores.close();
  await simulator.close();
});

/** Goes through the consent page as a person of the simulator. */
async function connect(username: string, decision: "allow" | "decline" = "allow", query = ""): Promise<Response> {
  const person = simulator.database.people.find((each) => each.username === username)!;
  const begun = await browser.send(`${url}/auth/connect${query}`);
  const answered = await browser.send(begun.headers.get("location")!, {
    form: { username, password: person.password, decision },
  });
  return browser.send(answered.headers.get("location")!);
}
const viewer = async (): Promise<Viewer> => {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return (await auth.authenticate({ headers: { cookie } } as FastifyRequest))!;
};
const session = async (): Promise<Record<string, unknown>> =>
  (await (await browser.send(`${url}/auth/session`)).json()) as Record<string, unknown>;
/** Whether the API takes a viewer's present token. */
const works = async (): Promise<number> => {
  const { value, apiEndpoint } = await (await viewer()).accessToken();
  return (await fetch(new URL("rest/users/current", apiEndpoint), { headers: { authorization: `Bearer ${value.reveal()}` } }))
    .status;
};

describe("With a real authorization server over HTTP", () => {
  test.each(["body", "basic"] as const)(
    "F1: a person connects with client authentication by %s, is named, and can use the API",
    async (clientAuth) => {
      simulator.set({ clientAuth, requirePkce: true });
      await start({ clientAuth });
      const done = await connect("ana", "allow", "?return_to=/");
      expect([done.status, done.headers.get("location")]).toEqual([303, `${url}/`]);
      expect(await session()).toMatchObject({
        authenticated: true,
        viewer: { email: "ana@kauripartners.example", name: expect.any(String) },
        scopes: ["actions", "participants", "users"],
      });
      expect(await works()).toBe(200);
      expect(log.lines.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
    },
  );

  test("F2: with the scope left to the server, or all of it asked for", async () => {
    await start({ scope: "server" });
    expect((await connect("grace")).status).toBe(303);
    expect(await session()).toMatchObject({ scopes: ["all"], viewer: { name: expect.any(String) } });
    expect((await connect("grace", "allow", "?scope=all")).status).toBe(303);
    expect(await works()).toBe(200);
  });

  test("F7: somebody declines", async () => {
    await start();
    const done = await connect("ana", "decline", "?return_to=/");
    expect(done.headers.get("location")).toBe(`${url}/?auth_error=access_denied`);
    expect(await session()).toEqual({ authenticated: false });
    expect(simulator.tokenRequests()).toHaveLength(0);
  });

  test("F11: iss in the callback is checked when it is sent", async () => {
    simulator.set({ returnsIss: true });
    await start();
    expect((await connect("ana")).status).toBe(303);
    simulator.set({ iss: "https://evil.example" });
    expect((await connect("ana")).status).toBe(400);
    expect(simulator.tokenRequests()).toHaveLength(1);
  });

  test("C1: 200 callers after expiry spend one refresh token, which a server that punishes reuse does not notice", async () => {
    simulator.set({ rotation: "family", revokesPreviousAccessToken: true, tokenLatency: 20 });
    await start();
    await connect("ana");
    for (let round = 0; round < 3; round++) {
      now += HOUR + 1_000;
      const person = await viewer();
      const tokens = await Promise.all(Array.from({ length: 200 }, () => person.accessToken()));
      expect(new Set(tokens.map(({ value }) => value.reveal())).size).toBe(1);
      expect(await works()).toBe(200);
    }
    expect(simulator.tokenRequests().map(({ grantType }) => grantType)).toEqual([
      "authorization_code",
      "refresh_token",
      "refresh_token",
      "refresh_token",
    ]);
  });

  test("two people in two organisations have each their own token and endpoint", async () => {
    await start();
    await connect("ana");
    const ana = await viewer();
    browser = createBrowser();
    await connect("grace");
    const grace = await viewer();
    expect(ana.orgkey).not.toBe(grace.orgkey);
    const [one, two] = [await ana.accessToken(), await grace.accessToken()];
    expect(one.apiEndpoint.href).toBe(simulator.apiEndpoint(ana.orgkey));
    expect(two.apiEndpoint.href).toBe(simulator.apiEndpoint(grace.orgkey));
    expect(one.value.reveal()).not.toBe(two.value.reveal());
  });

  test("C12: a token that Actionstep refuses is replaced once, by one that works", async () => {
    await start();
    await connect("ana");
    const person = await viewer();
    const { version } = await person.accessToken();
    simulator.expireAccessTokens();
    expect(await works()).toBe(401);
    const renewed = await Promise.all(Array.from({ length: 50 }, () => person.accessToken({ rejected: { version } })));
    expect(new Set(renewed.map((token) => token.version))).toEqual(new Set([version + 1]));
    expect(await works()).toBe(200);
    expect(simulator.tokenRequests()).toHaveLength(2);
  });

  test("P1: consent that is withdrawn ends the connection, and connecting again restores it", async () => {
    await start();
    await connect("ana");
    const person = await viewer();
    simulator.revoke("ana");
    now += HOUR + 1_000;
    await expect(person.accessToken()).rejects.toMatchObject({
      code: "RECONNECT_REQUIRED",
      extensions: { reason: "invalid_grant" },
    });
    expect(await session()).toMatchObject({ authenticated: false, viewer: { id: person.userId } });
    expect((await connect("ana")).status).toBe(303);
    expect((await viewer()).connectionId).toBe(person.connectionId);
    expect(await works()).toBe(200);
  });

  test.each<[string, Parameters<Simulator["fault"]>[0]["fault"], "lenient" | "strict", number | string]>([
    ["an answer cut off after rotation, with a server that forgives", { kind: "reset-after-commit" }, "lenient", 200],
    ["an answer cut off after rotation, with a strict server", { kind: "reset-after-commit" }, "strict", "rotation_lost"],
    ["half a body, then nothing, with a server that forgives", { kind: "stall-body" }, "lenient", 200],
    ["a connection cut before anything was done", { kind: "reset" }, "strict", 200],
    ["an odd token_type after rotation", { kind: "replace", body: (real) => real.replace(/bearer/i, "mac") }, "strict", 200],
    ["an answer as HTML after rotation", { kind: "replace", contentType: "text/html", body: (real) => real }, "strict", 200],
    ["a 503", { kind: "status", status: 503, body: "busy" }, "strict", 200],
  ])("recovers from %s, or says what happened", async (_what, fault, rotation, outcome) => {
    simulator.set({ rotation });
    await start({ timing: { ...QUICK, httpTimeout: 700 } });
    await connect("ana");
    const person = await viewer();
    now += HOUR + 1_000;
    simulator.fault({ match: ({ kind }) => kind === "token", times: 1, fault });
    await person.accessToken().catch(() => undefined);
    now += 60_000;
    if (typeof outcome === "number") expect(await works()).toBe(outcome);
    else await expect(person.accessToken()).rejects.toMatchObject({ extensions: { reason: outcome } });
  });

  test("P8: a server that is not there is tried once more, then paused", async () => {
    await start();
    await connect("ana");
    const person = await viewer();
    const away = await startSimulator({ clock: () => now });
    await away.close();
    await app.close();
    await start({ tokenUrl: new URL(away.tokenUrl) });
    now += HOUR + 1_000;
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const same = (await auth.authenticate({ headers: { cookie } } as FastifyRequest))!;
    expect(same.connectionId).toBe(person.connectionId);
    await expect(same.accessToken()).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    expect(log.lines.filter(({ outcome }) => outcome === "never-sent")).toHaveLength(1);
  });
});
