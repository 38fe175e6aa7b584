import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  defaultBehaviour,
  startSimulator,
  type Fault,
  type FirstTokenResponse,
  type Simulator,
} from "../../../simulator/index.js";
import { decide, failure, post, refresh, rest } from "../../support/simulator/by-hand.js";
import { twoFirms } from "../../support/simulator/two-firms.js";

let simulator: Simulator;
let nora: FirstTokenResponse;
beforeAll(async () => {
  simulator = await startSimulator({ database: twoFirms() });
});
afterAll(() => simulator.close());

let takeBack = (): void => undefined;
const fault = (kind: "rest" | "token", told: Fault, times?: number): void => {
  takeBack = simulator.fault({ match: (request) => request.kind === kind, fault: told, ...(times !== undefined && { times }) });
};
afterEach(() => {
  takeBack();
  simulator.set(defaultBehaviour);
  simulator.clearRequests();
});

const fresh = (): FirstTokenResponse => (nora = simulator.signIn("nora"));

describe("a fault", () => {
  test("that is a status answers in place of the API, and nothing is done", async () => {
    fault("rest", { kind: "status", status: 429, headers: { "retry-after": "7" }, body: '{"slow":"down"}' });
    const response = await rest(fresh(), "actions");
    expect([response.status, response.headers.get("retry-after"), response.headers.get("content-type")]).toEqual([
      429,
      "7",
      "application/json",
    ]);
    expect(await response.json()).toEqual({ slow: "down" });
    expect(simulator.requests[0]!.status).toBe(429);

    takeBack();
    fault("token", { kind: "status", status: 503 });
    expect((await post(simulator.tokenUrl, { grant_type: "refresh_token", refresh_token: nora.refresh_token })).status).toBe(503);
    takeBack();
    expect((await refresh(simulator, nora.refresh_token)).status).toBe(200);
  });

  test("that is a reset cuts the connection before anything is done", async () => {
    fresh();
    fault("token", { kind: "reset" }, 1);
    expect(await refresh(simulator, nora.refresh_token).catch(failure)).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
    expect(simulator.requests).toMatchObject([{ kind: "token", status: 0, grantType: "refresh_token" }]);
    expect((await refresh(simulator, nora.refresh_token)).status).toBe(200);
  });

  test("that is a reset after the commit cuts the connection when the refresh token is already spent", async () => {
    fresh();
    fault("token", { kind: "reset-after-commit" }, 1);
    expect(await refresh(simulator, nora.refresh_token).catch(failure)).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
    expect((await refresh(simulator, nora.refresh_token)).body.error).toBe("invalid_grant");
  });

  test("that is a stall answers nothing and does nothing", async () => {
    fresh();
    fault("token", { kind: "stall" }, 1);
    const waiting = fetch(simulator.tokenUrl, { method: "POST", body: new URLSearchParams(), signal: AbortSignal.timeout(60) });
    expect(await waiting.catch(failure)).toBe("TimeoutError");
    expect(simulator.requests).toMatchObject([{ kind: "token", status: 0, finishedAt: 0 }]);
    expect((await refresh(simulator, nora.refresh_token)).status).toBe(200);
  });

  test("that is a stalled body sends the headers and half, then nothing", async () => {
    fault("rest", { kind: "stall-body" });
    const response = await rest(fresh(), "actions", { signal: AbortSignal.timeout(100) });
    expect(response.status).toBe(200);
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(value!.length).toBe(Math.floor(Number(response.headers.get("content-length")) / 2));
    await expect(reader.read()).rejects.toMatchObject({ name: "TimeoutError" });
  });

  test("that truncates sends half as if it were all", async () => {
    fault("rest", { kind: "truncate" });
    const response = await rest(fresh(), "actions");
    const text = await response.text();
    expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
    expect(text).toMatch(/^\{"actions":/);
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
  });

  test("that is a delay only takes its time", async () => {
    fault("rest", { kind: "delay", ms: 50 });
    const started = performance.now();
    expect((await rest(fresh(), "actions")).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(40);
  });

  test("that replaces lets everything happen and answers something else", async () => {
    fresh();
    fault(
      "token",
      { kind: "replace", status: 200, body: (real) => JSON.stringify({ ...(JSON.parse(real) as object), token_type: "mac" }) },
      1,
    );
    const { body } = await refresh(simulator, nora.refresh_token);
    expect(body).toMatchObject({ token_type: "mac", orgkey: "north" });
    expect((await rest(body, "actions")).status).toBe(200);
    expect((await refresh(simulator, nora.refresh_token)).body.error).toBe("invalid_grant");

    fault("rest", { kind: "replace", status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" });
    const page = await rest(body, "actions");
    expect([page.status, page.headers.get("content-type"), await page.text()]).toEqual([
      502,
      "text/html",
      "<h1>Bad gateway</h1>",
    ]);
  });

  test("befalls only what it is meant for, as often as it is meant to, the oldest rule first", async () => {
    fresh();
    const undo = [
      simulator.fault({ match: ({ path }) => path.endsWith("/actions/3"), times: 2, fault: { kind: "status", status: 500 } }),
      simulator.fault({
        match: ({ person, orgkey }) => person === "nora" && orgkey === "north",
        fault: { kind: "status", status: 503 },
      }),
    ];
    const statuses = async (...asked: string[]): Promise<number[]> => {
      const found: number[] = [];
      for (const path of asked) found.push((await rest(nora, path)).status);
      return found;
    };
    expect(await statuses("actions/4", "actions/3", "actions/3", "actions/3")).toEqual([503, 500, 500, 503]);
    expect((await rest(simulator.signIn("sol"), "actions/3")).status).toBe(200);
    undo.forEach((each) => each());
    expect(await statuses("actions/4", "actions/3")).toEqual([200, 200]);
  });

  test("can befall the authorization page too", async () => {
    takeBack = simulator.fault({
      match: ({ kind }) => kind === "authorize",
      fault: { kind: "status", status: 500, body: "down" },
    });
    expect((await decide(simulator, "nora", "allow")).status).toBe(500);
  });
});

describe("latency", () => {
  test("slows the token endpoint before or after the deed, and REST", async () => {
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    simulator.set({ tokenLatency: 30, tokenLatencyAfterCommit: 30, latency: 30 });
    fresh();
    expect(await timed(() => refresh(simulator, nora.refresh_token))).toBeGreaterThan(50);
    expect(await timed(() => rest(nora, "actions"))).toBeGreaterThan(25);

    simulator.set({ tokenLatency: 0, tokenLatencyAfterCommit: 5000 });
    fresh();
    const signal = AbortSignal.timeout(60);
    const form = {
      grant_type: "refresh_token",
      refresh_token: nora.refresh_token,
      client_id: simulator.client.id,
      client_secret: simulator.client.secret,
    };
    expect(await fetch(simulator.tokenUrl, { method: "POST", body: new URLSearchParams(form), signal }).catch(failure)).toBe(
      "TimeoutError",
    );
    simulator.set({ tokenLatencyAfterCommit: 0 });
    expect((await refresh(simulator, nora.refresh_token)).body.error).toBe("invalid_grant");
  });
});
