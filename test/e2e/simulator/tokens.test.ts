import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { defaultBehaviour, startSimulator, type Simulator } from "../../../simulator/index.js";
import {
  REDIRECT_URI,
  codeFor,
  exchange,
  get,
  pkce,
  post,
  refresh,
  rest,
  tokenRequest,
} from "../../support/simulator/by-hand.js";
import { twoFirms } from "../../support/simulator/two-firms.js";

const MINUTE = 60_000;
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    database: twoFirms(),
    // Stands still, so that a lifetime ends to the millisecond.
    clock: () => Date.UTC(2026, 10, 24),
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

describe("the token endpoint", () => {
  const basic = (id: string, secret: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
  });
  const encoded = (text: string): string => new URLSearchParams([["", text]]).toString().slice(1);

  test("knows the client by the body, by a Basic header encoded or not, and by both at once", async () => {
    const { client, tokenUrl } = simulator;
    const body = { client_id: client.id, client_secret: client.secret };
    const ways: [Record<string, string>, Record<string, string>][] = [
      [body, {}],
      [{}, basic(client.id, client.secret)],
      [{}, basic(encoded(client.id), encoded(client.secret))],
      [{ client_id: client.id }, basic(client.id, client.secret)],
      [body, basic(client.id, client.secret)],
    ];
    for (const [form, headers] of ways) {
      const code = await codeFor(simulator, "nora");
      const answer = await post(
        tokenUrl,
        { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI, ...form },
        headers,
      );
      expect(answer.status).toBe(200);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("content-type")).toBe("application/json");
    }
  });

  test("refuses a client that is not who it says, and does not touch the code", async () => {
    const { client, tokenUrl } = simulator;
    const code = await codeFor(simulator, "nora");
    const grant = { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI };
    const ways: [Record<string, string>, Record<string, string>][] = [
      [{}, {}],
      [{ client_id: client.id }, {}],
      [{ client_id: client.id, client_secret: "wrong" }, {}],
      [{ client_id: "another", client_secret: client.secret }, {}],
      [{}, basic(client.id, "wrong")],
      [{}, { authorization: "Basic !!!" }],
      [{ client_id: client.id, client_secret: "wrong" }, basic(client.id, client.secret)],
      [{ client_id: "another" }, basic(client.id, client.secret)],
    ];
    for (const [form, headers] of ways) {
      const answer = await post(tokenUrl, { ...grant, ...form }, headers);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({
        error: "invalid_client",
        error_description: expect.any(String),
        error_uri: "http://tools.ietf.org/html/rfc6749#section-5.2",
      });
      expect(answer.headers.get("www-authenticate")?.startsWith("Basic ") ?? false).toBe("authorization" in headers);
    }
    expect((await exchange(simulator, code)).status).toBe(200);
  });

  test("can insist on the body or on the header", async () => {
    const { client, tokenUrl } = simulator;
    const { refresh_token } = simulator.signIn("nora");
    const grant = { grant_type: "refresh_token", refresh_token };
    const body = { client_id: client.id, client_secret: client.secret };
    simulator.set({ clientAuth: "basic", rotation: "lenient" });
    expect((await post(tokenUrl, { ...grant, ...body })).status).toBe(401);
    expect((await post(tokenUrl, grant, basic(client.id, client.secret))).status).toBe(200);
    simulator.set({ clientAuth: "body" });
    expect((await post(tokenUrl, grant, basic(client.id, client.secret))).status).toBe(401);
    expect((await post(tokenUrl, { ...grant, ...body })).status).toBe(200);
  });

  test.each<[string, Record<string, string>, string]>([
    ["no grant type", {}, "invalid_request"],
    ["another grant type", { grant_type: "client_credentials" }, "unsupported_grant_type"],
    ["no code", { grant_type: "authorization_code", redirect_uri: REDIRECT_URI }, "invalid_request"],
    ["a code nobody was given", { grant_type: "authorization_code", code: "x", redirect_uri: REDIRECT_URI }, "invalid_grant"],
    ["no refresh token", { grant_type: "refresh_token" }, "invalid_request"],
    ["a refresh token nobody was given", { grant_type: "refresh_token", refresh_token: "x" }, "invalid_grant"],
  ])("refuses %s", async (_, form, error) => {
    const { status, body } = await tokenRequest(simulator, form);
    expect(status).toBe(400);
    expect(body).toEqual({
      error,
      error_description: expect.any(String),
      error_uri: "http://tools.ietf.org/html/rfc6749#section-5.2",
    });
  });

  test("refuses a body that is no form, and a parameter given twice", async () => {
    const { client, tokenUrl } = simulator;
    const { refresh_token } = simulator.signIn("nora");
    const fields = { grant_type: "refresh_token", refresh_token, client_id: client.id, client_secret: client.secret };
    const json = await fetch(tokenUrl, {
      method: "POST",
      body: JSON.stringify(fields),
      headers: { "content-type": "application/json" },
    });
    expect([json.status, await json.json()]).toEqual([400, expect.objectContaining({ error: "invalid_request" })]);
    const twice = await fetch(tokenUrl, {
      method: "POST",
      body: new URLSearchParams([...Object.entries(fields), ["grant_type", "refresh_token"]]),
    });
    expect([twice.status, await twice.json()]).toEqual([400, expect.objectContaining({ error: "invalid_request" })]);
    expect((await refresh(simulator, refresh_token)).status).toBe(200);
  });

  test("answers 201 when told to", async () => {
    simulator.set({ tokenStatus: 201 });
    expect((await refresh(simulator, simulator.signIn("nora").refresh_token)).status).toBe(201);
  });
});

