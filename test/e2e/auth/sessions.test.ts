import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createJar, type Jar } from "../../support/auth/jar.js";
import { json } from "../../support/auth/fake-actionstep.js";
import { createRig, eventually, type Rig } from "../../support/auth/rig.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let rig: Rig;
let jar: Jar;
beforeEach(async () => {
  rig = await createRig();
  jar = createJar(rig.url);
  await rig.connect("12@examplelaw", jar);
});
afterEach(() => rig.close());

const sessionOf = async (browser: Jar): Promise<Record<string, unknown>> =>
  (await (await browser.get("/auth/session")).json()) as Record<string, unknown>;
const copyOf = (original: Jar): Jar => {
  const jar = createJar(rig.url);
  for (const [name, value] of original.cookies) jar.cookies.set(name, value);
  return jar;
};
const CSRF = { "x-csrf": "1" };

describe("Sessions", () => {
  test("S6: a session ends after eight hours without use", async () => {
    rig.clock.advance(8 * HOUR - MINUTE);
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true });
    rig.clock.advance(8 * HOUR - MINUTE);
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true });
    rig.clock.advance(8 * HOUR);
    expect(await sessionOf(jar)).toEqual({ authenticated: false });
    await expect(rig.viewer(jar.header())).rejects.toThrow("nobody is signed in");
  });

  test("S6: and after 21 days however much it is used", async () => {
    for (let hours = 0; hours < 21 * 24 - 4; hours += 4) {
      rig.clock.advance(4 * HOUR);
      expect(await rig.auth.authenticate({ headers: { cookie: jar.header() } } as never)).not.toBeNull();
    }
    rig.clock.advance(4 * HOUR);
    expect(await sessionOf(jar)).toEqual({ authenticated: false });
  });

  test("use is written down at most every five minutes", async () => {
    let writes = 0;
    const set = rig.stores.sessions.set.bind(rig.stores.sessions);
    rig.stores.sessions.set = (...args) => (writes++, set(...args));
    for (let i = 0; i < 20; i++) {
      await sessionOf(jar);
      rig.clock.advance(MINUTE);
    }
    expect(writes).toBe(3);
  });

  test("S7: logging out ends this session alone: the connection and other browsers stay", async () => {
    const elsewhere = createJar(rig.url);
    await rig.connect("12@examplelaw", elsewhere);
    const copy = copyOf(jar);
    const response = await jar.post("/auth/logout", CSRF);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ authenticated: false });
    expect(response.headers.get("clear-site-data")).toBe('"cookies"');
    expect(jar.cookies.size).toBe(0);
    expect(await sessionOf(copy)).toEqual({ authenticated: false });
    expect(await sessionOf(elsewhere)).toMatchObject({ authenticated: true });
    expect((await rig.viewer(elsewhere.header()).then((viewer) => viewer.accessToken())).version).toBe(2);
  });

  test("S7: a session that is logged out while it is used does not come back", async () => {
    rig.clock.advance(10 * MINUTE);
    const copy = copyOf(jar);
    const get = rig.stores.sessions.get.bind(rig.stores.sessions);
    let readings = 0;
    rig.stores.sessions.get = async (key) => {
      const value = await get(key);
      // Between the reading of the session and the note of its use, somebody logs out.
      if (key.startsWith("session:") && readings++ === 0) await jar.post("/auth/logout", CSRF);
      return value;
    };
    await sessionOf(copy);
    expect(await sessionOf(copy)).toEqual({ authenticated: false });
  });

  test("disconnecting forgets the tokens for every browser of that person", async () => {
    const elsewhere = createJar(rig.url);
    await rig.connect("12@examplelaw", elsewhere);
    const viewer = await rig.viewer(elsewhere.header());
    expect((await jar.post("/auth/disconnect", CSRF)).status).toBe(200);
    expect(await sessionOf(elsewhere)).toEqual({ authenticated: false });
    await expect(viewer.accessToken()).rejects.toMatchObject({ code: "RECONNECT_REQUIRED", extensions: { reason: "by_user" } });
    expect(await rig.record(viewer)).toMatchObject({ status: "disconnected", sealed: "", rtFp: "" });
    await rig.connect("12@examplelaw", jar);
    expect((await rig.viewer(jar.header()).then((again) => again.accessToken())).version).toBeGreaterThan(1);
  });

  test("S8: a grant that has died shows in the session at once, though the session itself lives", async () => {
    const viewer = await rig.viewer(jar.header());
    const at = (ms: number): string => new Date(ms).toISOString();
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true, reconnectBy: at((await rig.record(viewer)).rtExpiresAt) });
    rig.clock.advance(0.9 * HOUR);
    rig.actionstep.onRefresh(() => json(400, { error: "invalid_grant" }));
    await viewer.accessToken();
    await eventually(async () => (await rig.record(viewer)).status === "degraded");
    const { atExpiresAt, deadAt } = await rig.record(viewer);
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true, reconnectBy: at(atExpiresAt) });
    rig.clock.advance(0.1 * HOUR);
    expect(await sessionOf(jar)).toMatchObject({ authenticated: false, viewer: { id: "12" }, reconnectBy: at(atExpiresAt) });
    await expect(viewer.accessToken()).rejects.toMatchObject({ code: "RECONNECT_REQUIRED" });
    const after = await sessionOf(jar);
    expect(after).toMatchObject({ authenticated: false, org: "examplelaw", reconnectBy: at(deadAt!) });
    expect(after).not.toHaveProperty("accessTokenExpiresAt");
  });

  test("whoever had other scopes than usual is sent to connect with the same ones again", async () => {
    const response = await jar.get("/auth/connect?scope=actions%20tasks");
    const state = new URL(response.headers.get("location")!).searchParams.get("state")!;
    await jar.get(`/auth/callback?code=12@examplelaw&state=${state}`);
    rig.clock.advance(HOUR);
    rig.actionstep.revokeAll();
    const viewer = await rig.viewer(jar.header());
    await expect(viewer.accessToken()).rejects.toMatchObject({
      extensions: { connectUrl: "https://gateway.example/auth/connect?scope=actions+tasks+users" },
    });
  });

  test.each([
    ["without the header", {}, 403],
    ["with the header alone, as a program sends it", { "x-csrf": "1" }, 200],
    ["from another site", { "x-csrf": "1", "sec-fetch-site": "cross-site", origin: "https://evil.example" }, 403],
    ["from a sibling host", { "x-csrf": "1", "sec-fetch-site": "same-site", origin: "https://other.gateway.example" }, 403],
    ["from a sibling host that hides its origin", { "x-csrf": "1", "sec-fetch-site": "same-site" }, 403],
    ["from an old browser elsewhere", { "x-csrf": "1", origin: "https://evil.example" }, 403],
    ["from an origin called null", { "x-csrf": "1", origin: "null" }, 403],
    ["from a listed frontend", { "x-csrf": "1", "sec-fetch-site": "cross-site", origin: "https://app.example" }, 200],
    ["from our own page", { "x-csrf": "1", "sec-fetch-site": "same-origin", origin: "https://gateway.example" }, 200],
  ])("a posting request %s", async (_how, headers, status) => {
    for (const path of ["/auth/logout", "/auth/disconnect"]) {
      const browser = createJar(rig.url);
      await rig.connect("12@examplelaw", browser);
      const copy = copyOf(browser);
      const response = await browser.post(path, headers);
      expect(response.status).toBe(status);
      if (status === 403) {
        expect(await response.json()).toEqual({
          error: { code: expect.stringMatching(/^(CSRF|ORIGIN)_REJECTED$/), message: expect.any(String) },
        });
      }
      expect(await sessionOf(copy)).toMatchObject({ authenticated: status === 403 });
    }
  });

  test("a posting request may carry any body or none", async () => {
    for (const init of [
      { headers: { "content-type": "application/json" } },
      { headers: { "content-type": "text/xml" }, body: "<x/>" },
    ]) {
      const response = await fetch(`${rig.url}/auth/logout`, { method: "POST", ...init, headers: { ...init.headers, ...CSRF } });
      expect(response.status).toBe(200);
    }
  });

  test.each(["", "x", "a".repeat(43), "../../etc/passwd", "%00"])("a cookie nobody gave out (%j) is nobody's", async (value) => {
    const stranger = createJar(rig.url);
    stranger.cookies.set("__Host-asgw", value);
    expect(await sessionOf(stranger)).toEqual({ authenticated: false });
  });

  test("the session endpoint says so when the store is down, and does not say that nobody is signed in", async () => {
    rig.tokens.fails = () => true;
    const response = await jar.get("/auth/session");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: "UPSTREAM_UNAVAILABLE" } });
    await expect(rig.viewer(jar.header())).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  });

  test("S7: a logout that the store is not told of says so, and the browser forgets its session all the same", async () => {
    const copy = copyOf(jar);
    const set = rig.stores.sessions.set.bind(rig.stores.sessions);
    rig.stores.sessions.set = () => Promise.reject(new Error("redis://user:hunter2@store"));
    const response = await jar.post("/auth/logout", CSRF);
    const text = await response.text();
    expect([response.status, jar.cookies.size]).toEqual([503, 0]);
    expect(text).toContain("UPSTREAM_UNAVAILABLE");
    expect(text).not.toContain("hunter2");
    expect(response.headers.get("clear-site-data")).toBe('"cookies"');
    rig.stores.sessions.set = set;
    expect(await sessionOf(copy)).toMatchObject({ authenticated: true });
  });

  test("whoever is not signed in and disconnects is told that nothing was forgotten", async () => {
    const response = await createJar(rig.url).act("POST", "/auth/disconnect");
    expect([response.status, await response.json()]).toMatchObject([401, { error: { code: "UNAUTHENTICATED" } }]);
  });

  test("a choice of organisation made while the session is given another id stands under the new one", async () => {
    await rig.connect("12@otherlaw", jar);
    const elsewhere = copyOf(jar);
    const get = rig.stores.sessions.get.bind(rig.stores.sessions);
    let readings = 0;
    rig.stores.sessions.get = async (key) => {
      const value = await get(key);
      // The session that makes a token has been read; now the other tab chooses.
      if (key.startsWith("using:") && readings++ === 0)
        expect((await elsewhere.act("POST", "/auth/switch", { org: "examplelaw" })).status).toBe(200);
      return value;
    };
    expect((await jar.act("POST", "/auth/tokens", { label: "x" })).status).toBe(201);
    expect(readings).toBeGreaterThan(0);
    expect(await sessionOf(jar)).toMatchObject({ org: "examplelaw" });
  });

  test("on a loopback address without https the cookie has neither prefix nor Secure", async () => {
    const machine = await rig.another({ publicUrl: new URL("http://localhost:4000") });
    const browser = createJar(machine.url);
    const begun = await browser.get("/auth/connect");
    expect(begun.headers.getSetCookie()[0]).toMatch(
      /^asgw-tx-[\w-]{8}=[\w-]{43}\.\d+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    const done = await browser.get(`/auth/callback?code=12@examplelaw&state=${state}`);
    expect(done.headers.getSetCookie().at(-1)).toMatch(/^asgw=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    // Everything on localhost shares its cookies: only ours is taken back.
    const out = await browser.post("/auth/logout", CSRF);
    expect(out.headers.get("clear-site-data")).toBeNull();
    expect(out.headers.getSetCookie()).toEqual(["asgw=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"]);
  });

  test("sessions outlive the store's own idea of their life by a day, so that our clock decides", async () => {
    const lives: number[] = [];
    const set = rig.stores.sessions.set.bind(rig.stores.sessions);
    rig.stores.sessions.set = (key, value, ttlMs) => (lives.push(ttlMs), set(key, value, ttlMs));
    await rig.connect("13@examplelaw");
    expect(lives).toEqual([22 * DAY]);
  });
});
