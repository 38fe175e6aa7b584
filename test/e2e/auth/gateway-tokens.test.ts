import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { FastifyRequest } from "fastify";
import type { TokenSummary, Viewer } from "../../../auth/index.js";
import { createJar, type Jar } from "../../support/auth/jar.js";
import { createRig, type Rig } from "../../support/auth/rig.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let rig: Rig;
let jar: Jar;
beforeEach(async () => {
  rig = await createRig();
  jar = createJar(rig.url);
  await rig.connect("12@examplelaw", jar);
});
afterEach(() => rig.close());

type Made = TokenSummary & { token: string };
async function make(wish: Record<string, unknown> = {}, browser = jar): Promise<Made> {
  const response = await browser.act("POST", "/auth/tokens", { label: "Nightly report", ...wish });
  expect(response.status).toBe(201);
  return (await response.json()) as Made;
}
const listOf = async (browser = jar): Promise<TokenSummary[]> =>
  ((await (await browser.get("/auth/tokens")).json()) as { tokens: TokenSummary[] }).tokens;
const as = (token: string, headers: Record<string, string> = {}): Promise<Viewer | null> =>
  rig.auth.authenticate({ headers: { authorization: `Bearer ${token}`, ...headers } } as unknown as FastifyRequest);
const refused = { code: "UNAUTHENTICATED", extensions: { connectUrl: "https://gateway.example/auth/connect" } };