describe("an authorization code", () => {
  const { verifier, challenge } = pkce();
  const withChallenge = { code_challenge: challenge, code_challenge_method: "S256" };

  test("used a second time is refused, and takes with it the tokens of the first time", async () => {
    const code = await codeFor(simulator, "nora");
    const first = await exchange(simulator, code);
    const bystander = await exchange(simulator, await codeFor(simulator, "nora"));
    expect((await exchange(simulator, code)).body.error).toBe("invalid_grant");
    expect((await rest(first.body, "actions")).status).toBe(401);
    expect((await refresh(simulator, first.body.refresh_token!)).body.error).toBe("invalid_grant");
    expect((await rest(bystander.body, "actions")).status).toBe(200);
  });

  test("is good for a minute", async () => {
    const [early, late] = [await codeFor(simulator, "nora"), await codeFor(simulator, "nora")];
    simulator.advance(MINUTE - 1);
    expect((await exchange(simulator, early)).status).toBe(200);
    simulator.advance(1);
    expect((await exchange(simulator, late)).body.error).toBe("invalid_grant");
  });

  test("is good only with the redirect URI it was sent to, and spent by the attempt", async () => {
    const code = await codeFor(simulator, "nora");
    expect((await exchange(simulator, code, { redirect_uri: `${REDIRECT_URI}/` })).body.error).toBe("invalid_grant");
    expect((await exchange(simulator, code)).body.error).toBe("invalid_grant");
    const without = { grant_type: "authorization_code", code: await codeFor(simulator, "nora") };
    expect((await tokenRequest(simulator, without)).body.error).toBe("invalid_grant");
  });

  test("asked for with PKCE is good only with the verifier", async () => {
    expect((await exchange(simulator, await codeFor(simulator, "nora", withChallenge), { code_verifier: verifier })).status).toBe(
      200,
    );
    expect(
      (await exchange(simulator, await codeFor(simulator, "nora", withChallenge), { code_verifier: `${verifier}x` })).body.error,
    ).toBe("invalid_grant");
    expect((await exchange(simulator, await codeFor(simulator, "nora", withChallenge))).body.error).toBe("invalid_grant");
  });

  test("asked for without PKCE is not good with a verifier, lest somebody took the challenge away", async () => {
    expect((await exchange(simulator, await codeFor(simulator, "nora"), { code_verifier: verifier })).body.error).toBe(
      "invalid_grant",
    );
  });

  test("does not depend on PKCE where the server ignores it", async () => {
    simulator.set({ verifyPkce: false });
    expect((await exchange(simulator, await codeFor(simulator, "nora", withChallenge))).status).toBe(200);
    expect((await exchange(simulator, await codeFor(simulator, "nora"), { code_verifier: "anything" })).status).toBe(200);
  });
});

