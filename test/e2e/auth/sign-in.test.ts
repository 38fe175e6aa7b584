import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { json } from "../../support/auth/fake-actionstep.js";
import { createJar, type Jar } from "../../support/auth/jar.js";
import { createRig, type Rig } from "../../support/auth/rig.js";

const MINUTE = 60_000;

let rig: Rig;
let jar: Jar;
beforeEach(async () => {
  rig = await createRig();
  jar = createJar(rig.url);
});
afterEach(() => rig.close());

/** Begins a sign-in in a browser; resolves to where it is sent and the state that went along. */
async function begin(browser: Jar, query = ""): Promise<{ to: URL; state: string }> {
  const response = await browser.get(`/auth/connect${query}`);
  expect(response.status).toBe(303);
  const to = new URL(response.headers.get("location")!);
  return { to, state: to.searchParams.get("state")! };
}
const callback = (params: Record<string, string>): string => `/auth/callback?${new URLSearchParams(params).toString()}`;
const finish = (browser: Jar, state: string, who = "12@examplelaw"): Promise<Response> =>
  browser.get(callback({ code: who, state }));
const sessionOf = async (browser: Jar): Promise<Record<string, unknown>> =>
  (await (await browser.get("/auth/session")).json()) as Record<string, unknown>;
const asText = async (response: Response): Promise<[number, string]> => [response.status, await response.text()];

