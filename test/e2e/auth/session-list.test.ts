import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { SessionSummary } from "../../../auth/index.js";
import { browserOf } from "../../../auth/http/browser.js";
import { createJar, type Jar } from "../../support/auth/jar.js";
import { createRig, type Rig } from "../../support/auth/rig.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";

let rig: Rig;
let jar: Jar;
beforeEach(async () => {
  rig = await createRig();
  jar = createJar(rig.url);
  await rig.connect("12@examplelaw", jar);
});
afterEach(() => rig.close());

const listOf = async (browser: Jar): Promise<SessionSummary[]> =>
  ((await (await browser.get("/auth/sessions")).json()) as { sessions: SessionSummary[] }).sessions;
const isSignedIn = async (browser: Jar): Promise<boolean> =>
  ((await (await browser.get("/auth/session")).json()) as { authenticated: boolean }).authenticated;
const copyOf = ({ cookies }: Jar): Jar => {
  const copy = createJar(rig.url);
  for (const [name, value] of cookies) copy.cookies.set(name, value);
  return copy;
};
async function another(who = "12@examplelaw"): Promise<Jar> {
  const browser = createJar(rig.url);
  await rig.connect(who, browser);
  return browser;
}

describe("One's own sessions", () => {
  test("are listed with when and where they began, the one that asks marked", async () => {
    rig.clock.advance(HOUR);
    await isSignedIn(jar);
    const browser = createJar(rig.url);
    const begun = await browser.get("/auth/connect");
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    await browser.get(`/auth/callback?code=12@examplelaw&state=${state}`, { "user-agent": FIREFOX });
    const now = rig.clock();
    const list = await listOf(jar);
    expect(list).toHaveLength(2);
    const [second, first] = list[0]!.current ? [list[1], list[0]] : list;
    expect(first).toMatchObject({ current: true, organisations: ["examplelaw"] });
    expect(second).toEqual({
      id: expect.stringMatching(/^[\w-]{16}$/),
      current: false,
      browser: "Firefox on Linux",
      createdAt: expect.stringMatching(/Z$/),
      lastUsedAt: second!.createdAt,
      expiresAt: new Date(Date.parse(second!.createdAt) + 21 * DAY).toISOString(),
      organisations: ["examplelaw"],
    });
    expect(Math.abs(Date.parse(second!.createdAt) - now)).toBeLessThan(5_000);
    expect(Math.abs(Date.parse(first!.lastUsedAt) - now)).toBeLessThan(5_000);
  });

  test("have ids that are no cookies, and that stay when the session's id changes", async () => {
    const before = await listOf(jar);
    await rig.connect("12@examplelaw", jar);
    expect((await listOf(jar)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    for (const { id } of before) {
      for (const value of [id, id.padEnd(43, "A"), id.repeat(3).slice(0, 43)]) {
        const thief = createJar(rig.url);
        thief.cookies.set("__Host-asgw", value);
        expect(await isSignedIn(thief)).toBe(false);
      }
    }
  });

  test("can be ended one by one, at once and for good", async () => {
    const other = await another();
    const id = (await listOf(jar)).find(({ current }) => !current)!.id;
    expect(await (await jar.act("DELETE", `/auth/sessions/${id}`)).json()).toEqual({ ended: 1 });
    expect([await isSignedIn(jar), await isSignedIn(other)]).toEqual([true, false]);
    expect((await jar.act("DELETE", `/auth/sessions/${id}`)).status).toBe(404);
    expect(rig.events).toContainEqual(
      expect.objectContaining({ name: "session.ended", session: id, reason: "by_other_session" }),
    );
  });

  test("can be ended all but the one that asks", async () => {
    const others = [await another(), await another(), await another()];
    expect(await (await jar.act("DELETE", "/auth/sessions")).json()).toEqual({ ended: 3 });
    for (const other of others) expect(await isSignedIn(other)).toBe(false);
    expect(await isSignedIn(jar)).toBe(true);
    expect(await listOf(jar)).toHaveLength(1);
  });

  test("include the one that asks: ending it is logging out", async () => {
    const copy = copyOf(jar);
    const [own] = await listOf(jar);
    expect(await (await jar.act("DELETE", `/auth/sessions/${own!.id}`)).json()).toEqual({ authenticated: false });
    expect(jar.cookies.size).toBe(0);
    expect(await isSignedIn(copy)).toBe(false);
  });

  test("are ended also when they are given another id at that moment", async () => {
    const other = await another();
    const id = (await listOf(jar)).find(({ current }) => !current)!.id;
    const begun = await other.get("/auth/connect");
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    const remove = rig.stores.sessions.delete.bind(rig.stores.sessions);
    let deletions = 0;
    rig.stores.sessions.delete = async (key) => {
      if (deletions++ === 0) await other.get(`/auth/callback?code=12@examplelaw&state=${state}`);
      return remove(key);
    };
    await jar.act("DELETE", `/auth/sessions/${id}`);
    expect(deletions).toBeGreaterThan(1);
    expect(await isSignedIn(other)).toBe(false);
    expect(await listOf(jar)).toHaveLength(1);
  });

  test("are nobody else's to see or to end", async () => {
    const stranger = await another("66@examplelaw");
    const [own] = await listOf(jar);
    expect(await listOf(stranger)).toHaveLength(1);
    expect((await stranger.act("DELETE", `/auth/sessions/${own!.id}`)).status).toBe(404);
    await stranger.act("DELETE", "/auth/sessions");
    expect(await isSignedIn(jar)).toBe(true);
    for (const id of ["", "%00", "..%2f..", "x".repeat(300)])
      expect((await stranger.act("DELETE", `/auth/sessions/${id}`)).status).toBeGreaterThanOrEqual(id === "" ? 200 : 400);
  });

  test("of one organisation tell nothing of the other organisations they can use", async () => {
    const both = await another();
    await rig.connect("12@otherlaw", both);
    expect((await listOf(jar)).map(({ organisations }) => organisations)).toEqual([["examplelaw"], ["examplelaw"]]);
    expect((await listOf(both)).find(({ current }) => current)!.organisations).toEqual(["examplelaw", "otherlaw"]);
  });

  test("that have ended by themselves are not listed", async () => {
    await another();
    rig.clock.advance(7 * HOUR);
    await isSignedIn(jar);
    expect(await listOf(jar)).toHaveLength(2);
    rig.clock.advance(2 * HOUR);
    expect(await listOf(jar)).toHaveLength(1);
  });

  test("are listed and ended only for whoever is signed in by cookie, with the header", async () => {
    const nobody = createJar(rig.url);
    expect((await nobody.get("/auth/sessions")).status).toBe(401);
    expect((await nobody.act("DELETE", "/auth/sessions")).status).toBe(401);
    expect((await fetch(`${rig.url}/auth/sessions`, { method: "DELETE", headers: { cookie: jar.header() } })).status).toBe(403);
    expect((await jar.get("/auth/sessions", { authorization: "Bearer x" })).status).toBe(401);
  });

  test("a session that was just given another id may read, and is told to ask again for more", async () => {
    const old = copyOf(jar);
    await rig.connect("12@examplelaw", jar);
    expect(await listOf(old)).toHaveLength(2);
    const refused = await old.act("DELETE", "/auth/sessions");
    expect([refused.status, await refused.json()]).toEqual([
      409,
      { error: { code: "SESSION_REPLACED", message: expect.any(String) } },
    ]);
    expect((await rig.viewer(old.header())).access).toBe("read");
    expect((await rig.viewer(jar.header())).access).toBe("write");
  });

  test("S6: how long they live is a setting", async () => {
    await rig.close();
    rig = await createRig({ sessionLife: { idle: 2 * HOUR, most: DAY } });
    const browser = await another();
    rig.clock.advance(2 * HOUR - 1_000);
    expect(await isSignedIn(browser)).toBe(true);
    rig.clock.advance(2 * HOUR);
    expect(await isSignedIn(browser)).toBe(false);
    const begun = await browser.get("/auth/connect");
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    const done = await browser.get(`/auth/callback?code=12@examplelaw&state=${state}`);
    expect(done.headers.getSetCookie().at(-1)).toContain("Max-Age=86400;");
  });
});

test.each([
  [FIREFOX, "Firefox on Linux"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15",
    "Safari on macOS",
  ],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) UnheardOf/1.0", "A browser on Windows"],
  ["curl/8.5.0", undefined],
  ["<script>alert(1)</script>/1.0 (x)", undefined],
  ["x".repeat(10_000), undefined],
  ["", undefined],
  [undefined, undefined],
])("of %j a person is told %j, and never what was sent", (userAgent, shown) => {
  expect(browserOf(userAgent)).toBe(shown);
});