describe("a refresh token", () => {
  const signIn = (): string => simulator.signIn("nora").refresh_token;
  const errorOf = async (token: string): Promise<string | undefined> => (await refresh(simulator, token)).body.error;

  test("brings new tokens of the same shape, and another refresh token", async () => {
    const first = simulator.signIn("nora");
    const { status, body } = await refresh(simulator, first.refresh_token);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["access_token", "token_type", "expires_in", "api_endpoint", "orgkey", "refresh_token"]);
    expect(body.refresh_token).not.toBe(first.refresh_token);
    expect(body.access_token).not.toBe(first.access_token);
    expect((await rest(body, "actions")).status).toBe(200);
    expect((await rest(first, "actions")).status).toBe(200);
  });

  test("under strict rotation is refused the second time, and the new one stays good", async () => {
    const old = signIn();
    const { body } = await refresh(simulator, old);
    expect(await errorOf(old)).toBe("invalid_grant");
    expect((await rest(body, "actions")).status).toBe(200);
    expect(await errorOf(body.refresh_token!)).toBeUndefined();
  });

  test("under family rotation used a second time ends everything that came of the same consent", async () => {
    simulator.set({ rotation: "family" });
    const old = signIn();
    const bystander = simulator.signIn("nora");
    const { body } = await refresh(simulator, old);
    expect(await errorOf(old)).toBe("invalid_grant");
    expect(await errorOf(body.refresh_token!)).toBe("invalid_grant");
    expect((await rest(body, "actions")).status).toBe(401);
    expect((await rest(bystander, "actions")).status).toBe(200);
  });

  test("under rotation with grace is answered again for a while", async () => {
    simulator.set({ rotation: "grace", graceSeconds: 30 });
    const old = signIn();
    const first = await refresh(simulator, old);
    simulator.advance(29_999);
    const second = await refresh(simulator, old);
    expect(second.status).toBe(200);
    simulator.advance(1);
    expect(await errorOf(old)).toBe("invalid_grant");
    expect(await errorOf(first.body.refresh_token!)).toBeUndefined();
    expect(await errorOf(second.body.refresh_token!)).toBeUndefined();
  });

  test("under lenient rotation stays good", async () => {
    simulator.set({ rotation: "lenient" });
    const old = signIn();
    for (let time = 0; time < 3; time++) expect(await errorOf(old)).toBeUndefined();
  });

  test("expires after 21 days, and each new one starts afresh", async () => {
    const old = signIn();
    simulator.advance(21 * 24 * 60 * MINUTE - 1);
    const { body } = await refresh(simulator, old);
    simulator.advance(21 * 24 * 60 * MINUTE - 1);
    const next = await refresh(simulator, body.refresh_token!);
    expect(next.status).toBe(200);
    simulator.advance(21 * 24 * 60 * MINUTE);
    expect(await errorOf(next.body.refresh_token!)).toBe("invalid_grant");
  });

  test("that is not replaced stays good", async () => {
    simulator.set({ refreshTokenReturned: false });
    const token = signIn();
    const { body } = await refresh(simulator, token);
    expect(body).not.toHaveProperty("refresh_token");
    expect(await errorOf(token)).toBeUndefined();
  });

  test("ends the access token before, where the server does that", async () => {
    simulator.set({ revokesPreviousAccessToken: true });
    const first = simulator.signIn("nora");
    const { body } = await refresh(simulator, first.refresh_token);
    expect((await rest(first, "actions")).status).toBe(401);
    expect((await rest(body, "actions")).status).toBe(200);
  });

  test("may ask for less than was granted, not for more", async () => {
    const { refresh_token } = simulator.signIn("nora", { scopes: ["actions", "users"] });
    const more = await refresh(simulator, refresh_token, { scope: "actions participants" });
    expect([more.status, more.body.error]).toEqual([400, "invalid_scope"]);
    const { body } = await refresh(simulator, refresh_token, { scope: "users" });
    expect((await rest(body, "actions")).status).toBe(403);
    const { body: whole } = await refresh(simulator, body.refresh_token!);
    expect((await rest(whole, "actions")).status).toBe(200);
  });

  test("and all else of a person is worth nothing once it has been revoked", async () => {
    const tokens = simulator.signIn("nora");
    const other = simulator.signIn("sol", { scopes: ["all"] });
    const code = await codeFor(simulator, "nora");
    simulator.revoke("nora");
    expect(await errorOf(tokens.refresh_token)).toBe("invalid_grant");
    expect((await exchange(simulator, code)).body.error).toBe("invalid_grant");
    expect((await rest(tokens, "actions")).status).toBe(401);
    expect((await rest(other, "actions")).status).toBe(200);
  });
});

