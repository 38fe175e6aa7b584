import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Viewer } from "../../../auth/index.js";
import { json } from "../../support/auth/fake-actionstep.js";
import { createRig, eventually, type Rig } from "../../support/auth/rig.js";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const UNAVAILABLE = { code: "UPSTREAM_UNAVAILABLE" };

let rig: Rig;
let viewer: Viewer;
beforeEach(async () => {
  rig = await createRig();
  viewer = await rig.signIn();
});
afterEach(() => rig.close());

const alarms = (kind: string): number => rig.log.lines.filter(({ alarm, level }) => alarm === kind && level === "error").length;
const answerOf = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;
const fetchFailed = (code: string, syscall?: string): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code, ...(syscall !== undefined && { syscall }) }) });

/** The grant is refused in the background, while the access token lives. */
async function dieEarly(refusal: () => Response): Promise<void> {
  rig.clock.advance(0.9 * HOUR);
  rig.actionstep.onRefresh(refusal);
  expect((await viewer.accessToken()).version).toBe(1);
  await eventually(async () => (await rig.record(viewer)).status === "degraded");
}

describe("Understanding what the token endpoint says", () => {
  test.each([
    ["P1: invalid_grant", () => json(400, { error: "invalid_grant" })],
    [
      "P2: invalid_grant as HTML",
      () => new Response('{"error":"invalid_grant"}', { status: 400, headers: { "content-type": "text/html" } }),
    ],
    ["P3: invalid_grant with status 200", () => json(200, { error: "invalid_grant" })],
    [
      "Actionstep's own expired_token",
      () => json(401, { error: "expired_token", error_description: "(4a)" }, { "www-authenticate": "Bearer" }),
    ],
  ])("%s: degraded while the access token lives, then reconnect_required, and no further request", async (_what, refusal) => {
    await dieEarly(refusal);
    for (let i = 0; i < 3; i++) expect((await viewer.accessToken()).version).toBe(1);
    rig.clock.advance(0.1 * HOUR);
    for (let i = 0; i < 3; i++) {
      await expect(viewer.accessToken()).rejects.toMatchObject({
        code: "RECONNECT_REQUIRED",
        extensions: { reason: "invalid_grant", connectUrl: "https://gateway.example/auth/connect" },
      });
    }
    expect((await rig.record(viewer)).status).toBe("reconnect_required");
    expect(rig.actionstep.refreshes).toBe(1);
    const happened = rig.events.map(({ name }) => name);
    expect(happened.filter((name) => name === "connection.degraded")).toHaveLength(1);
    expect(happened.filter((name) => name === "connection.reconnect_required")).toHaveLength(1);
  });

  test("P1: a refresh token past its life is said to have expired", async () => {
    rig.clock.advance(22 * 24 * HOUR);
    rig.actionstep.revokeAll();
    await expect(viewer.accessToken()).rejects.toMatchObject({ extensions: { reason: "expired" } });
  });

  test("a degraded connection whose access token is refused has to be connected again", async () => {
    await dieEarly(() => json(400, { error: "invalid_grant" }));
    await expect(viewer.accessToken({ rejected: { version: 1 } })).rejects.toMatchObject({ code: "RECONNECT_REQUIRED" });
    expect((await rig.record(viewer)).status).toBe("reconnect_required");
  });

  test("a refused token that joins the very refresh that finds the grant dead is not handed out again", async () => {
    rig.clock.advance(0.9 * HOUR);
    let refuse = (): void => undefined;
    rig.actionstep.onRefresh(async () => {
      await new Promise<void>((resolve) => (refuse = resolve));
      return json(400, { error: "invalid_grant" });
    });
    await viewer.accessToken();
    await eventually(() => rig.actionstep.refreshes === 1);
    const joined = viewer.accessToken({ rejected: { version: 1 } });
    const expected = expect(joined).rejects.toMatchObject({ code: "RECONNECT_REQUIRED" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    refuse();
    await expected;
    expect(rig.actionstep.refreshes).toBe(1);
  });

  test("P17: a try that is due while the refresh that found the grant dead is still ending is made all the same", async () => {
    const release = rig.stores.tokens.release.bind(rig.stores.tokens);
    let end = (): void => undefined;
    const ending = new Promise<void>((resolve) => (end = resolve));
    rig.stores.tokens.release = async (key, owner) => {
      await ending;
      return release(key, owner);
    };
    await dieEarly(() => json(400, { error: "invalid_grant" }));
    rig.clock.advance(0.2 * HOUR);
    const asking = viewer.accessToken();
    await new Promise((resolve) => setTimeout(resolve, 20));
    end();
    expect((await asking).version).toBe(2);
  });

  test.each([
    ["without", {}],
    ["with", { "www-authenticate": 'Basic realm="token"' }],
  ])("P4: invalid_client %s WWW-Authenticate is our fault: one alarm, nobody disconnected", async (_what, headers) => {
    const refuse = (): Response => json(401, { error: "invalid_client" }, headers);
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(refuse, refuse, refuse);
    for (let i = 0; i < 3; i++) {
      await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
      rig.clock.advance(10 * MINUTE);
    }
    expect(await rig.record(viewer)).toMatchObject({ status: "active", v: 1 });
    expect((await rig.record(viewer)).intent).toBeUndefined();
    expect(alarms("client-config")).toBe(1);
    expect((await rig.auth.health()).reasons).toEqual(["alarm: client-config"]);
    expect((await viewer.accessToken()).version).toBe(2);
    expect((await rig.auth.health()).reasons).toEqual([]);
  });

  test.each([
    ["json with an error", () => json(429, { error: "slow_down" }, { "retry-after": "7" })],
    ["json without one", () => json(429, {}, { "retry-after": "7" })],
    ["json that says invalid_grant", () => json(429, { error: "invalid_grant" }, { "retry-after": "7" })],
    ["text", () => new Response("slow down", { status: 429, headers: { "retry-after": "7" } })],
  ])("P5: 429 with Retry-After 7 as %s is waited out by every machine", async (_what, refusal) => {
    const cookie = await rig.connect();
    const elsewhere = await (await rig.another()).viewer(cookie);
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(refusal);
    await expect(viewer.accessToken()).rejects.toMatchObject({ ...UNAVAILABLE, extensions: { retryAfter: 7 } });
    rig.clock.advance(6_000);
    await expect(elsewhere.accessToken()).rejects.toMatchObject({ ...UNAVAILABLE, extensions: { retryAfter: 1 } });
    expect(rig.actionstep.refreshes).toBe(1);
    expect(await rig.record(viewer)).toMatchObject({ status: "active" });
    rig.clock.advance(1_500);
    expect((await elsewhere.accessToken()).version).toBe(3);
  });

  test("P6: a firewall's 403 page passes; the connection stays", async () => {
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(
      () => new Response("<html>Forbidden</html>", { status: 403, headers: { "content-type": "text/html" } }),
    );
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    const record = await rig.record(viewer);
    expect(record).toMatchObject({ status: "active", lastOutcome: "rejected" });
    expect(record.intent).toBeUndefined();
    rig.clock.advance(MINUTE);
    expect((await viewer.accessToken()).version).toBe(2);
  });

  test.each([
    ["500", () => new Response("oops", { status: 500 })],
    ["502", () => new Response("", { status: 502 })],
    ["503 that says invalid_grant", () => json(503, { error: "invalid_grant" })],
    ["400 without an error", () => json(400, { message: "?" })],
    ["400 with an error that is no word", () => json(400, { error: { code: "invalid_grant" } })],
  ])("P7: %s leaves the outcome unknown: one request per pause, over all machines", async (_what, refusal) => {
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(refusal, refusal);
    for (let i = 0; i < 3; i++) await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    expect(rig.actionstep.refreshes).toBe(1);
    const first = await rig.record(viewer);
    expect(first).toMatchObject({ status: "active", lastOutcome: "unknown", failures: 1, intent: { ambiguous: true, n: 1 } });
    rig.clock.advance(5_000);
    for (let i = 0; i < 3; i++) await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    expect(rig.actionstep.refreshes).toBe(2);
    expect(await rig.record(viewer)).toMatchObject({ failures: 2, intent: { n: 2 } });
    rig.clock.advance(5_000);
    expect((await viewer.accessToken()).version).toBe(2);
  });

  test("P7: the back-off is kept by other machines too, and grows to five minutes at most", async () => {
    const cookie = await rig.connect("20@examplelaw");
    const other = await rig.another();
    const [here, there] = [await rig.viewer(cookie), await other.viewer(cookie)];
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(...Array.from({ length: 12 }, () => () => new Response("", { status: 500 })));
    for (let i = 0; i < 12; i++) {
      await expect((i % 2 ? here : there).accessToken()).rejects.toMatchObject(UNAVAILABLE);
      await expect((i % 2 ? there : here).accessToken()).rejects.toMatchObject(UNAVAILABLE);
      const wait = (await rig.record(here)).backoffUntil! - rig.clock();
      expect(wait).toBeGreaterThan(500);
      expect(wait).toBeLessThanOrEqual(5 * MINUTE);
      rig.clock.advance(5 * MINUTE);
    }
    expect(rig.actionstep.refreshes).toBe(12);
    expect((await here.accessToken()).version).toBe(2);
  });

  test.each([
    ["refused", () => Promise.reject(fetchFailed("ECONNREFUSED", "connect"))],
    ["no such host", () => Promise.reject(fetchFailed("ENOTFOUND", "getaddrinfo"))],
    ["unreachable", () => Promise.reject(fetchFailed("EHOSTUNREACH", "connect"))],
    ["no answer to a connection", () => Promise.reject(fetchFailed("UND_ERR_CONNECT_TIMEOUT"))],
    ["a certificate nobody trusts", () => Promise.reject(fetchFailed("DEPTH_ZERO_SELF_SIGNED_CERT"))],
  ])("P8: %s: nothing was sent, so it is tried once more at once and then paused", async (_what, fail) => {
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(fail);
    expect((await viewer.accessToken()).version).toBe(2);
    expect(rig.actionstep.refreshes).toBe(2);
    rig.clock.advance(2 * HOUR);
    rig.actionstep.onRefresh(fail, fail);
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    expect(rig.actionstep.refreshes).toBe(4);
    const record = await rig.record(viewer);
    expect(record).toMatchObject({ status: "active", lastOutcome: "never-sent" });
    expect(record.intent).toBeUndefined();
  });

  test.each([
    ["headers never come", () => new Promise<Response>(() => undefined)],
    [
      "the body stops half way",
      () =>
        new Response(new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{"access_')) }), {
          status: 200,
        }),
    ],
    [
      "the connection is cut within the body",
      () =>
        new Response(
          new ReadableStream({
            pull: (stream) => stream.error(fetchFailed("UND_ERR_SOCKET")),
          }),
          { status: 200 },
        ),
    ],
    ["the connection is cut before the headers", () => Promise.reject(fetchFailed("UND_ERR_SOCKET"))],
    ["a host becomes unreachable under way", () => Promise.reject(fetchFailed("EHOSTUNREACH", "read"))],
  ])("P9: when %s nobody knows whether it was processed: it is not sent again within the attempt", async (_what, fail) => {
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(fail);
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    expect(rig.actionstep.refreshes).toBe(1);
    expect(await rig.record(viewer)).toMatchObject({ status: "active", lastOutcome: "unknown", intent: { ambiguous: true } });
  });

  test("P9: the answer of a rotation that was lost on the way ends the connection as rotation_lost, if Actionstep is strict", async () => {
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh((commit) => {
      commit();
      throw fetchFailed("UND_ERR_SOCKET");
    });
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    rig.clock.advance(5_000);
    await expect(viewer.accessToken()).rejects.toMatchObject({ extensions: { reason: "rotation_lost" } });
  });

  test("K2: and is recovered by asking again, if Actionstep is lenient", async () => {
    rig.clock.advance(HOUR);
    rig.actionstep.rotation = "lenient";
    rig.actionstep.onRefresh((commit) => {
      commit();
      throw fetchFailed("UND_ERR_SOCKET");
    });
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    rig.clock.advance(5_000);
    expect((await viewer.accessToken()).version).toBe(2);
  });

  test("P10: an answer without a refresh token leaves the old one in use", async () => {
    rig.actionstep.rotation = "lenient";
    rig.clock.advance(HOUR);
    const before = await rig.record(viewer);
    rig.actionstep.onRefresh(async (commit) => json(200, { ...(await answerOf(commit())), refresh_token: undefined }));
    expect((await viewer.accessToken()).version).toBe(2);
    const after = await rig.record(viewer);
    expect([after.rtFp, after.rtExpiresAt]).toEqual([before.rtFp, before.rtExpiresAt]);
    rig.clock.advance(2 * HOUR);
    expect((await viewer.accessToken()).version).toBe(3);
  });

  test("P11: getting the same tokens again is accepted, and asked for no sooner than usual", async () => {
    let same: Record<string, unknown> = {};
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(async (commit) => json(200, (same = await answerOf(commit()))));
    await viewer.accessToken();
    rig.clock.advance(0.85 * HOUR);
    rig.actionstep.onRefresh(() => json(200, same));
    await viewer.accessToken();
    await eventually(async () => (await rig.record(viewer)).v === 3);
    for (let i = 0; i < 5; i++) expect((await viewer.accessToken()).version).toBe(3);
    rig.clock.advance(0.65 * HOUR);
    await viewer.accessToken();
    expect(rig.actionstep.refreshes).toBe(2);
  });

  test.each([
    ["missing", undefined, HOUR],
    ['"3600"', "3600", HOUR],
    ["ten years", 315_360_000, 24 * HOUR],
    ["negative", -5, 0],
    ["zero", 0, 0],
  ])("P12: an expires_in that is %s gives a usable life", async (_what, expires_in, life) => {
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(async (commit) => json(200, { ...(await answerOf(commit())), expires_in }));
    // Even a token that has ended at once goes to whoever it was fetched for, instead of being fetched over and over.
    expect((await viewer.accessToken()).version).toBe(2);
    expect(rig.actionstep.refreshes).toBe(1);
    const { atIssuedAt, atExpiresAt } = await rig.record(viewer);
    expect(atExpiresAt - atIssuedAt).toBe(life);
    expect((await viewer.accessToken()).version).toBe(life === 0 ? 3 : 2);
  });

  test("P13: a redirect is not followed; operators are told", async () => {
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(() => new Response(null, { status: 302, headers: { location: "https://login.example/" } }));
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    expect(rig.actionstep.tokenPosts).toBe(2);
    expect(alarms("provider")).toBe(1);
    expect(await rig.record(viewer)).toMatchObject({ status: "active", lastOutcome: "malformed" });
  });

  test("P14: an endless body is cut off", async () => {
    let pulled = 0;
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(
      () =>
        new Response(new ReadableStream({ pull: (stream) => (pulled++, stream.enqueue(new Uint8Array(65_536).fill(32))) }), {
          status: 200,
        }),
    );
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    expect(pulled).toBeLessThan(10);
    expect(await rig.record(viewer)).toMatchObject({ lastOutcome: "malformed" });
  });

  test("P15: tokens of another organisation are kept apart and never used", async () => {
    rig.clock.advance(0.9 * HOUR);
    rig.actionstep.onRefresh(async (commit) => json(200, { ...(await answerOf(commit())), orgkey: "otherlaw" }));
    await viewer.accessToken();
    await eventually(async () => (await rig.record(viewer)).status === "reconnect_required");
    for (let i = 0; i < 2; i++) {
      await expect(viewer.accessToken()).rejects.toMatchObject({
        code: "RECONNECT_REQUIRED",
        extensions: { reason: "org_mismatch" },
      });
      rig.clock.advance(HOUR);
    }
    expect(rig.actionstep.refreshes).toBe(1);
    expect(alarms("org-mismatch")).toBe(1);
    expect(await rig.record(viewer)).toMatchObject({ v: 1, orgkey: "examplelaw" });
  });

  test("tokens that name an API host which is not allowed are kept and not used, until it is allowed", async () => {
    const cookie = await rig.connect("30@examplelaw");
    const owner = await rig.viewer(cookie);
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(async (commit) =>
      json(200, { ...(await answerOf(commit())), api_endpoint: "https://api.actionstep.eu/api/" }),
    );
    await expect(owner.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    rig.clock.advance(MINUTE);
    await expect(owner.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    expect(alarms("api-endpoint")).toBe(1);
    const wider = await rig.another({ apiHosts: ["*.actionstep.com", "api.actionstep.eu"] });
    rig.clock.advance(MINUTE);
    const { version, apiEndpoint } = await (await wider.viewer(cookie)).accessToken();
    expect([version, apiEndpoint.href]).toEqual([2, "https://api.actionstep.eu/api/"]);
    expect(rig.actionstep.refreshes).toBe(1);
  });

  test("P16: a refusal of a token that has been replaced meanwhile is a lost race, not a death", async () => {
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(async () => {
      // Somebody reconnects while our request is refused.
      await rig.connect("12@examplelaw");
      return json(400, { error: "invalid_grant" });
    });
    expect((await viewer.accessToken()).version).toBe(2);
    expect(await rig.record(viewer)).toMatchObject({ status: "active" });
  });

  test("P17: a grant found dead is tried once more after ten minutes, and heals if the refusal was wrong", async () => {
    rig.clock.advance(HOUR);
    rig.actionstep.revokeAll();
    await expect(viewer.accessToken()).rejects.toMatchObject({ code: "RECONNECT_REQUIRED" });
    rig.clock.advance(9 * MINUTE);
    rig.actionstep.restoreAll();
    await expect(viewer.accessToken()).rejects.toMatchObject({ code: "RECONNECT_REQUIRED" });
    expect(rig.actionstep.refreshes).toBe(1);
    rig.clock.advance(MINUTE);
    expect((await viewer.accessToken()).version).toBe(2);
    const record = await rig.record(viewer);
    expect(record.status).toBe("active");
    expect(record.reason ?? record.deadAt).toBeUndefined();
  });

  test("P17: when that try itself fails in passing, it is made again later, and no ended token is handed out meanwhile", async () => {
    await dieEarly(() => json(400, { error: "invalid_grant" }));
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(() => new Response("", { status: 503 }));
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    expect((await rig.record(viewer)).status).toBe("degraded");
    await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
    rig.clock.advance(MINUTE);
    expect((await viewer.accessToken()).version).toBe(2);
  });

  test("P17: and only once", async () => {
    rig.clock.advance(HOUR);
    rig.actionstep.revokeAll();
    for (let i = 0; i < 5; i++) {
      await expect(viewer.accessToken()).rejects.toMatchObject({ code: "RECONNECT_REQUIRED" });
      rig.clock.advance(11 * MINUTE);
    }
    expect(rig.actionstep.refreshes).toBe(2);
  });

  test("a success with status 201 and no token_type is one", async () => {
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(async (commit) => json(201, { ...(await answerOf(commit())), token_type: undefined }));
    expect((await viewer.accessToken()).version).toBe(2);
    expect(alarms("provider")).toBe(0);
  });

  test("a scope named by the answer replaces the one that was asked for", async () => {
    rig.clock.advance(HOUR);
    rig.actionstep.extra = { scope: "actions users" };
    await viewer.accessToken();
    expect((await rig.record(viewer)).grantedScopes).toEqual(["actions", "users"]);
  });
});
