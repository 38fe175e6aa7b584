import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createLocalJWKSet, exportJWK, importSPKI, jwtVerify } from "jose";
import * as openid from "openid-client";
import { defaultBehaviour, startSimulator, type Simulator } from "../../../simulator/index.js";
import {
  REDIRECT_URI,
  authorizeUrl,
  codeFor,
  cookieOf,
  decide,
  exchange,
  get,
  locationOf,
  pkce,
  post,
  refresh,
  rest,
} from "../../support/simulator/by-hand.js";
import { twoFirms } from "../../support/simulator/two-firms.js";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    database: twoFirms(),
    client: {
      id: "app",
      secret: "s&cr=t+%:é",
      name: "An Application",
      redirectUris: [REDIRECT_URI],
      serverScopes: ["actions", "users"],
    },
  });
});
afterEach(() => simulator.set(defaultBehaviour));
afterAll(() => simulator.close());

const nora = { username: "nora", password: "nora's password" };

describe("a person at the authorization page", () => {
  test("signs in, sees what is asked for, allows it, and the application gets tokens for it", async () => {
    const url = authorizeUrl(simulator, { scope: "actions filenotes" });
    const login = await get(url);
    expect([login.status, login.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await login.text()).toMatch(/<input[^>]+name="username"/);

    const signedIn = await post(url, nora);
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^simulator-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const there = new URL(signedIn.headers.get("location")!, simulator.url).href;
    const consent = await get(there, cookieOf(signedIn));
    const page = await consent.text();
    for (const shown of ["An Application", "Nora North", "North &amp; Co", "actions", "filenotes", "Allow", "Decline"])
      expect(page).toContain(shown);

    const allowed = await post(there, { decision: "allow" }, { cookie: cookieOf(signedIn) });
    expect(allowed.status).toBe(302);
    const back = locationOf(allowed);
    expect(back.origin + back.pathname).toBe(REDIRECT_URI);
    expect([...back.searchParams.keys()]).toEqual(["code", "state"]);
    expect(back.searchParams.get("state")).toBe("the-state");

    const { status, body } = await exchange(simulator, back.searchParams.get("code")!);
    expect(status).toBe(200);
    // Members and order as in captured responses.
    expect(Object.entries(body)).toEqual([
      ["access_token", expect.stringMatching(/^[\w-]{43}$/)],
      ["token_type", "bearer"],
      ["expires_in", 3600],
      ["api_endpoint", `${simulator.url}/api/`],
      ["orgkey", "north"],
      ["refresh_token", expect.stringMatching(/^[\w-]{43}$/)],
    ]);
    expect((await rest(body, "actions/3")).status).toBe(200);
    expect((await rest(body, "participants")).status).toBe(403);
  });

  test("may be a script that says who and whether at once and keeps no cookie", async () => {
    const answer = await decide(simulator, "nora", "allow");
    expect(answer.status).toBe(302);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await exchange(simulator, locationOf(answer).searchParams.get("code")!)).body.orgkey).toBe("north");
  });

  test.each([
    ["a wrong password", { username: "nora", password: "sam's password" }],
    ["a name nobody has", { username: "nobody", password: "nora's password" }],
    ["no password", { username: "nora" }],
    ["a wrong password and a decision", { username: "nora", password: "x", decision: "allow" }],
  ])("with %s is asked again", async (_, form) => {
    const answer = await post(authorizeUrl(simulator), form);
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).toContain("The username or password is wrong.");
  });

  test("cannot decide before signing in", async () => {
    const answer = await post(authorizeUrl(simulator), { decision: "allow" }, { cookie: "simulator-session=made-up" });
    expect([answer.status, answer.headers.get("location")]).toEqual([401, null]);
  });

  test("stays signed in, until the day is over or they want to be somebody else", async () => {
    const cookie = cookieOf(await post(authorizeUrl(simulator), nora));
    expect(await (await get(authorizeUrl(simulator), cookie)).text()).toContain("Nora North");
    const again = await (await get(authorizeUrl(simulator), cookie)).text();
    const [, switchUrl] = /href="([^"]*prompt=login[^"]*)"/.exec(again)!;
    const other = new URL(switchUrl!.replaceAll("&amp;", "&"), simulator.url).href;
    expect(await (await get(other, cookie)).text()).toMatch(/name="password"/);
    const switched = await post(other, { username: "sol", password: "sol's password" }, { cookie });
    const consent = await get(new URL(switched.headers.get("location")!, simulator.url).href, cookieOf(switched));
    expect(await consent.text()).toContain("Sol South");

    simulator.advance(8 * 3_600_000);
    expect(await (await get(authorizeUrl(simulator), cookie)).text()).toMatch(/name="password"/);
  });

  test("of two organisations says which, and is sent to that one's API", async () => {
    const sam = { username: "sam", password: "sam's password" };
    const choice = await post(authorizeUrl(simulator), sam);
    const page = await choice.text();
    expect([choice.status, choice.headers.getSetCookie()]).toEqual([200, []]);
    expect([...page.matchAll(/name="orgkey" value="(\w+)"/g)].map(([, orgkey]) => orgkey)).toEqual(["north", "south"]);
    expect((await post(authorizeUrl(simulator), { ...sam, orgkey: "east" })).status).toBe(401);

    const tokens = await Promise.all(
      ["north", "south"].map(async (orgkey) => {
        const answer = await decide(simulator, "sam", "allow", {}, { orgkey });
        return (await exchange(simulator, locationOf(answer).searchParams.get("code")!)).body;
      }),
    );
    expect(tokens.map(({ orgkey, api_endpoint }) => [orgkey, api_endpoint])).toEqual([
      ["north", `${simulator.url}/api/`],
      ["south", `${simulator.url}/us-west-2/api/`],
    ]);
    const names = tokens.map(
      async (each) => ((await (await rest(each, "actions/3")).json()) as { actions: { name: string } }).actions.name,
    );
    expect(await Promise.all(names)).toEqual(["Northern matter", "Southern matter"]);
  });

  test.each(["error", "error_without_state", "page"] as const)("declines and nothing is granted (%s)", async (decline) => {
    simulator.set({ decline });
    const answer = await decide(simulator, "nora", "decline");
    if (decline === "page") {
      expect([answer.status, answer.headers.get("location")]).toEqual([200, null]);
      expect(await answer.text()).toContain("Declined");
      return;
    }
    const { searchParams } = locationOf(answer);
    expect(searchParams.get("error")).toBe("access_denied");
    expect(searchParams.get("state")).toBe(decline === "error" ? "the-state" : null);
    expect(searchParams.has("code")).toBe(false);
  });

  test("may come from another site's link, as from the application itself", async () => {
    const cookie = cookieOf(await post(authorizeUrl(simulator), nora));
    const headers = { cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const answer = await fetch(authorizeUrl(simulator), { headers });
    expect([answer.status, /name="decision"/.test(await answer.text())]).toEqual([200, true]);
  });

  test("is shown the consent page again when the form says neither allow nor decline", async () => {
    const cookie = cookieOf(await post(authorizeUrl(simulator), nora));
    const answer = await post(authorizeUrl(simulator), { decision: "perhaps" }, { cookie });
    expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
  });

  test.each([
    [{ origin: "https://elsewhere.example" }],
    [{ origin: "null" }],
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
  ])("does not decide by another site's form: %j", async (headers) => {
    const cookie = cookieOf(await post(authorizeUrl(simulator), nora));
    const answer = await post(authorizeUrl(simulator), { decision: "allow" }, { cookie, ...headers });
    expect([answer.status, answer.headers.get("location")]).toEqual([403, null]);
    const own = await post(
      authorizeUrl(simulator),
      { decision: "allow" },
      { cookie, origin: simulator.url, "sec-fetch-site": "same-origin" },
    );
    expect(own.status).toBe(302);
  });
});