describe("Connecting", () => {
  test("F1: a whole sign-in ends where it was begun, with one opaque cookie marked as it should be", async () => {
    const { state } = await begin(jar, "?return_to=/matters");
    const done = await finish(jar, state);
    expect(done.status).toBe(303);
    expect(done.headers.get("location")).toBe("https://gateway.example/matters");
    const cookie = done.headers.getSetCookie().find((line) => line.startsWith("__Host-asgw="))!;
    const [pair, ...marks] = cookie.split("; ");
    expect(pair).toMatch(/^__Host-asgw=[\w-]{43}$/);
    expect(marks).toEqual([`Max-Age=${21 * 24 * 3600}`, "Path=/", "HttpOnly", "Secure", "SameSite=Lax"]);
    const connection = {
      viewer: { id: "12", name: "Lee Example", email: "lee@example.com" },
      org: "examplelaw",
      scopes: ["actions", "participants", "users"],
      accessTokenExpiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      reconnectBy: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    };
    expect(await sessionOf(jar)).toEqual({
      authenticated: true,
      ...connection,
      connections: [{ ...connection, id: expect.stringMatching(/^c_/), current: true, usable: true }],
    });
    const viewer = await rig.viewer(jar.header());
    expect(viewer).toMatchObject({ orgkey: "examplelaw", userId: "12", scopes: ["actions", "participants", "users"] });
    expect((await viewer.accessToken()).apiEndpoint.href).toBe("https://ap-southeast-2.actionstep.com/api/");
    expect((await rig.record(viewer)).v).toBe(1);
  });

  test("F1: every answer under /auth is kept out of caches and referrers", async () => {
    for (const path of ["/auth/connect", "/auth/callback", "/auth/session"]) {
      const { headers } = await jar.get(path);
      expect([headers.get("cache-control"), headers.get("referrer-policy"), headers.get("vary")]).toEqual([
        "no-store",
        "no-referrer",
        "Cookie, Origin, Sec-Fetch-Site",
      ]);
    }
  });

  test("F2: the authorization request carries state and PKCE, and nothing that asks for an identity token", async () => {
    const { to } = await begin(jar);
    expect(`${to.origin}${to.pathname}`).toBe("https://go.actionstep.com/api/oauth/authorize");
    const sent = Object.fromEntries(to.searchParams);
    expect(sent).toEqual({
      response_type: "code",
      client_id: "client-1",
      redirect_uri: "https://gateway.example/auth/callback",
      scope: "actions participants users",
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
  });

  test("F2: with the scope left to the server none is sent, and nothing is known to be missing", async () => {
    const machine = await rig.another({ scope: "server" });
    const browser = createJar(machine.url);
    const { to, state } = await begin(browser);
    expect(to.searchParams.has("scope")).toBe(false);
    await finish(browser, state);
    expect((await machine.viewer(browser.header())).scopes).toEqual(["all"]);
  });

  test("a request may ask for other scopes than usual; the one that tells who it is always goes along", async () => {
    const { to, state } = await begin(jar, "?scope=tasks%20actions%20tasks");
    expect(to.searchParams.get("scope")).toBe("tasks actions users");
    await finish(jar, state);
    expect((await rig.viewer(jar.header())).scopes).toEqual(["tasks", "actions", "users"]);
    expect((await begin(jar, "?scope=all")).to.searchParams.get("scope")).toBe("all");
    expect(rig.auth.connectUrl({ scopes: ["a", "b"], returnTo: "/x" })).toBe(
      "https://gateway.example/auth/connect?scope=a+b&return_to=%2Fx",
    );
  });

  test("a scope that is not one is refused with a page that offers to start again", async () => {
    const [status, page] = await asText(await jar.get("/auth/connect?scope=%22%3E%3Cscript%3E&return_to=/x"));
    expect(status).toBe(400);
    expect(page).toContain("https://gateway.example/auth/connect?return_to=");
    expect(page).not.toContain("<script>");
  });

  test("a page's script is told to send the browser instead", async () => {
    const response = await jar.get("/auth/connect", {
      "sec-fetch-mode": "cors",
      "sec-fetch-site": "same-origin",
      accept: "application/json",
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "NAVIGATION_REQUIRED" } });
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test("F3: a callback in another browser is refused without a token request, and does not spoil the sign-in", async () => {
    const { state } = await begin(jar);
    const [status, page] = await asText(await finish(createJar(rig.url), state));
    expect(status).toBe(400);
    expect(page).toContain("https://gateway.example/auth/connect");
    expect(rig.actionstep.tokenPosts).toBe(0);
    expect(rig.events).toContainEqual(expect.objectContaining({ name: "auth.rejected", reason: "STATE_INVALID" }));
    expect((await finish(jar, state)).status).toBe(303);
  });

  test("F4: a callback with the cookie of another sign-in is refused", async () => {
    const { state } = await begin(jar);
    const other = createJar(rig.url);
    await begin(other);
    const [name] = [...jar.cookies.keys()];
    const [value] = [...other.cookies.values()];
    const forged = createJar(rig.url);
    forged.cookies.set(name!, value!);
    expect((await finish(forged, state)).status).toBe(400);
    expect(rig.actionstep.tokenPosts).toBe(0);
  });

  test("F5: a callback sent twice at once makes one token request", async () => {
    const { state } = await begin(jar);
    const twin = createJar(rig.url);
    for (const [name, value] of jar.cookies) twin.cookies.set(name, value);
    const statuses = (await Promise.all([finish(jar, state), finish(twin, state)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([303, 400]);
    expect(rig.actionstep.tokenPosts).toBe(1);
  });

  test("F5: somebody who goes back to a finished callback is simply signed in", async () => {
    const { state } = await begin(jar);
    await finish(jar, state);
    const again = await finish(jar, state);
    expect([again.status, again.headers.get("location")]).toEqual([303, "https://gateway.example/"]);
    expect(rig.actionstep.tokenPosts).toBe(1);
  });

  test("F6: a sign-in that took over ten minutes has to be started again", async () => {
    const { state } = await begin(jar, "?return_to=/matters");
    rig.clock.advance(10 * MINUTE + 1_000);
    const [status, page] = await asText(await finish(jar, state));
    expect(status).toBe(400);
    expect(page).toContain("https://gateway.example/auth/connect?return_to=https%3A%2F%2Fgateway.example%2Fmatters");
    expect(rig.actionstep.tokenPosts).toBe(0);
  });

  test("F7: a decline goes back with its reason and changes nothing", async () => {
    const before = await rig.signIn();
    const { state } = await begin(jar, "?return_to=/matters?tab=1");
    const response = await jar.get(callback({ error: "access_denied", state }));
    expect([response.status, response.headers.get("location")]).toEqual([
      303,
      "https://gateway.example/matters?tab=1&auth_error=access_denied",
    ]);
    expect(rig.actionstep.tokenPosts).toBe(1);
    expect((await before.accessToken()).version).toBe(1);
    expect(await sessionOf(jar)).toEqual({ authenticated: false });
  });

  test("F7: who declines, and then allows, comes back to an address without the decline in it, and the other way round", async () => {
    const decline = async (returnTo: string): Promise<string> => {
      const { state } = await begin(jar, `?return_to=${encodeURIComponent(returnTo)}`);
      return (await jar.get(callback({ error: "access_denied", state }))).headers.get("location")!;
    };
    const allow = async (returnTo: string, who: string): Promise<string> => {
      const { state } = await begin(jar, `?return_to=${encodeURIComponent(returnTo)}`);
      return (await finish(jar, state, who)).headers.get("location")!;
    };
    const declined = await decline("/matters?q=a%20b&tab=1#top");
    expect(declined).toBe("https://gateway.example/matters?q=a%20b&tab=1&auth_error=access_denied#top");
    expect(await decline(declined)).toBe(declined);
    const allowed = await allow(declined, "12@examplelaw");
    expect(allowed).toBe("https://gateway.example/matters?q=a%20b&tab=1#top");
    const noticed = await allow(allowed, "12@otherlaw");
    expect(noticed).toBe("https://gateway.example/matters?q=a%20b&tab=1&auth_notice=org_mismatch#top");
    expect(await decline(noticed)).toBe(declined);
    expect(await allow(noticed, "12@otherlaw")).toBe(allowed);
  });

  test("F7: an error that is no plain word is not repeated", async () => {
    const { state } = await begin(jar);
    const response = await jar.get(callback({ error: "<script>", state }));
    expect(response.headers.get("location")).toBe("https://gateway.example/?auth_error=server_error");
  });

  test("F8: an error without the right state goes nowhere", async () => {
    await begin(jar);
    for (const params of [{ error: "access_denied" }, { error: "access_denied", state: "x".repeat(43) }]) {
      const response = await jar.get(callback(params as Record<string, string>));
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain("access_denied");
    }
  });

  test("F9: parameters given twice are refused, and the sign-in can still be finished", async () => {
    const { state } = await begin(jar);
    for (const twice of [
      `code=a&code=b&state=${state}`,
      `code=a&state=${state}&state=${state}`,
      `code=a&state=x&state=${state}`,
    ]) {
      expect((await jar.get(`/auth/callback?${twice}`)).status).toBe(400);
    }
    expect(rig.actionstep.tokenPosts).toBe(0);
    expect((await finish(jar, state)).status).toBe(303);
  });

  test("F9: a callback without a code is refused without a token request", async () => {
    const { state } = await begin(jar);
    expect((await jar.get(callback({ state }))).status).toBe(400);
    expect(rig.actionstep.tokenPosts).toBe(0);
  });

  test.each([
    ["a wrong", "https://evil.example", 400],
    ["the right", "https://go.actionstep.com", 303],
  ])("F11: %s iss in the callback", async (_which, iss, status) => {
    const { state } = await begin(jar);
    expect((await jar.get(callback({ code: "12@examplelaw", state, iss }))).status).toBe(status);
    expect(rig.actionstep.tokenPosts).toBe(status === 303 ? 1 : 0);
  });

  test("F12: nobody is sent to a place that is not allowed", async () => {
    const { state } = await begin(jar, `?return_to=${encodeURIComponent("https://evil.example/")}`);
    expect((await finish(jar, state)).headers.get("location")).toBe("https://gateway.example/");
    const listed = await begin(jar, `?return_to=${encodeURIComponent("https://app.example/inbox?x=1")}`);
    expect((await finish(jar, listed.state)).headers.get("location")).toBe("https://app.example/inbox?x=1");
  });

  test("F13: two tabs finish in the other order, and both succeed", async () => {
    const [first, second] = [await begin(jar, "?return_to=/1"), await begin(jar, "?return_to=/2")];
    expect((await finish(jar, second.state)).headers.get("location")).toBe("https://gateway.example/2");
    expect((await finish(jar, first.state)).headers.get("location")).toBe("https://gateway.example/1");
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true });
  });

  test("F13: also when both were begun signed in, though the first to finish changes the session's id", async () => {
    await rig.connect("12@examplelaw", jar);
    const [first, second] = [await begin(jar), await begin(jar)];
    expect((await finish(jar, second.state)).status).toBe(303);
    expect((await finish(jar, first.state)).status).toBe(303);
  });

  test("F14: with six sign-ins open the oldest makes room, and the cookies stay short", async () => {
    const begun = [];
    for (let i = 0; i < 6; i++) {
      begun.push(await begin(jar));
      rig.clock.advance(1_000);
    }
    expect(jar.cookies.size).toBe(5);
    expect(jar.header().length).toBeLessThan(4_096);
    expect((await finish(jar, begun[0]!.state)).status).toBe(400);
    expect((await finish(jar, begun[1]!.state)).status).toBe(303);
  });

  test("F15: connecting changes the session's id; the old one reads for fifteen seconds more, and may end it", async () => {
    await rig.connect("12@examplelaw", jar);
    const old = createJar(rig.url);
    for (const [name, value] of jar.cookies) old.cookies.set(name, value);
    await rig.connect("12@examplelaw", jar);
    expect(jar.header()).not.toBe(old.header());
    expect(await sessionOf(old)).toMatchObject({ authenticated: true });
    expect((await createJarWith(old).act("POST", "/auth/switch", { org: "examplelaw" })).status).toBe(409);
    rig.clock.advance(15_000);
    expect(await sessionOf(old)).toEqual({ authenticated: false });
    expect((await createJarWith(old).act("POST", "/auth/disconnect")).status).toBe(401);
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true });
    // Ending is the one thing that is done for whoever asks with an id from before.
    expect((await createJarWith(old).act("POST", "/auth/logout")).status).toBe(200);
    expect(await sessionOf(jar)).toEqual({ authenticated: false });
  });

  test("F16: a session somebody planted in a browser gains nothing from what that browser connects to", async () => {
    const attacker = createJar(rig.url);
    await rig.connect("66@examplelaw", attacker);
    const victim = createJarWith(attacker);
    await rig.connect("12@examplelaw", victim);
    expect(await sessionOf(victim)).toMatchObject({ viewer: { id: "12" } });
    expect(await sessionOf(attacker)).toMatchObject({ viewer: { id: "66" } });
    rig.clock.advance(15_000);
    expect(await sessionOf(attacker)).toEqual({ authenticated: false });
  });

  test("F17: a sign-in begun in one session is not finished in another", async () => {
    await rig.connect("12@examplelaw", jar);
    const { state } = await begin(jar);
    const other = createJar(rig.url);
    await rig.connect("66@examplelaw", other);
    jar.cookies.set("__Host-asgw", other.cookies.get("__Host-asgw")!);
    const posts = rig.actionstep.tokenPosts;
    expect((await finish(jar, state, "13@examplelaw")).status).toBe(400);
    expect(rig.actionstep.tokenPosts).toBe(posts);
    expect(await sessionOf(other)).toMatchObject({ viewer: { id: "66" } });
  });

  test("F17: a strict session cookie, which stays behind on the way back, is no obstacle", async () => {
    const machine = await rig.another({ sameSite: "strict" });
    const browser = createJar(machine.url);
    await finish(browser, (await begin(browser)).state);
    const before = browser.cookies.get("__Host-asgw")!;
    const { state } = await begin(browser);
    browser.cookies.delete("__Host-asgw");
    const done = await finish(browser, state);
    expect(done.status).toBe(303);
    expect(done.headers.getSetCookie().find((line) => line.startsWith("__Host-asgw="))).toContain("SameSite=Strict");
    rig.clock.advance(15_000);
    const old = createJar(machine.url);
    old.cookies.set("__Host-asgw", before);
    expect(await sessionOf(old)).toEqual({ authenticated: false });
  });

  test("F18: what a request says of its host does not reach the redirect URI", async () => {
    const location = await new Promise<string>((resolve, reject) => {
      const headers = { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
      httpRequest(`${rig.url}/auth/connect`, { headers }, (response) => {
        response.resume();
        resolve(response.headers.location!);
      })
        .on("error", reject)
        .end();
    });
    expect(new URL(location).searchParams.get("redirect_uri")).toBe("https://gateway.example/auth/callback");
  });

  test.each([
    "https://evil.example/",
    "http://ap-southeast-2.actionstep.com/api/",
    "https://x.actionstep.com.evil/api/",
    "https://203.0.113.9/api/",
    "https://user:pass@ap-southeast-2.actionstep.com/api/",
    "https://ap-southeast-2.actionstep.com:8443/api/",
    "https://actionstep.com@evil.example/api/",
  ])("F19: a token is not sent to %s", async (api_endpoint) => {
    rig.actionstep.extra = { api_endpoint };
    const { state } = await begin(jar);
    expect((await finish(jar, state)).status).toBe(500);
    expect(rig.actionstep.apiTokens).toEqual([]);
    expect(rig.log.lines.filter(({ alarm }) => alarm === "api-endpoint")).toHaveLength(1);
    expect(await sessionOf(jar)).toEqual({ authenticated: false });
    expect((await rig.stores.tokens.scan("conn:")).keys).toEqual([]);
  });

  test.each(["api_endpoint", "orgkey", "refresh_token"])(
    "F20: an answer without %s is refused in clear words",
    async (member) => {
      rig.actionstep.extra = { [member]: undefined };
      const { state } = await begin(jar);
      const [status, page] = await asText(await finish(jar, state));
      expect(status).toBe(502);
      expect(page).toContain("incomplete");
      expect((await rig.stores.tokens.scan("conn:")).keys).toEqual([]);
    },
  );

  test("F21: when Actionstep will not say who it is, a few more tries are made", async () => {
    rig.actionstep.onUser(
      () => new Response("", { status: 503 }),
      () => Promise.reject(new TypeError("fetch failed")),
    );
    const { state } = await begin(jar);
    expect((await finish(jar, state)).status).toBe(303);
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true });
  });

  test("F21: when it still does not, the authorization is kept and connecting again needs no new one", async () => {
    const down = (): Response => new Response("", { status: 503 });
    rig.actionstep.onUser(down, down, down, down, down, down);
    const { state } = await begin(jar, "?return_to=/matters");
    const [status, page] = await asText(await finish(jar, state));
    expect(status).toBe(503);
    const again = /href="([^"]+)"/.exec(page)![1]!;
    expect(await sessionOf(jar)).toEqual({ authenticated: false });
    await expect(rig.viewer(jar.header())).rejects.toThrow("nobody is signed in");
    // Still down: still kept.
    expect((await jar.get(new URL(again).pathname + new URL(again).search)).status).toBe(503);
    const done = await jar.get(new URL(again).pathname + new URL(again).search);
    expect([done.status, done.headers.get("location")]).toEqual([303, "https://gateway.example/matters"]);
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true, viewer: { id: "12" } });
    expect(rig.actionstep.tokenPosts).toBe(1);
    expect((await rig.stores.tokens.scan("pending:")).keys).toEqual([]);
  });

  test("F21: a refusal is final: the scope that tells who it is was not granted", async () => {
    const refuse = (): Response => json(403, { error: "insufficient_scope" });
    rig.actionstep.onUser(refuse, refuse);
    const { state } = await begin(jar);
    const [status, page] = await asText(await finish(jar, state));
    expect([status, page.includes("users")]).toEqual([502, true]);
    expect(await sessionOf(jar)).toEqual({ authenticated: false });
  });

  test("a user of another organisation than the token's is not connected", async () => {
    rig.actionstep.onUser(() => json(200, { users: { id: 12, orgkey: "otherlaw" } }));
    const { state } = await begin(jar);
    expect((await finish(jar, state)).status).toBe(502);
    expect((await rig.stores.tokens.scan("conn:")).keys).toEqual([]);
  });

  test("F23: connecting as somebody else makes a second connection, says so, and leaves the first alone", async () => {
    const first = await rig.viewer(await rig.connect("12@examplelaw", jar));
    const before = await rig.record(first);
    const { state } = await begin(jar, "?return_to=/matters");
    const done = await finish(jar, state, "7@otherlaw");
    expect(done.headers.get("location")).toBe("https://gateway.example/matters?auth_notice=org_mismatch");
    expect(await sessionOf(jar)).toMatchObject({ org: "otherlaw", viewer: { id: "7" } });
    expect(await rig.record(first)).toEqual(before);
  });

  test("F24: asking for more keeps the old grant until the new one is saved", async () => {
    const viewer = await rig.viewer(await rig.connect("12@examplelaw", jar));
    const old = (await viewer.accessToken()).value.reveal();
    const declined = await begin(jar, "?scope=actions%20tasks");
    await jar.get(callback({ error: "access_denied", state: declined.state }));
    expect((await viewer.accessToken()).value.reveal()).toBe(old);
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true, scopes: ["actions", "participants", "users"] });

    const { state } = await begin(jar, "?scope=actions%20tasks");
    rig.tokens.fails = (operation, key) => operation === "cas" && key.startsWith("conn:");
    expect((await finish(jar, state)).status).toBe(503);
    rig.tokens.fails = () => false;
    expect((await viewer.accessToken()).value.reveal()).toBe(old);

    const again = await begin(jar, "?scope=actions%20tasks");
    await finish(jar, again.state);
    expect(await sessionOf(jar)).toMatchObject({ scopes: ["actions", "tasks", "users"] });
    expect((await rig.record(viewer)).v).toBe(2);
    expect((await viewer.accessToken()).value.reveal()).not.toBe(old);
  });

  test.each([
    ["times out", () => new Promise<Response>(() => undefined), 503],
    ["fails", () => new Response("", { status: 500 }), 503],
    ["is refused", () => json(400, { error: "invalid_grant" }), 400],
    ["finds our secret wrong", () => json(401, { error: "invalid_client" }), 500],
  ])(
    "F25: when the exchange of the code %s nothing is stored, and a link offers to start again",
    async (_what, answer, expected) => {
      rig.actionstep.onExchange(answer);
      const { state } = await begin(jar, "?return_to=/matters");
      const [status, page] = await asText(await finish(jar, state));
      expect(status).toBe(expected);
      expect(page).toContain("https://gateway.example/auth/connect?return_to=");
      expect((await rig.stores.tokens.scan("conn:")).keys).toEqual([]);
      expect(await sessionOf(jar)).toEqual({ authenticated: false });
      // The sign-in is used up.
      expect((await finish(jar, state)).status).toBe(400);
      expect(rig.actionstep.tokenPosts).toBe(1);
    },
  );

  test("a client that reads only JSON gets its problem as JSON", async () => {
    const response = await jar.get("/auth/callback?state=x", { accept: "application/json" });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        code: "STATE_INVALID",
        message: expect.any(String),
        restartUrl: "https://gateway.example/auth/connect",
        requestId: expect.any(String),
      },
    });
  });

  test("a store that is down is a page that says so, not a crash", async () => {
    rig.tokens.fails = () => true;
    const response = await jar.get("/auth/connect");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.text()).not.toMatch(/hunter2|redis/);
  });

  test("sign-ins nobody finishes are cleared away", async () => {
    for (let i = 0; i < 3; i++) await begin(createJar(rig.url));
    expect((await rig.stores.tokens.scan("tx:")).keys).toHaveLength(3);
    rig.clock.advance(21 * MINUTE);
    await begin(jar);
    for (let i = 0; i < 50 && (await rig.stores.tokens.scan("tx:")).keys.length > 1; i++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await rig.stores.tokens.scan("tx:")).keys).toHaveLength(1);
  });

  test("HEAD begins and finishes nothing", async () => {
    for (const path of ["/auth/connect", "/auth/callback?state=x"]) {
      expect((await fetch(rig.url + path, { method: "HEAD" })).status).toBe(404);
    }
  });
});

function createJarWith({ cookies }: Jar): Jar {
  const jar = createJar(rig.url);
  for (const [name, value] of cookies) jar.cookies.set(name, value);
  return jar;
}
