import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { startSimulator, type Simulator } from "../../../simulator/index.js";
import {
  authorizeUrl,
  codeFor,
  cookieOf,
  exchange,
  get,
  locationOf,
  post,
  refresh,
  rest,
} from "../../support/simulator/by-hand.js";
import { twoFirms } from "../../support/simulator/two-firms.js";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ database: twoFirms() });
});
afterEach(() => simulator.clearRequests());
afterAll(() => simulator.close());

describe("the request log", () => {
  test("has each request in the order it arrived, with who sent it and what became of it", async () => {
    const started = Date.now();
    const tokens = (await exchange(simulator, await codeFor(simulator, "nora"))).body;
    await rest(tokens, "actions?name_ilike=*ern%20m*&fields=id%2Cname");
    await rest({ ...tokens, access_token: "made-up" }, "actions/3");
    await refresh(simulator, tokens.refresh_token!);
    await get(simulator.url);
    expect(simulator.requests.map(({ startedAt: _s, finishedAt: _f, query: _q, ...request }) => request)).toEqual([
      {
        kind: "authorize",
        method: "POST",
        path: "/api/oauth/authorize",
        url: expect.stringContaining("client_id=simulator-client"),
        status: 302,
      },
      {
        kind: "token",
        method: "POST",
        path: "/api/oauth/token",
        url: "/api/oauth/token",
        grantType: "authorization_code",
        person: "nora",
        orgkey: "north",
        status: 200,
      },
      {
        kind: "rest",
        method: "GET",
        path: "/api/rest/actions",
        url: "/api/rest/actions?name_ilike=*ern m*&fields=id,name",
        person: "nora",
        orgkey: "north",
        status: 200,
      },
      { kind: "rest", method: "GET", path: "/api/rest/actions/3", url: "/api/rest/actions/3", orgkey: "north", status: 401 },
      {
        kind: "token",
        method: "POST",
        path: "/api/oauth/token",
        url: "/api/oauth/token",
        grantType: "refresh_token",
        person: "nora",
        orgkey: "north",
        status: 200,
      },
    ]);
    expect(simulator.restRequests()[0]!.query).toEqual({ name_ilike: "*ern m*", fields: "id,name" });
    expect(simulator.tokenRequests().map(({ grantType }) => grantType)).toEqual(["authorization_code", "refresh_token"]);
    for (const { startedAt, finishedAt } of simulator.requests) {
      expect(startedAt).toBeGreaterThan(started - 1000);
      expect(finishedAt).toBeGreaterThanOrEqual(startedAt);
    }
    simulator.clearRequests();
    expect(simulator.requests).toEqual([]);
  });

  test("holds no code, token, secret, password, cookie or state", async () => {
    const url = authorizeUrl(simulator, { state: "state-of-the-client", nonce: "nonce-of-the-client" });
    const cookie = cookieOf(await post(url, { username: "nora", password: "nora's password" }));
    const allowed = await post(url, { decision: "allow" }, { cookie });
    const code = locationOf(allowed).searchParams.get("code")!;
    const tokens = (await exchange(simulator, code)).body;
    await rest(tokens, `actions?access_token=${tokens.access_token}`);
    await refresh(simulator, tokens.refresh_token!);
    await post(`${simulator.tokenUrl}?code=${code}&client_secret=${simulator.client.secret}`, {});
    const log = JSON.stringify(simulator.requests) + (await (await get(`${simulator.url}/_simulator/requests`)).text());
    expect(log).toContain("[redacted]");
    const secrets = [
      code,
      tokens.access_token,
      tokens.refresh_token!,
      simulator.client.secret,
      "nora's password",
      cookie.split("=")[1]!,
      "state-of-the-client",
      "nonce-of-the-client",
    ];
    for (const secret of secrets) expect(log).not.toContain(secret);
  });

  test("leaves filters by columns called code or state legible", async () => {
    await rest(simulator.signIn("nora"), "utbmscodes?code=A100");
    expect(simulator.requests[0]!.url).toBe("/api/rest/utbmscodes?code=A100");
  });

  test("shows that requests overlapped, by a clock that the simulator's own does not disturb", async () => {
    simulator.set({ latency: 40 });
    const nora = simulator.signIn("nora");
    await Promise.all([rest(nora, "actions"), rest(nora, "actions/3")]);
    simulator.advance(-1_000_000);
    const [one, other] = simulator.requests as [(typeof simulator.requests)[0], (typeof simulator.requests)[0]];
    expect(one.finishedAt - one.startedAt).toBeGreaterThan(30);
    expect(other.startedAt).toBeLessThan(one.finishedAt);
    expect(Math.abs(one.startedAt - Date.now())).toBeLessThan(10_000);
    simulator.advance(1_000_000);
    simulator.set({ latency: 0 });
  });
});
