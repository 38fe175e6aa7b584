import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Registry } from "prom-client";
import { countSealed, type AuthMeter } from "../../../auth/index.js";
import type { Timing } from "../../../auth/connections/timing.js";
import { createAuthMetrics } from "../../../gateway/observability/auth-metrics.js";
import { canSpool, fileSpool } from "../../../gateway/stores/file-spool.js";
import { onEachStore } from "../../support/stores.js";
import { json } from "../../support/auth/fake-actionstep.js";
import { createRig, eventually, QUICK, settings, type Machine, type Rig } from "../../support/auth/rig.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Rounds every few milliseconds, each doing everything at once. */
const BUSY: Partial<Timing> = { ...QUICK, keepAliveEvery: 10, keepAliveInterval: 0 };

let rig: Rig;
afterEach(() => rig.close());

const metricsOf = (): { meter: AuthMeter; text: () => Promise<string> } => {
  const registry = new Registry();
  return { meter: createAuthMetrics(registry).meter, text: () => registry.metrics() };
};
const names = ({ events }: Machine): string[] => events.map(({ name }) => name);

/** What a round does, without waiting for the next: rounds come every few milliseconds, and an idle one changes nothing. */
async function rounds(machine: Machine): Promise<void> {
  await machine.auth.start();
  await new Promise((resolve) => setTimeout(resolve, 150));
}

describe("Connections nobody uses", () => {
  onEachStore((store) => {
    beforeEach(async () => {
      rig = await createRig({ timing: BUSY }, await store.url());
    });

    test("O1: twenty days without use: renewed at least twice, and the refresh token is never older than eight days", async () => {
      const viewer = await rig.signIn();
      await rig.auth.start();
      for (let day = 0; day < 20; day++) {
        rig.clock.advance(DAY);
        await new Promise((resolve) => setTimeout(resolve, 20));
        await eventually(async () => rig.clock() - (await rig.record(viewer)).rtObtainedAt < 8 * DAY);
      }
      expect(rig.actionstep.refreshes).toBeGreaterThanOrEqual(2);
      expect(rig.actionstep.refreshes).toBeLessThanOrEqual(3);
      // Being kept alive is not being used.
      expect(rig.clock() - (await rig.record(viewer)).lastUsedAt!).toBeGreaterThan(19 * DAY);
      expect((await viewer.accessToken()).value.reveal()).not.toBe("");
    });

    test("an ended connection is remembered for thirty days, and then removed; one connected again stays", async () => {
      const [gone, back] = [await rig.signIn("12@examplelaw"), await rig.signIn("13@examplelaw")];
      for (const viewer of [gone, back])
        await rig.change(viewer, { status: "disconnected", sealed: "", rtFp: "", updatedAt: rig.clock() });
      rig.clock.advance(29 * DAY);
      await rounds(rig);
      expect(await rig.record(gone)).toMatchObject({ status: "disconnected" });
      await rig.connect("13@examplelaw");
      rig.clock.advance(2 * DAY);
      await eventually(async () => (await rig.stores.tokens.read(`conn:${gone.connectionId}`)) === null);
      expect(await rig.record(back)).toMatchObject({ status: "active" });
    });
  });
});