describe("an authorization request", () => {
  test.each([
    ["an unknown client", { client_id: "another" }],
    ["no client", { client_id: undefined }],
    ["an unknown redirect URI", { redirect_uri: "https://elsewhere.example/auth/callback" }],
    ["a redirect URI that differs in its port", { redirect_uri: REDIRECT_URI.replace("4000", "4001") }],
    ["a redirect URI that begins like the registered one", { redirect_uri: `${REDIRECT_URI}/more` }],
    ["no redirect URI", { redirect_uri: undefined }],
  ])("with %s ends on a page, for a GET and for a POST", async (_, changes) => {
    for (const answer of [
      await get(authorizeUrl(simulator, changes)),
      await post(authorizeUrl(simulator, changes), { ...nora, decision: "allow" }),
    ]) {
      expect([answer.status, answer.headers.get("location"), answer.headers.getSetCookie()]).toEqual([400, null, []]);
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    }
  });

  test.each<[string, Record<string, string | undefined>, string]>([
    ["no response type", { response_type: undefined }, "invalid_request"],
    ["another response type", { response_type: "token" }, "unsupported_response_type"],
    ["a scope that does not exist", { scope: "actions matters" }, "invalid_scope"],
    ["an empty scope", { scope: " " }, "invalid_scope"],
    ["a plain PKCE challenge", { code_challenge: pkce().challenge }, "invalid_request"],
    ["a malformed PKCE challenge", { code_challenge: "short", code_challenge_method: "S256" }, "invalid_request"],
  ])("with %s goes back with an error and the state", async (_, changes, error) => {
    const answer = await get(authorizeUrl(simulator, changes));
    expect(answer.status).toBe(302);
    const { origin, pathname, searchParams } = locationOf(answer);
    expect(origin + pathname).toBe(REDIRECT_URI);
    expect(searchParams.get("error")).toBe(error);
    expect(searchParams.get("state")).toBe("the-state");
    expect(searchParams.get("error_description")).toMatch(/\w+ \w+/);
  });

  test("with a parameter given twice is refused, and a doubled state is not sent back", async () => {
    const { searchParams } = locationOf(await get(`${authorizeUrl(simulator)}&state=another`));
    expect([...searchParams]).toEqual([
      ["error", "invalid_request"],
      ["error_description", "state was given more than once"],
    ]);
  });

  test("with two clients or two redirect URIs ends on a page", async () => {
    for (const doubled of ["client_id=app", `redirect_uri=${encodeURIComponent("https://elsewhere.example/")}`]) {
      const answer = await get(`${authorizeUrl(simulator)}&${doubled}`);
      expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
    }
  });

  test("without PKCE is refused where PKCE is required", async () => {
    simulator.set({ requirePkce: true });
    expect(locationOf(await get(authorizeUrl(simulator))).searchParams.get("error")).toBe("invalid_request");
    const { challenge } = pkce();
    expect((await get(authorizeUrl(simulator, { code_challenge: challenge, code_challenge_method: "S256" }))).status).toBe(200);
  });

  test("says who the issuer is when that is wanted: the simulator, or whoever it is told to be", async () => {
    expect(locationOf(await decide(simulator, "nora", "allow")).searchParams.has("iss")).toBe(false);
    simulator.set({ returnsIss: true });
    expect(locationOf(await decide(simulator, "nora", "allow")).searchParams.get("iss")).toBe(simulator.url);
    simulator.set({ iss: "https://somebody.else.example" });
    expect(locationOf(await decide(simulator, "nora", "decline")).searchParams.get("iss")).toBe("https://somebody.else.example");
  });

  test("without scope asks for what is set on the server", async () => {
    simulator.set({ returnsScope: true });
    expect((await exchange(simulator, await codeFor(simulator, "nora"))).body.scope).toBe("actions users");
    const narrow = await exchange(simulator, await codeFor(simulator, "nora", { scope: "participants" }));
    expect(narrow.body.scope).toBe("participants");
  });

  test("for the scope all reaches everything", async () => {
    const { body } = await exchange(simulator, await codeFor(simulator, "nora", { scope: "all" }));
    expect((await rest(body, "actiondocuments/7")).status).toBe(200);
    expect(body).not.toHaveProperty("id_token");
  });

  test("for the scope openid brings a signed statement of who it is", async () => {
    const code = await codeFor(simulator, "nora", { scope: "openid actions", nonce: "the-nonce" });
    const { body } = await exchange(simulator, code);
    const published = (await (await get(`${simulator.url}/jwt-discovery-public.json`)).json()) as Record<string, string>;
    expect(Object.keys(published)).toEqual(
      expect.arrayContaining(["prod_public_key", "prod_public_key_old", "labs_public_key", "dev_public_key"]),
    );
    const keys = createLocalJWKSet({
      keys: [{ ...(await exportJWK(await importSPKI(published["dev_public_key"]!, "RS256"))), alg: "RS256" }],
    });
    const options = { audience: "app", issuer: `${simulator.url}/`, currentDate: new Date(simulator.now()) };
    const { payload } = await jwtVerify(body.id_token!, keys, options);
    expect(payload).toMatchObject({
      sub: "1",
      email: "nora@north.example",
      name: "Nora North",
      orgkey: "north",
      timezone: "Pacific/Auckland",
      nonce: "the-nonce",
    });
    expect(payload).toMatchObject({ jti: expect.any(String), nbf: payload.iat, exp: payload.iat! + 3600, action_id: null });
    expect((await refresh(simulator, body.refresh_token!)).body.id_token).toEqual(expect.any(String));
  });
});

