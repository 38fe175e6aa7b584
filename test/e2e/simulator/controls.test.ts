import { request as httpRequest } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { FastifyRequest } from "fastify";
import { defaultBehaviour, startSimulator, type FirstTokenResponse, type Simulator } from "../../../simulator/index.js";
import { isLocal } from "../../../simulator/origin.js";
import { createPauses } from "../../../simulator/control/pauses.js";
import { failure, get, locationOf, post, refresh, rest } from "../../support/simulator/by-hand.js";
import { twoFirms } from "../../support/simulator/two-firms.js";
import { STEADY } from "../../../time/time.js";

let simulator: Simulator;
let nora: FirstTokenResponse;
beforeAll(async () => {
  simulator = await startSimulator({ database: twoFirms() });
});
afterAll(() => simulator.close());

afterEach(() => {
  simulator.set(defaultBehaviour);
  simulator.clearRequests();
});

const fresh = (): FirstTokenResponse => (nora = simulator.signIn("nora"));

describe("the library", () => {
  test("refuses a behaviour there is not, in words, and keeps the one it has", () => {
    expect(() => simulator.set({ rotation: "sometimes" as "strict" })).toThrow(/rotation/);
    expect(() => simulator.set({ speed: 1 } as object)).toThrow(/speed/);
    expect(() => simulator.advance(NaN)).toThrow(TypeError);
  });

  test("says who there is when asked to sign in somebody there is not", () => {
    expect(() => simulator.signIn("nobody")).toThrow(/nobody.*nora, sam, sol, sam/);
    expect(() => simulator.signIn("sam")).toThrow(/orgkey/);
    expect(() => simulator.signIn("nora", { scopes: ["matters"] })).toThrow(/matters/);
    expect(() => simulator.revoke("nobody")).toThrow(/nobody/);
    expect(() => simulator.apiEndpoint("east")).toThrow(/east.*north, south/);
    expect(simulator.signIn("sam", { orgkey: "south" }).orgkey).toBe("south");
  });

  test("applies quirks to REST one by one", async () => {
    fresh();
    expect((await rest(nora, "actions/99")).status).toBe(404);
    simulator.set({ quirks: { missingItem: "204" } });
    simulator.set({ quirks: { singleRow: "array" } });
    expect((await rest(nora, "actions/99")).status).toBe(204);
    expect(await (await rest(nora, "actions/3")).json()).toMatchObject({ actions: [{ id: 3 }] });
    simulator.set({ quirks: { missingItem: "404", singleRow: "object" } });
  });

  test("keeps simulators apart", async () => {
    const other = await startSimulator({
      database: twoFirms(),
      publicHost: "localhost",
      clock: () => 0,
      behaviour: { accessTokenSeconds: 1 },
    });
    expect(other.url).toMatch(/^http:\/\/localhost:\d+$/);
    const tokens = other.signIn("nora");
    expect(tokens).toMatchObject({ expires_in: 1, api_endpoint: `${other.url}/api/` });
    expect([other.now(), simulator.requests.length, other.requests.length]).toEqual([0, 0, 0]);
    expect((await rest({ ...tokens, api_endpoint: simulator.apiEndpoint("north") }, "actions")).status).toBe(401);
    other.advance(1000);
    expect((await rest(tokens, "actions")).status).toBe(401);
    await other.close();
  });

  test("closes at once, whatever is under way, and twice without complaint", async () => {
    const other = await startSimulator({ database: twoFirms(), behaviour: { latency: 60_000 } });
    other.fault({ match: ({ path }) => path.endsWith("/3"), fault: { kind: "stall" } });
    const tokens = other.signIn("nora");
    const waiting = ["actions", "actions/3"].map((path) => rest(tokens, path).catch(failure));
    while (other.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const started = performance.now();
    await other.close();
    await other.close();
    expect(performance.now() - started).toBeLessThan(1000);
    for (const outcome of await Promise.all(waiting)) expect(outcome).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
    await expect(fetch(other.url)).rejects.toThrow("fetch failed");
  });

  test("leaves no timer behind", () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    const pauses = createPauses(STEADY);
    void pauses.wait(60_000);
    expect(timers()).toBe(before + 1);
    pauses.end();
    void pauses.wait(60_000);
    expect(timers()).toBe(before);
  });

  test("does not start on a port that is taken", async () => {
    const port = Number(new URL(simulator.url).port);
    await expect(startSimulator({ database: twoFirms(), port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("does not start for a client that cannot be", async () => {
    const client = { id: "app", secret: "secret" };
    await expect(startSimulator({ database: twoFirms(), client: { ...client, redirectUris: ["/callback"] } })).rejects.toThrow(
      /\/callback/,
    );
    await expect(startSimulator({ database: twoFirms(), client: { ...client, serverScopes: ["matters"] } })).rejects.toThrow(
      /matters/,
    );
  });
});

describe("the controls over HTTP", () => {
  const control = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown }> => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${simulator.url}/_simulator${path}`, {
      method,
      body: body === undefined ? undefined : text,
      headers,
    });
    const answer = await response.text();
    return {
      status: response.status,
      body: response.headers.get("content-type") === "application/json" ? JSON.parse(answer) : answer,
    };
  };

  test("explain themselves, and so does the front page", async () => {
    const { status, body } = await control("GET", "");
    expect(status).toBe(200);
    for (const path of ["requests", "behaviour", "clock", "faults", "expire-access-tokens", "revoke"])
      expect(body).toContain(`/_simulator/${path}`);
    const page = await (await get(simulator.url)).text();
    for (const shown of [
      "Nora North",
      "sam",
      "South LLP",
      simulator.tokenUrl,
      simulator.apiEndpoint("south"),
      "/_simulator/clock",
    ])
      expect(page).toContain(shown);
    expect(page).not.toContain(simulator.client.secret);
  });

  test("follow the recipe they print: curl's two requests bring tokens", async () => {
    const { body } = await control("GET", "");
    const [authorize, token] = [...(body as string).matchAll(/curl -si? '([^']+)'(.*)/g)].map(([, url, options]) => ({
      url: url!,
      form: Object.fromEntries(new URLSearchParams([...options!.matchAll(/-d (\S+)/g)].map(([, field]) => field).join("&"))),
    })) as [{ url: string; form: Record<string, string> }, { url: string; form: Record<string, string> }];
    const allowed = await post(authorize.url, authorize.form);
    const code = locationOf(allowed).searchParams.get("code")!;
    const form = { ...token.form, code, client_secret: simulator.client.secret };
    expect((await post(token.url, form)).status).toBe(200);
  });

  test("show and forget the log", async () => {
    await rest(fresh(), "actions");
    expect((await control("GET", "/requests")).body).toMatchObject([{ kind: "rest", path: "/api/rest/actions", person: "nora" }]);
    expect((await control("DELETE", "/requests")).status).toBe(204);
    expect((await control("GET", "/requests")).body).toEqual([]);
  });

  test("show, change and restore the behaviour", async () => {
    expect((await control("GET", "/behaviour")).body).toMatchObject({ rotation: "strict", quirks: { pageBeyondEnd: "204" } });
    const changed = await control("PUT", "/behaviour", { accessTokenSeconds: 5, quirks: { pageBeyondEnd: "empty" } });
    expect(changed).toMatchObject({
      status: 200,
      body: { accessTokenSeconds: 5, rotation: "strict", quirks: { pageBeyondEnd: "empty", missingItem: "404" } },
    });
    expect(fresh().expires_in).toBe(5);
    expect((await control("DELETE", "/behaviour")).body).toMatchObject({
      accessTokenSeconds: 3600,
      quirks: { pageBeyondEnd: "204" },
    });
  });

  test("move the clock, expire access tokens and revoke grants", async () => {
    fresh();
    const before = simulator.now();
    expect((await control("POST", "/clock", { advanceSeconds: 3600 })).status).toBe(200);
    expect(simulator.now() - before).toBeGreaterThanOrEqual(3_600_000);
    expect((await rest(nora, "actions")).status).toBe(401);

    fresh();
    expect(((await control("POST", "/expire-access-tokens")).body as { expired: number }).expired).toBeGreaterThan(0);
    expect(await (await rest(nora, "actions")).json()).toMatchObject({ error: "expired_token" });

    expect((await control("POST", "/revoke", { username: "nora" })).status).toBe(204);
    expect((await refresh(simulator, nora.refresh_token)).body.error).toBe("invalid_grant");
  });

  test("add faults and take them back", async () => {
    fresh();
    const match = { kind: "rest", method: "get", pathPattern: "/actions/\\d+$", person: "nora" };
    expect(
      (await control("POST", "/faults", { match, times: 1, fault: { kind: "status", status: 503, body: "later" } })).status,
    ).toBe(204);
    expect((await rest(nora, "actions")).status).toBe(200);
    expect((await rest(nora, "actions/3")).status).toBe(503);
    expect((await rest(nora, "actions/3")).status).toBe(200);

    await control("POST", "/faults", { match: { grantType: "refresh_token" }, fault: { kind: "replace", body: "{}" } });
    expect((await refresh(simulator, nora.refresh_token)).body).toEqual({});
    expect((await control("DELETE", "/faults")).status).toBe(204);
    expect((await refresh(simulator, simulator.signIn("nora").refresh_token)).body.orgkey).toBe("north");
  });

  test.each<[string, string, unknown, RegExp]>([
    ["PUT", "/behaviour", { rotation: "sometimes" }, /rotation/],
    ["PUT", "/behaviour", { speed: 1 }, /speed/],
    ["PUT", "/behaviour", { quirks: { gravity: false } }, /gravity/],
    ["PUT", "/behaviour", { accessTokenSeconds: -1 }, /accessTokenSeconds/],
    ["PUT", "/behaviour", "{", /must be JSON/],
    ["POST", "/clock", {}, /advanceSeconds/],
    ["POST", "/clock", { advanceSeconds: "1" }, /advanceSeconds/],
    ["POST", "/clock", undefined, /must be JSON/],
    ["POST", "/faults", { match: {}, fault: { kind: "earthquake" } }, /kind/],
    ["POST", "/faults", { match: { pathPattern: "(" }, fault: { kind: "reset" } }, /regular expression[^]*pathPattern/],
    ["POST", "/faults", { match: {}, fault: { kind: "status", status: 99 } }, /status/],
    ["POST", "/faults", { match: {}, fault: { kind: "status", status: 500, headers: { "x-y": "a\nb" } } }, /headers/],
    ["POST", "/revoke", { username: "nobody" }, /nobody/],
  ])("refuse %s %s with %j and say why", async (method, path, body, why) => {
    const answer = await control(method, path, body);
    expect(answer.status).toBe(400);
    expect((answer.body as { error: string }).error).toMatch(why);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|at .*\.ts/);
  });

  test("do nothing for the pages of other sites", async () => {
    for (const headers of [{ origin: "https://elsewhere.example" }, { "sec-fetch-site": "cross-site" }] as Record<
      string,
      string
    >[]) {
      expect((await control("POST", "/expire-access-tokens", undefined, headers)).status).toBe(403);
      expect((await control("GET", "/requests", undefined, headers)).status).toBe(403);
    }
    expect(
      (await control("GET", "/requests", undefined, { origin: simulator.url, "sec-fetch-site": "same-origin" })).status,
    ).toBe(200);
  });

  test("do nothing under a name that only resolves to this machine", async () => {
    const status = await new Promise((resolve, reject) => {
      const { port } = new URL(simulator.url);
      httpRequest(
        { host: "127.0.0.1", port, path: "/_simulator/requests", headers: { host: `rebound.example:${port}` } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test.each([
    ["127.0.0.1", "localhost:4001", true],
    ["::1", "[::1]:4001", true],
    ["::ffff:127.0.0.1", "127.0.0.1", true],
    ["192.168.1.7", "localhost:4001", false],
    ["::ffff:10.0.0.1", "localhost", false],
    ["127.0.0.1", "evil.example", false],
    ["127.0.0.1", "%%", false],
  ])("for a caller at %s asking for %s: %s", (remoteAddress, host, local) => {
    expect(isLocal({ socket: { remoteAddress }, headers: { host } } as FastifyRequest)).toBe(local);
  });
});