describe("Upkeep", () => {
  beforeEach(async () => {
    rig = await createRig({ timing: BUSY });
  });

  test("O2: not used for longer than it is kept alive: no longer renewed, and told once that it ends", async () => {
    const cookie = await rig.connect();
    const [one, two] = [await rig.another({ keepAliveFor: 2 * DAY }), await rig.another({ keepAliveFor: 2 * DAY })];
    const viewer = await one.viewer(cookie);
    await Promise.all([one.auth.start(), two.auth.start()]);
    for (let day = 0; day < 20; day++) {
      rig.clock.advance(DAY);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(rig.actionstep.refreshes).toBe(0);
    expect([...names(one), ...names(two)].filter((name) => name === "connection.expiring")).toHaveLength(1);
    // Whoever comes back in time is renewed, and told anew another time.
    expect((await rig.record(viewer)).expiringToldAt).toBeDefined();
    await viewer.accessToken();
    expect((await rig.record(viewer)).expiringToldAt).toBeUndefined();
  });

  test("with keep-alive off nothing is renewed that nobody asks for", async () => {
    await rig.connect();
    const machine = await rig.another({ keepAliveFor: 0 });
    rig.clock.advance(10 * DAY);
    await rounds(machine);
    expect(rig.actionstep.refreshes).toBe(0);
  });

  test("O3: many due at once are renewed by one process, at its pace and a few at a time", async () => {
    const people = 40;
    await Promise.all(Array.from({ length: people }, (_, index) => rig.signIn(`${index + 1}@examplelaw`)));
    rig.clock.advance(8 * DAY);
    const pace = 10;
    const at: number[] = [];
    let underWay = 0;
    let most = 0;
    rig.actionstep.onRefresh(
      ...Array.from({ length: people }, () => async (commit: () => Response) => {
        at.push(performance.now());
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setTimeout(resolve, 60));
        underWay--;
        return commit();
      }),
    );
    const timing = { ...BUSY, upkeepPace: pace, httpTimeout: 5_000 };
    const machines = [await rig.another({ timing }), await rig.another({ timing }), await rig.another({ timing })];
    await Promise.all(machines.map(({ auth }) => auth.start()));
    for (const until = performance.now() + 8_000; rig.actionstep.refreshes < people && performance.now() < until;)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(rig.actionstep.refreshes).toBe(people);
    expect(most).toBeLessThanOrEqual(4);
    expect(at.at(-1)! - at[0]!).toBeGreaterThanOrEqual((people - 1) * pace * 0.9);
  });

  test("O3: told to wait, a round ends, and nobody else is refreshed by it", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => rig.signIn(`${index + 1}@examplelaw`)));
    rig.clock.advance(8 * DAY);
    rig.actionstep.onRefresh(...Array.from({ length: 20 }, () => () => json(429, {}, { "retry-after": "60" })));
    const machine = await rig.another({ timing: { ...BUSY, keepAliveEvery: 60_000, keepAliveInterval: 20 } });
    await machine.auth.start();
    await eventually(() => rig.actionstep.refreshes > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(rig.actionstep.refreshes).toBeLessThanOrEqual(4);
  }, 10_000);

  test("P17: a grant found dead by mistake heals after ten minutes although nobody asks", async () => {
    const viewer = await rig.signIn();
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(() => json(400, { error: "invalid_grant" }));
    await expect(viewer.accessToken()).rejects.toMatchObject({ code: "RECONNECT_REQUIRED" });
    await rounds(rig);
    expect(rig.actionstep.refreshes).toBe(1);
    rig.clock.advance(601_000);
    await eventually(async () => (await rig.record(viewer)).status === "active");
    expect(rig.actionstep.refreshes).toBe(2);
  });

  test("every process tells the same numbers, though one of them counts; metrics hold nothing of anybody", async () => {
    const [viewer, dead] = [await rig.signIn("12@examplelaw"), await rig.signIn("13@examplelaw")];
    await rig.change(dead, { status: "reconnect_required" });
    const counted = [metricsOf(), metricsOf()];
    const machines = await Promise.all(counted.map(({ meter }) => rig.another({}, { meter })));
    for (const machine of machines) await rounds(machine);
    for (const { text } of counted) {
      await eventually(async () => (await text()).includes('gateway_auth_connections{status="active"} 1'));
      expect(await text()).toContain('gateway_auth_connections{status="reconnect_required"} 1');
      expect(await text()).toContain('gateway_auth_key_kid_records{kid="k1"} 2');
      expect(await text()).not.toContain(viewer.connectionId);
    }
  });

  test("each environment of a store has rounds and numbers of its own", async () => {
    await rig.signIn();
    await rounds(rig);
    const staging = metricsOf();
    await rounds(await rig.another({ environment: "staging" }, { meter: staging.meter }));
    expect(await staging.text()).toContain('gateway_auth_connections{status="active"} 0');
  });

  test("refreshes are counted by how they ended and why they were made", async () => {
    const { meter, text } = metricsOf();
    const machine = await rig.another({}, { meter });
    const viewer = await machine.viewer(await rig.connect());
    rig.clock.advance(HOUR);
    await viewer.accessToken();
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(() => json(503, {}));
    await viewer.accessToken().catch(() => undefined);
    rig.clock.advance(HOUR);
    const { version } = await viewer.accessToken();
    for (let more = 0; more < 4; more++)
      await viewer.accessToken({ rejected: { version: version + more } }).catch(() => undefined);
    const measured = await text();
    for (const line of [
      'gateway_auth_refresh_total{outcome="ok",trigger="expired"} 1',
      'gateway_auth_refresh_total{outcome="unknown",trigger="expired"} 1',
      'gateway_auth_refresh_total{outcome="replayed_ok",trigger="expired"} 1',
      'gateway_auth_refresh_total{outcome="ok",trigger="forced"} 3',
      'gateway_auth_401_retry_total{result="renewed"} 3',
      'gateway_auth_401_retry_total{result="failed"} 1',
      "gateway_auth_refresh_seconds_count 6",
      "gateway_auth_refresh_wait_seconds_count 6",
    ])
      expect(measured).toContain(line);
  });
});