describe("Gateway tokens", () => {
  test("are made for a while, shown once, and listed without their text", async () => {
    const { token, ...made } = await make();
    expect(token).toMatch(new RegExp(`^asgw_${made.id}_[\\w-]{43}$`));
    expect(made).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9]{8}$/),
      label: "Nightly report",
      access: "read",
      organisations: ["examplelaw"],
      createdAt: expect.stringMatching(/Z$/),
      expiresAt: expect.stringMatching(/Z$/),
    });
    expect(Math.round((Date.parse(made.expiresAt) - Date.parse(made.createdAt)) / DAY)).toBe(30);
    expect(await listOf()).toEqual([made]);
    const viewer = (await as(token))!;
    expect(viewer).toMatchObject({ orgkey: "examplelaw", userId: "12", access: "read" });
    expect((await viewer.accessToken()).version).toBe(1);
  });

  test("making one changes the session's id", async () => {
    const before = jar.cookies.get("__Host-asgw");
    await make();
    expect(jar.cookies.get("__Host-asgw")).not.toBe(before);
    expect((await rig.viewer(jar.header())).orgkey).toBe("examplelaw");
    const old = createJar(rig.url);
    old.cookies.set("__Host-asgw", before!);
    expect((await old.act("POST", "/auth/tokens", { label: "x" })).status).toBe(409);
    rig.clock.advance(15_000);
    expect((await old.act("POST", "/auth/tokens", { label: "x" })).status).toBe(401);
  });

  test("S4: a bearer token is answered for itself: the cookie beside it is not looked at", async () => {
    const other = createJar(rig.url);
    await rig.connect("66@otherlaw", other);
    const { token } = await make({}, other);
    expect(await as(token, { cookie: jar.header() })).toMatchObject({ orgkey: "otherlaw", userId: "66" });
    for (const authorization of ["Bearer", "Bearer ", "bearer nonsense", "BEARER asgw_x", `Bearer ${token} x`]) {
      const headers = { cookie: jar.header(), authorization };
      await expect(rig.auth.authenticate({ headers } as unknown as FastifyRequest)).rejects.toMatchObject(refused);
    }
    // What a proxy asks for itself is not a gateway token.
    const headers = { cookie: jar.header(), authorization: "Basic cHJveHk6cHJveHk=" };
    expect(await rig.auth.authenticate({ headers } as unknown as FastifyRequest)).toMatchObject({ userId: "12" });
    const session = await jar.get("/auth/session", { authorization: `Bearer ${token}` });
    expect(await session.json()).toMatchObject({ authenticated: true, org: "otherlaw" });
  });

  test("S9: one that was revoked, has ended, or is not quite it is refused", async () => {
    const { token, id } = await make({ expiresInDays: 1 });
    const { token: second } = await make();
    const [head, tail] = [token.slice(0, 14), token.slice(14)];
    const swapped = head + second.slice(14);
    const flipped = token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
    for (const wrong of [swapped, flipped, tail, `asgw_${id}_`, `${token}A`, token.toUpperCase(), `asgw_${id}_${"A".repeat(43)}`])
      await expect(as(wrong)).rejects.toMatchObject(refused);
    expect(await as(token)).not.toBeNull();
    rig.clock.advance(DAY);
    await expect(as(token)).rejects.toMatchObject(refused);
    expect(await rig.stores.tokens.read(`pat:${id}`)).toBeNull();
    await jar.get("/auth/session");
    expect(await as(second)).not.toBeNull();
    const response = await fetch(`${rig.url}/auth/session`, { headers: { authorization: `Bearer ${token}` } });
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
  });

  test("S9: revoking ends it at once, in every process", async () => {
    const { token, id } = await make();
    const machine = await rig.another();
    const ask = () => machine.auth.authenticate({ headers: { authorization: `Bearer ${token}` } } as FastifyRequest);
    expect(await ask()).not.toBeNull();
    expect(await (await jar.act("DELETE", `/auth/tokens/${id}`)).json()).toEqual({ revoked: id });
    await expect(ask()).rejects.toMatchObject(refused);
    expect(await listOf()).toEqual([]);
    expect((await jar.act("DELETE", `/auth/tokens/${id}`)).status).toBe(404);
  });

  test("S9: a use that is noted while it is revoked does not bring it back", async () => {
    const { token, id } = await make();
    const cas = rig.stores.tokens.cas.bind(rig.stores.tokens);
    rig.stores.tokens.cas = async (key, expected, next) => {
      if (key === `pat:${id}`) await rig.stores.tokens.take(key);
      return cas(key, expected, next);
    };
    await as(token);
    rig.stores.tokens.cas = cas;
    await expect(as(token)).rejects.toMatchObject(refused);
  });

  test("S9: access is what was asked for", async () => {
    expect((await as((await make({ access: "write" })).token))!.access).toBe("write");
    expect((await as((await make({ access: "read" })).token))!.access).toBe("read");
  });

  test("use is noted every five minutes at most", async () => {
    const { token } = await make();
    expect((await listOf())[0]).not.toHaveProperty("lastUsedAt");
    await as(token);
    const first = (await listOf())[0]!.lastUsedAt!;
    expect(Math.abs(Date.parse(first) - rig.clock())).toBeLessThan(5_000);
    rig.clock.advance(4 * MINUTE);
    await as(token);
    expect((await listOf())[0]!.lastUsedAt).toBe(first);
    rig.clock.advance(MINUTE);
    await as(token);
    expect(Date.parse((await listOf())[0]!.lastUsedAt!)).toBeGreaterThan(Date.parse(first));
  });

  test("S5: the store has no part of a token from which it could be made", async () => {
    const { token, id } = await make();
    await as(token);
    const { keys } = await rig.stores.tokens.scan("");
    const dump = (await Promise.all(keys.map((key) => rig.stores.tokens.read(key)))).join("\n") + keys.join("\n");
    expect(dump).toContain(id);
    expect(dump).not.toContain(token);
    expect(dump).not.toContain(token.slice(14));
    // What is stored is no token either.
    const { digest } = JSON.parse((await rig.stores.tokens.read(`pat:${id}`))!) as { digest: string };
    await expect(as(`asgw_${id}_${digest}`)).rejects.toMatchObject(refused);
  });

  test.each([
    [{ label: undefined }, "label"],
    [{ label: "" }, "label"],
    [{ label: "   " }, "label"],
    [{ label: "x".repeat(81) }, "label"],
    [{ label: "a\u0000b" }, "label"],
    [{ label: 7 }, "label"],
    [{ access: "admin" }, "access"],
    [{ expiresInDays: 0 }, "expiresInDays"],
    [{ expiresInDays: 91 }, "expiresInDays"],
    [{ expiresInDays: 1.5 }, "expiresInDays"],
    [{ expiresInDays: "30" }, "expiresInDays"],
    [{ organisations: [] }, "organisations"],
    [{ organisations: ["nolaw"] }, "organisations"],
    [{ organisations: "examplelaw" }, "organisations"],
    [{ scope: "read" }, "body"],
  ])("are not made of %j, and the answer names what is wrong", async (wish, argument) => {
    const response = await jar.act("POST", "/auth/tokens", { label: "x", ...wish });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string; argument: string } };
    expect(error).toMatchObject({ code: "BAD_USER_INPUT", argument });
    expect(error.message).toMatch(new RegExp(`^${argument}: (expected|not an)`));
    expect(await listOf()).toEqual([]);
  });

  test("are not made of what is no JSON object, or is too much of it", async () => {
    for (const json of [[], "x", 1, null]) expect((await jar.act("POST", "/auth/tokens", json)).status).toBe(400);
    expect((await jar.act("POST", "/auth/tokens", { label: "x".repeat(20_000) })).status).toBe(413);
    expect((await jar.act("POST", "/auth/tokens")).status).toBe(400);
  });

  test("are made, listed and revoked by a person's own session only", async () => {
    const { token, id } = await make({ access: "write" });
    const headers = { authorization: `Bearer ${token}`, "x-csrf": "1" };
    expect((await fetch(`${rig.url}/auth/tokens`, { method: "POST", headers, body: '{"label":"more"}' })).status).toBe(403);
    expect((await fetch(`${rig.url}/auth/tokens/${id}`, { method: "DELETE", headers })).status).toBe(403);
    expect((await fetch(`${rig.url}/auth/tokens`, { headers })).status).toBe(401);
    for (const path of ["/auth/logout", "/auth/disconnect", "/auth/switch"])
      expect((await jar.post(path, headers)).status).toBe(403);
    expect((await rig.viewer(jar.header())).userId).toBe("12");
    const cookie = jar.header();
    expect((await fetch(`${rig.url}/auth/tokens`, { method: "POST", headers: { cookie }, body: '{"label":"x"}' })).status).toBe(
      403,
    );
    const foreign = { cookie, "x-csrf": "1", origin: "https://evil.example" };
    expect((await fetch(`${rig.url}/auth/tokens/${id}`, { method: "DELETE", headers: foreign })).status).toBe(403);
  });

  test("are nobody else's to see or to revoke", async () => {
    const { token, id } = await make();
    const stranger = createJar(rig.url);
    await rig.connect("66@examplelaw", stranger);
    expect(await listOf(stranger)).toEqual([]);
    for (const name of [id, `${id}%00`, "..", "x"])
      expect((await stranger.act("DELETE", `/auth/tokens/${name}`)).status).toBe(404);
    expect(await as(token)).not.toBeNull();
  });

  test("are a person's in every browser of theirs", async () => {
    const { token, id } = await make();
    const elsewhere = createJar(rig.url);
    await rig.connect("12@examplelaw", elsewhere);
    expect(await listOf(elsewhere)).toHaveLength(1);
    await jar.act("POST", "/auth/logout");
    expect(await as(token)).not.toBeNull();
    expect((await elsewhere.act("DELETE", `/auth/tokens/${id}`)).status).toBe(200);
  });

  test("stop when the connection is disconnected, and do not start again", async () => {
    const { token } = await make();
    await jar.act("POST", "/auth/disconnect");
    expect(await as(token)).toBeNull();
    rig.clock.advance(1);
    await rig.connect("12@examplelaw", jar);
    expect(await as(token)).toBeNull();
    expect(await listOf()).toEqual([]);
  });

  test("F22: one that is good for several organisations has to be told which; one that is not cannot reach them", async () => {
    await rig.connect("12@otherlaw", jar);
    const all = await make();
    const one = await make({ organisations: ["examplelaw"] });
    expect([all.organisations, one.organisations]).toEqual([["examplelaw", "otherlaw"], ["examplelaw"]]);
    await expect(as(all.token)).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: expect.stringContaining("x-actionstep-org"),
      extensions: { organisations: ["examplelaw", "otherlaw"] },
    });
    expect(await as(all.token, { "x-actionstep-org": "otherlaw" })).toMatchObject({ orgkey: "otherlaw" });
    expect(await as(one.token)).toMatchObject({ orgkey: "examplelaw" });
    await expect(as(one.token, { "x-actionstep-org": "otherlaw" })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await jar.act("POST", "/auth/disconnect", { org: "otherlaw" });
    expect(await as(all.token)).toMatchObject({ orgkey: "examplelaw" });
  });

  test("there are fifty at most", async () => {
    await rig.close();
    rig = await createRig({ limits: { tokensByAddress: 100, tokensBySession: 100 } });
    jar = createJar(rig.url);
    await rig.connect("12@examplelaw", jar);
    for (let made = 0; made < 50; made++) await make();
    const response = await jar.act("POST", "/auth/tokens", { label: "one more" });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("revoke one first")]);
  });
});
