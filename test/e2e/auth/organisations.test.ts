import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { FastifyRequest } from "fastify";
import { digest } from "../../../auth/crypto/secret.js";
import type { SessionInfo, Viewer } from "../../../auth/index.js";
import { json } from "../../support/auth/fake-actionstep.js";
import { createJar, type Jar } from "../../support/auth/jar.js";
import { createRig, type Rig } from "../../support/auth/rig.js";

const DAY = 24 * 3_600_000;
const HERE = "12@examplelaw";
const THERE = "12@otherlaw";

let rig: Rig;
let jar: Jar;
beforeEach(async () => {
  rig = await createRig();
  jar = createJar(rig.url);
});
afterEach(() => rig.close());

const sessionOf = async (browser: Jar, headers?: Record<string, string>): Promise<SessionInfo> =>
  (await (await browser.get("/auth/session", headers)).json()) as SessionInfo;
const orgsOf = async (browser: Jar): Promise<string[]> =>
  ((await sessionOf(browser)).connections ?? []).map(({ org, current }) => (current ? `${org}*` : org)).sort();
const authenticate = (browser: Jar, org?: string): Promise<Viewer | null> =>
  rig.auth.authenticate({
    headers: { cookie: browser.header(), ...(org !== undefined && { "x-actionstep-org": org }) },
  } as unknown as FastifyRequest);
const copyOf = ({ cookies }: Jar): Jar => {
  const copy = createJar(rig.url);
  for (const [name, value] of cookies) copy.cookies.set(name, value);
  return copy;
};
const idOf = async (browser: Jar, org: string): Promise<string> =>
  (await sessionOf(browser)).connections!.find((each) => each.org === org)!.id;