describe("Keys", () => {
  const k2 = { id: "k2", key: new Uint8Array(32).fill(9) };

  onEachStore((store) => {
    test("K14: keys are changed under load with no request failed, and upkeep seals everything anew within eight days", async () => {
      rig = await createRig({ timing: BUSY }, await store.url());
      const cookies = await Promise.all(["12", "13", "14"].map((user) => rig.connect(`${user}@examplelaw`)));
      // Each step is a deployment: for a while machines with the old and the new keys run side by side.
      const [k1] = settings.keys;
      const machines = [rig as Machine];
      for (const keys of [[k1!, k2], [k2, k1!], [k2]]) machines.push(await rig.another({ keys }));
      const viewers = await Promise.all(machines.map((machine) => Promise.all(cookies.map((cookie) => machine.viewer(cookie)))));
      for (const step of [1, 2, 3]) {
        if (step === 3) {
          rig.clock.advance(8 * DAY);
          await machines[2]!.auth.start();
          await eventually(async () => [...(await countSealed(rig.stores.tokens)).keys()].join() === "k2");
        }
        for (let call = 0; call < 6; call++) {
          rig.clock.advance(0.3 * HOUR);
          const tokens = await Promise.all([...viewers[step - 1]!, ...viewers[step]!].map((viewer) => viewer.accessToken()));
          expect(tokens.every(({ version }) => version > 0)).toBe(true);
        }
      }
    });
  });

  test("each key's records are counted, whatever they are", async () => {
    rig = await createRig();
    await rig.signIn("12@examplelaw");
    const machine = await rig.another({ keys: [k2, ...settings.keys] });
    await fetch(`${machine.url}/auth/connect`, { redirect: "manual", headers: { "sec-fetch-mode": "navigate" } });
    const counts = await countSealed(rig.stores.tokens);
    expect(counts.get("k1")).toMatchObject({ connections: 1, "sign-ins under way": 0 });
    expect(counts.get("k2")).toMatchObject({ connections: 0, "sign-ins under way": 1 });
  });
});

describe("The spool", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "asgw-spool-"));
    rig = await createRig();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const entry = { connectionId: "c_1", attemptId: "a", rtFp: "f", at: 1, sealedRaw: "sealed" };

  test("keeps what it is given for its owner alone, and forgets what it is told to", async () => {
    const spool = fileSpool(join(folder, "deep", "spool"));
    expect(await spool.all()).toEqual([]);
    await spool.keep(entry);
    await spool.keep({ ...entry, attemptId: "b" });
    expect((await stat(join(folder, "deep", "spool"))).mode & 0o777).toBe(0o700);
    // Cut off while it was written.
    await writeFile(join(folder, "deep", "spool", "c_2.x.json.draft"), "{");
    expect(await spool.all()).toEqual([entry, { ...entry, attemptId: "b" }]);
    await spool.drop(entry);
    await spool.drop(entry);
    expect(await spool.all()).toEqual([{ ...entry, attemptId: "b" }]);
    expect(await canSpool(folder)).toBe(true);
    expect(await canSpool(join(folder, "deep", "spool", "c_2.x.json.draft", "below-a-file"))).toBe(false);
  });

  test("that cannot be read stops no start, and operators are told", async () => {
    const spool = { ...fileSpool(folder), all: () => Promise.reject(new Error("it cannot be read")) };
    const machine = await rig.another({}, { spool });
    await machine.auth.start();
    expect(machine.log.lines).toContainEqual(
      expect.objectContaining({ level: "error", message: expect.stringContaining("the spool cannot be read") }),
    );
  });

  test("K8: what nobody needs any more is only removed", async () => {
    const spool = fileSpool(folder);
    const viewer = await rig.signIn();
    await spool.keep({ ...entry, connectionId: viewer.connectionId, rtFp: "another" });
    await spool.keep(entry);
    const machine = await rig.another({}, { spool });
    await machine.auth.start();
    expect(await readdir(folder)).toEqual([]);
    expect(await rig.record(viewer)).toMatchObject({ v: 1, status: "active" });
  });

  test("K8: a process of the same machine that finds the attempt of one that died uses what that one kept", async () => {
    const spool = fileSpool(folder);
    const cookie = await rig.connect();
    const [dying, other] = [
      await rig.another({ timing: { ...QUICK, saveWindow: 10, closeWait: 20 } }, { spool }),
      await rig.another({}, { spool }),
    ];
    rig.actionstep.rotation = "family";
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh((commit) => {
      rig.tokens.fails = () => true;
      return commit();
    });
    expect((await (await dying.viewer(cookie)).accessToken()).version).toBe(2);
    await dying.auth.close();
    expect(dying.log.lines.map(({ message }) => message)).toContainEqual(expect.stringContaining("the spool has them"));
    rig.tokens.fails = () => false;
    expect(await readdir(folder)).toHaveLength(1);
    rig.clock.advance(36_000);
    expect((await (await other.viewer(cookie)).accessToken()).version).toBe(2);
    expect(rig.actionstep.refreshes).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});
