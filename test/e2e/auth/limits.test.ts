import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { clientOf, networkOf } from "../../../auth/http/network.js";
import { LIMITS } from "../../../auth/http/limits.js";
import { createJar } from "../../support/auth/jar.js";
import { createRig, eventually, type Rig } from "../../support/auth/rig.js";

let folder: string;
let rig: Rig;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "asgw-limits-"));
  rig = await createRig({ limits: LIMITS }, `lmdb:${folder}`);
});
afterEach(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

const from = (address: string): Record<string, string> => ({ "x-forwarded-for": address });

async function statuses(times: number, ask: (n: number) => Promise<Response>): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < times; n++) found.push((await ask(n)).status);
  return found;
}

describe("F26: too many", () => {
  test("sign-ins begun from one address in a minute are refused, over all machines, and others are not affected", async () => {
    const machines = [createJar(rig.url), createJar((await rig.another()).url)];
    const begin = (n: number): Promise<Response> => {
      machines[n % 2]!.cookies.clear();
      return machines[n % 2]!.get("/auth/connect", from("203.0.113.7"));
    };
    expect(await statuses(30, begin)).toEqual(Array<number>(30).fill(303));
    const refused = await begin(30);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect(await refused.text()).toContain("Too many sign-ins");
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect((await createJar(rig.url).get("/auth/connect", from("203.0.113.8"))).status).toBe(303);
    const json = await createJar(rig.url).get("/auth/connect", { ...from("203.0.113.7"), accept: "application/json" });
    expect(await json.json()).toMatchObject({ error: { code: "RATE_LIMITED" } });
    expect(rig.events).toContainEqual(expect.objectContaining({ name: "auth.limited" }));
  });

  test("sign-ins begun in one session are refused, whatever address they come from", async () => {
    const jar = createJar(rig.url);
    await rig.connect("12@examplelaw", jar);
    const begin = (n: number): Promise<Response> => jar.get("/auth/connect", from(`203.0.113.${n}`));
    expect(await statuses(11, begin)).toEqual([...Array<number>(10).fill(303), 429]);
    const other = createJar(rig.url);
    await rig.connect("13@examplelaw", other);
    expect((await other.get("/auth/connect", from("203.0.113.1"))).status).toBe(303);
  });

  test("sign-ins begun by nobody that is known are refused from the one on that is too many for a network, or for all", async () => {
    const machine = await rig.another({ limits: { ...LIMITS, connectsByNetwork: 5, connectsByAnybody: 12 } });
    const begin = (address: string): Promise<Response> => createJar(machine.url).get("/auth/connect", from(address));
    expect(await statuses(6, (n) => begin(`2001:db8:1:${n}::1`))).toEqual([...Array<number>(5).fill(303), 429]);
    expect(await statuses(6, (n) => begin(`203.0.113.${n}`))).toEqual([...Array<number>(5).fill(303), 429]);
    expect(await statuses(4, (n) => begin(`198.51.${n}.1`))).toEqual([303, 303, 429, 429]);
    // Kept is what was begun, and until it is swept away.
    expect((await rig.stores.tokens.scan("tx:")).keys).toHaveLength(12);
    // Whoever is signed in is counted for themselves.
    const jar = createJar(rig.url);
    await rig.connect("12@examplelaw", jar);
    const known = createJar(machine.url);
    for (const [name, value] of jar.cookies) known.cookies.set(name, value);
    expect((await known.get("/auth/connect", from("198.51.9.1"))).status).toBe(303);
    rig.clock.advance(31 * 60_000);
    await begin("192.0.2.1");
    await eventually(async () => (await rig.stores.tokens.scan("tx:")).keys.length === 1);
  });

  test("callbacks that fail are refused from the eleventh on; a good one from there still works", async () => {
    const bad = (): Promise<Response> => createJar(rig.url).get("/auth/callback?state=x&code=y", from("203.0.113.7"));
    expect(await statuses(11, bad)).toEqual([...Array<number>(10).fill(400), 429]);
    expect((await bad()).headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await createJar(rig.url).get("/auth/callback?state=x", from("203.0.113.8"))).status).toBe(400);
    const jar = createJar(rig.url);
    const begun = await jar.get("/auth/connect", from("203.0.113.7"));
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    expect((await jar.get(`/auth/callback?code=12@examplelaw&state=${state}`, from("203.0.113.7"))).status).toBe(303);
  });

  test("tokens made in one session are refused", async () => {
    const jar = createJar(rig.url);
    await rig.connect("12@examplelaw", jar);
    const made = await statuses(11, () => jar.act("POST", "/auth/tokens", { label: "x" }));
    expect(made).toEqual([...Array<number>(10).fill(201), 429]);
    const refused = await jar.act("POST", "/auth/tokens", { label: "x" });
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ error: { code: "RATE_LIMITED", retryAfter: expect.any(Number) } });
  });

  test("the store is told no address", async () => {
    const keys: string[] = [];
    const counter = { increment: async (key: string) => (keys.push(key), { count: 1, resetsAt: Date.now() }) };
    const machine = await rig.another({}, { counter });
    await createJar(machine.url).get("/auth/connect", from("203.0.113.7"));
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(key).toMatch(/^[\w-]{22}$/);
  });

  test("a counter that is down is a page that says so", async () => {
    const counter = { increment: () => Promise.reject(new Error("redis://user:hunter2@store")) };
    const machine = await rig.another({}, { counter });
    const response = await createJar(machine.url).get("/auth/connect");
    expect([response.status, await response.text()]).toEqual([503, expect.not.stringContaining("hunter2")]);
  });
});

test.each([
  ["203.0.113.7", "203.0.113.7", "203.0.113.0/24"],
  ["::ffff:203.0.113.7", "203.0.113.7", "203.0.113.0/24"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"],
  ["2001:db8::6", "2001:db8:0:0::/64", "2001:db8:0::/48"],
  ["::1", "0:0:0:0::/64", "0:0:0::/48"],
  ["fe80::1%eth0", "fe80:0:0:0::/64", "fe80:0:0::/48"],
  ["evil\r\nx: y", "unknown", undefined],
  [undefined, "unknown", undefined],
])("%j counts as %j and is written down as %j", (address, client, network) => {
  expect([clientOf(address), networkOf(address)]).toEqual([client, network]);
});