describe("openid-client, as it is", () => {
  test("connects and refreshes", async () => {
    const { client } = simulator;
    const server = { issuer: simulator.url, authorization_endpoint: simulator.authorizeUrl, token_endpoint: simulator.tokenUrl };
    for (const authentication of [openid.ClientSecretPost(client.secret), openid.ClientSecretBasic(client.secret)]) {
      const configuration = new openid.Configuration(server, client.id, undefined, authentication);
      openid.allowInsecureRequests(configuration);
      const [state, verifier] = [openid.randomState(), openid.randomPKCECodeVerifier()];
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: REDIRECT_URI,
        state,
        scope: "actions",
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
      const answer = await post(url.href, { ...nora, decision: "allow" });
      const tokens = await openid.authorizationCodeGrant(configuration, locationOf(answer), {
        expectedState: state,
        pkceCodeVerifier: verifier,
      });
      expect(tokens).toMatchObject({ orgkey: "north", api_endpoint: `${simulator.url}/api/`, expires_in: 3600 });
      const next = await openid.refreshTokenGrant(configuration, tokens.refresh_token!);
      expect(next.refresh_token).not.toBe(tokens.refresh_token);
      await expect(openid.refreshTokenGrant(configuration, tokens.refresh_token!)).rejects.toMatchObject({
        error: "invalid_grant",
        status: 400,
      });
    }
  });
});

describe("a client without registered redirect URIs", () => {
  test("may be redirected to any URL of this machine, and to no other", async () => {
    const open = await startSimulator({ database: twoFirms() });
    try {
      for (const uri of [
        "http://localhost:4000/auth/callback",
        "http://127.0.0.1:1234/",
        "http://[::1]:8080/cb",
        "https://localhost/x",
      ]) {
        const answer = await decide(open, "nora", "allow", { redirect_uri: uri });
        expect(locationOf(answer).href.split("?")[0]).toBe(uri);
      }
      for (const uri of [
        "http://elsewhere.example/",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "javascript://localhost/%0aalert(1)",
        "/auth/callback",
        "http://localhost/#x",
      ]) {
        expect((await get(authorizeUrl(open, { redirect_uri: uri }))).status).toBe(400);
      }
    } finally {
      await open.close();
    }
  });
});