describe("Several organisations", () => {
  beforeEach(async () => {
    await rig.connect(HERE, jar);
    await rig.connect(THERE, jar);
  });

  test("F22: a second organisation makes two connections, of which the new one is in use", async () => {
    expect(await orgsOf(jar)).toEqual(["examplelaw", "otherlaw*"]);
    expect(await sessionOf(jar)).toMatchObject({ authenticated: true, org: "otherlaw" });
    expect((await rig.stores.tokens.scan("conn:")).keys).toHaveLength(2);
    const [one, other] = await Promise.all([authenticate(jar, "examplelaw"), authenticate(jar)]);
    expect([one!.orgkey, other!.orgkey]).toEqual(["examplelaw", "otherlaw"]);
    expect((await rig.record(one!)).principalId).toBe((await rig.record(other!)).principalId);
    expect((await one!.accessToken()).value.reveal()).not.toBe((await other!.accessToken()).value.reveal());
  });

  test("switching chooses which one is in use, by organisation or by connection", async () => {
    const switched = await jar.act("POST", "/auth/switch", { org: "examplelaw" });
    expect(switched.status).toBe(200);
    expect(await switched.json()).toMatchObject({ authenticated: true, org: "examplelaw" });
    expect((await authenticate(jar))!.orgkey).toBe("examplelaw");
    await jar.act("POST", "/auth/switch", { connection: await idOf(jar, "otherlaw") });
    expect((await authenticate(jar))!.orgkey).toBe("otherlaw");
    expect(rig.events.filter(({ name }) => name === "session.switched")).toHaveLength(2);
  });

  test("one session's choice is not another's", async () => {
    const elsewhere = createJar(rig.url);
    await rig.connect(THERE, elsewhere);
    await rig.connect(HERE, elsewhere);
    await jar.act("POST", "/auth/switch", { org: "otherlaw" });
    expect(await sessionOf(elsewhere)).toMatchObject({ org: "examplelaw" });
  });

  test.each([
    [undefined, /\{"org"/],
    [{}, /\{"org"/],
    [{ org: "nolaw" }, /examplelaw, otherlaw/],
    [{ org: "" }, /examplelaw, otherlaw/],
    [{ org: 7 }, /text/],
    [{ connection: "c_unknown" }, /examplelaw, otherlaw/],
    [{ organisation: "examplelaw" }, /no members but connection and org/],
    [["examplelaw"], /JSON object/],
  ])("switching to %j is refused in words that say what is expected", async (body, message) => {
    const response = await jar.act("POST", "/auth/switch", body);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe("BAD_USER_INPUT");
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("nolaw");
    expect((await authenticate(jar))!.orgkey).toBe("otherlaw");
  });

  test("nobody switches without a session, without the header, or from another site", async () => {
    expect((await createJar(rig.url).act("POST", "/auth/switch", { org: "examplelaw" })).status).toBe(401);
    expect((await jar.post("/auth/switch")).status).toBe(403);
    const foreign = { "x-csrf": "1", "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    expect((await jar.post("/auth/switch", foreign)).status).toBe(403);
  });

  test("a header chooses for one request; one that names none of them says which there are", async () => {
    expect((await authenticate(jar, "examplelaw"))!.orgkey).toBe("examplelaw");
    expect((await authenticate(jar, await idOf(jar, "examplelaw")))!.orgkey).toBe("examplelaw");
    expect((await authenticate(jar))!.orgkey).toBe("otherlaw");
    expect(await sessionOf(jar, { "x-actionstep-org": "examplelaw" })).toMatchObject({ org: "examplelaw" });
    await expect(authenticate(jar, "nolaw")).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      extensions: { argument: "x-actionstep-org", organisations: ["examplelaw", "otherlaw"] },
    });
    const response = await jar.get("/auth/session", { "x-actionstep-org": "nolaw" });
    expect([response.status, (await response.text()).includes("examplelaw, otherlaw")]).toEqual([400, true]);
  });

  test("the header reaches nobody else's organisation, whatever it names", async () => {
    const stranger = createJar(rig.url);
    await rig.connect("7@thirdlaw", stranger);
    for (const org of ["examplelaw", "otherlaw", await idOf(jar, "examplelaw")]) {
      await expect(authenticate(stranger, org)).rejects.toMatchObject({ extensions: { organisations: ["thirdlaw"] } });
      expect((await stranger.act("POST", "/auth/switch", { org })).status).toBe(400);
      expect((await stranger.act("POST", "/auth/disconnect", { connection: org })).status).toBe(400);
    }
    expect(await orgsOf(jar)).toHaveLength(2);
  });

  test("F23: two users of one organisation are two connections; its key alone means the one in use, or asks which", async () => {
    await rig.connect("13@examplelaw", jar);
    expect((await authenticate(jar, "examplelaw"))!.userId).toBe("13");
    await jar.act("POST", "/auth/switch", { org: "otherlaw" });
    const ids = (await sessionOf(jar)).connections!.filter(({ org }) => org === "examplelaw").map(({ id }) => id);
    await expect(authenticate(jar, "examplelaw")).rejects.toThrow(new RegExp(`${ids.join(", ")}`));
    expect((await authenticate(jar, ids[1]))!.userId).toBe("13");
  });

  test("disconnecting one leaves the others: the one in use is followed by another, and the answer says which", async () => {
    const response = await jar.act("POST", "/auth/disconnect", { org: "otherlaw" });
    expect(await response.json()).toMatchObject({ authenticated: true, org: "examplelaw" });
    expect(response.headers.get("clear-site-data")).toBeNull();
    expect(await orgsOf(jar)).toEqual(["examplelaw*"]);
    expect((await authenticate(jar))!.orgkey).toBe("examplelaw");
    await expect(authenticate(jar, "otherlaw")).rejects.toMatchObject({ extensions: { organisations: ["examplelaw"] } });
    expect(await (await jar.act("POST", "/auth/disconnect", { org: "examplelaw" })).json()).toEqual({ authenticated: false });
    expect(jar.cookies.size).toBe(0);
  });

  test("disconnecting without saying which forgets them all", async () => {
    const viewers = [await authenticate(jar, "examplelaw"), await authenticate(jar, "otherlaw")];
    expect(await (await jar.act("POST", "/auth/disconnect")).json()).toEqual({ authenticated: false });
    for (const viewer of viewers) expect(await rig.record(viewer!)).toMatchObject({ status: "disconnected", sealed: "" });
  });

  test("when the one in use is disconnected elsewhere none is chosen silently", async () => {
    const elsewhere = createJar(rig.url);
    await rig.connect(THERE, elsewhere);
    await elsewhere.act("POST", "/auth/disconnect");
    expect(await authenticate(jar)).toBeNull();
    expect(await sessionOf(jar)).toMatchObject({ authenticated: false, connections: [{ org: "examplelaw", current: false }] });
    await jar.act("POST", "/auth/switch", { org: "examplelaw" });
    expect((await authenticate(jar))!.orgkey).toBe("examplelaw");
  });

  test("what was disconnected stays so for the sessions that used it, also when the same person connects again", async () => {
    const stolen = copyOf(jar);
    const elsewhere = createJar(rig.url);
    await rig.connect(THERE, elsewhere);
    await elsewhere.act("POST", "/auth/disconnect");
    rig.clock.advance(1);
    await rig.connect(THERE, elsewhere);
    expect(await orgsOf(elsewhere)).toEqual(["otherlaw*"]);
    expect(await orgsOf(stolen)).toEqual(["examplelaw"]);
    expect(await authenticate(stolen)).toBeNull();
  });

  test("a session may reach only what was connected in it: signing in elsewhere with one gives that one", async () => {
    const elsewhere = createJar(rig.url);
    await rig.connect(HERE, elsewhere);
    expect(await orgsOf(elsewhere)).toEqual(["examplelaw*"]);
    expect(await orgsOf(jar)).toEqual(["examplelaw", "otherlaw*"]);
  });

  test("F21: while it is not known whose a further authorization is, the session keeps what it had", async () => {
    const down = (): Response => new Response("", { status: 503 });
    rig.actionstep.onUser(down, down, down);
    await rig.connect("9@thirdlaw", jar);
    expect(await orgsOf(jar)).toEqual(["examplelaw", "otherlaw*"]);
    expect((await jar.get("/auth/connect")).headers.get("location")).toBe("https://gateway.example/?auth_notice=org_mismatch");
    expect(await orgsOf(jar)).toEqual(["examplelaw", "otherlaw", "thirdlaw*"]);
  });

  test("S6: a further connection does not lengthen what an earlier one opened", async () => {
    // Kept in use, so that it is not idleness that ends it.
    for (let day = 0; day < 60; day += 1 / 4) {
      if (day === 20) await rig.connect("9@thirdlaw", jar);
      if (day < 20.75) expect(await authenticate(jar)).not.toBeNull();
      if (day > 21) break;
      rig.clock.advance(DAY / 4);
    }
    expect(await authenticate(jar)).toBeNull();
    expect(await sessionOf(jar)).toEqual({ authenticated: false });
  });

  test("S8: a grant that died shows in its organisation alone", async () => {
    const viewer = (await authenticate(jar))!;
    rig.clock.advance(3_600_000);
    rig.actionstep.onRefresh(() => json(400, { error: "invalid_grant" }));
    await expect(viewer.accessToken()).rejects.toMatchObject({ code: "RECONNECT_REQUIRED" });
    const { authenticated, connections } = await sessionOf(jar);
    expect(authenticated).toBe(false);
    expect(connections!.map(({ org, usable }) => [org, usable])).toEqual([
      ["examplelaw", true],
      ["otherlaw", false],
    ]);
  });

  test("F24: more scopes in one organisation leave the other as it was", async () => {
    const before = await rig.record((await authenticate(jar, "otherlaw"))!);
    const begun = await jar.get("/auth/connect?scope=actions%20tasks");
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    await jar.get(`/auth/callback?${new URLSearchParams({ code: HERE, state }).toString()}`);
    expect(await orgsOf(jar)).toEqual(["examplelaw*", "otherlaw"]);
    expect((await authenticate(jar))!.scopes).toEqual(["actions", "tasks", "users"]);
    expect(await rig.record((await authenticate(jar, "otherlaw"))!)).toEqual(before);
  });
});

describe("F16: a planted session", () => {
  const VICTIM = "12@victimlaw";

  test("gains nothing in any other session of whoever planted it, nor by signing in again", async () => {
    const attacker = createJar(rig.url);
    await rig.connect("66@evillaw", attacker);
    const second = createJar(rig.url);
    await rig.connect("66@evillaw", second);
    const victim = copyOf(attacker);
    await rig.connect(VICTIM, victim);
    expect(await orgsOf(victim)).toEqual(["evillaw", "victimlaw*"]);
    const third = createJar(rig.url);
    await rig.connect("66@evillaw", third);
    for (const browser of [attacker, second, third]) {
      expect(await orgsOf(browser)).toEqual(["evillaw*"]);
      await expect(authenticate(browser, "victimlaw")).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
      expect(await (await browser.get("/auth/sessions")).text()).not.toContain("victimlaw");
    }
  });

  test("cannot be caught up with by a sign-in that was begun before it was replaced", async () => {
    const attacker = createJar(rig.url);
    await rig.connect("66@evillaw", attacker);
    const begun = await attacker.get("/auth/connect");
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    const victim = createJar(rig.url);
    victim.cookies.set("__Host-asgw", attacker.cookies.get("__Host-asgw")!);
    await rig.connect(VICTIM, victim);
    const finish = `/auth/callback?${new URLSearchParams({ code: "66@evillaw", state }).toString()}`;
    // With the old cookie, which still reads, and without any, as a strict one would stay behind.
    const without = copyOf(attacker);
    without.cookies.delete("__Host-asgw");
    await without.get(finish);
    await attacker.get(finish);
    for (const browser of [attacker, without]) expect(await orgsOf(browser)).not.toContain("victimlaw");
    expect(await orgsOf(victim)).toEqual(["evillaw", "victimlaw*"]);
    const listed = (await (await victim.get("/auth/sessions")).json()) as { sessions: { current: boolean }[] };
    expect(listed.sessions.filter(({ current }) => current)).toHaveLength(1);
  });
});

test("a session of the time when there was one connection each goes on", async () => {
  await rig.connect(HERE, jar);
  const { connectionId } = (await authenticate(jar))!;
  const id = "o".repeat(43);
  const now = rig.clock();
  await rig.stores.sessions.set(`session:${digest(id)}`, { connectionId, createdAt: now, endsAt: now + DAY }, DAY);
  const old = createJar(rig.url);
  old.cookies.set("__Host-asgw", id);
  expect(await sessionOf(old)).toMatchObject({ authenticated: true, org: "examplelaw" });
  expect(((await (await old.get("/auth/sessions")).json()) as { sessions: unknown[] }).sessions).toHaveLength(2);
});