describe("an access token at the REST API", () => {
  const expired =
    '{"error":"expired_token","error_description":"The access token provided has expired. Please refresh your token. (4a)","error_uri":"http://tools.ietf.org/html/rfc6749#section-7"}';
  const invalid =
    '{"error":"invalid_token","error_description":"The access token provided in invalid (2)","error_uri":"http://tools.ietf.org/html/rfc6749#section-7"}';
  const outcome = async (response: Response): Promise<[number, string]> => [response.status, await response.text()];

  test("is refused in Actionstep's words once it has expired", async () => {
    simulator.set({ accessTokenSeconds: 1800 });
    const tokens = simulator.signIn("nora");
    expect(tokens.expires_in).toBe(1800);
    simulator.advance(1_799_999);
    expect((await rest(tokens, "actions/3")).status).toBe(200);
    simulator.advance(1);
    expect(await outcome(await rest(tokens, "actions/3"))).toEqual([401, expired]);
  });

  test("is refused in Actionstep's words if nobody was given it, or there is none", async () => {
    const tokens = simulator.signIn("nora");
    expect(await outcome(await rest({ ...tokens, access_token: "made-up" }, "actions/3"))).toEqual([401, invalid]);
    expect(await outcome(await rest({ ...tokens, access_token: tokens.refresh_token }, "actions/3"))).toEqual([401, invalid]);
    expect(await outcome(await get(`${tokens.api_endpoint}rest/actions/3`))).toEqual([401, invalid]);
  });

  test("is worth nothing at another organisation's API", async () => {
    const [north, south] = [simulator.signIn("nora"), simulator.signIn("sol")];
    expect(await outcome(await rest({ ...north, api_endpoint: south.api_endpoint }, "actions/3"))).toEqual([401, invalid]);
    expect(await outcome(await rest({ ...south, api_endpoint: north.api_endpoint }, "actions/3"))).toEqual([401, invalid]);
  });

  test("can be made to expire with all others, and refreshed after that", async () => {
    const tokens = simulator.signIn("nora");
    simulator.expireAccessTokens();
    expect(await outcome(await rest(tokens, "actions"))).toEqual([401, expired]);
    expect((await rest((await refresh(simulator, tokens.refresh_token)).body, "actions")).status).toBe(200);
  });

  test("brings records in Actionstep's media type, whatever type is accepted", async () => {
    const tokens = simulator.signIn("nora");
    for (const accept of ["application/vnd.api+json", "application/json", "text/html", "*/*"]) {
      const response = await fetch(`${tokens.api_endpoint}rest/actions/3/`, {
        headers: { authorization: `bearer ${tokens.access_token}`, accept },
      });
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/vnd.api+json"]);
    }
  });

  test("brings files by names with colons and semicolons in them", async () => {
    const tokens = simulator.signIn("nora", { scopes: ["all"] });
    const bodies = ["DL::Actions::3::7", "DL::Actions::3::7;"].map(async (name) => {
      const response = await rest(tokens, `files/${name}?part_number=1`);
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/octet-stream"]);
      return (await response.arrayBuffer()).byteLength;
    });
    expect(await Promise.all(bodies)).toEqual([20, 20]);
  });

  test.each(["%zz", "actions/%zz", "actions/1%00", "actions/1%2F2", "nothing/at/all", "?x=%zz"])(
    "brings an error envelope for the path %s",
    async (path) => {
      const response = await rest(simulator.signIn("nora"), path);
      expect([400, 404]).toContain(response.status);
      expect(response.headers.get("content-type")).toBe("application/vnd.api+json");
      expect(await response.json()).toEqual({
        errors: expect.objectContaining({ status: response.status, title: expect.any(String) }),
      });
    },
  );
});
