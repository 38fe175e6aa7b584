import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startSimulator, type Simulator } from "../../simulator/index.js";
import { onEachStore } from "../support/stores.js";
import { createPlace, type Answer, type MachineProcess, type Place } from "./machines.js";
import { eventually } from "./rig.js";

const PROCESSES = 8;
const CALLERS = 50;
const UNAVAILABLE = { code: "UPSTREAM_UNAVAILABLE" };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let simulator: Simulator;
let place: Place;
beforeEach(async () => {
  simulator = await startSimulator({ behaviour: { rotation: "strict" } });
});
afterEach(async () => {
  await place.close();
  await simulator.close();
});

const posts = (): number => simulator.tokenRequests().length;
const started = (...options: Parameters<Place["start"]>[0][]): Promise<MachineProcess[]> =>
  Promise.all(options.map((each) => place.start(each)));
/** Asks until there is something other than "come back later". */
async function inTheEnd(machine: MachineProcess): Promise<Answer> {
  for (const until = performance.now() + 10_000; performance.now() < until; await pause(100)) {
    const [answer] = await machine.ask();
    if (answer!.code !== "UPSTREAM_UNAVAILABLE") return answer!;
  }
  throw new Error("it stayed unavailable");
}

describe("Several processes, killed and frozen", () => {
  onEachStore(
    (store) => {
      test(`C2: ${PROCESSES} processes with ${CALLERS} callers each spend one refresh token of a server that punishes reuse`, async () => {
        simulator.set({ rotation: "family", tokenLatency: 50, tokenLatencyAfterCommit: 50 });
        place = await createPlace(await store.url(), simulator);
        const machines = await started(...Array.from({ length: PROCESSES }, () => ({})));
        const answers = (await Promise.all(machines.map((machine) => machine.ask(CALLERS)))).flat();
        expect(answers).toHaveLength(PROCESSES * CALLERS);
        expect(answers.filter(({ version }) => version === 2)).toHaveLength(PROCESSES * CALLERS);
        expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
        expect(posts()).toBe(1);
        expect(await place.record()).toMatchObject({ v: 2, status: "active" });
      });

      test("C4: an answer that takes three times as long as a lease lasts is waited for by everybody", async () => {
        simulator.set({ rotation: "family", tokenLatency: 1_800 });
        place = await createPlace(await store.url(), simulator);
        const machines = await started({}, {});
        const answers = (await Promise.all(machines.map((machine) => machine.ask(5)))).flat();
        expect(answers.filter(({ version }) => version === 2)).toHaveLength(10);
        expect(posts()).toBe(1);
      });

      test("C5: without a heartbeat another enters, but only when the first has had time to save; the record is good in the end", async () => {
        simulator.set({ rotation: "lenient", tokenLatency: 1_800 });
        place = await createPlace(await store.url(), simulator);
        const [first, second] = (await started({ heartbeat: false }, {})) as [MachineProcess, MachineProcess];
        const asking = first.ask();
        await eventually(async () => (await place.record()).intent !== undefined);
        const begun = performance.now();
        const other = second.ask();
        await eventually(() => posts() > 1 || performance.now() - begun > 1_100);
        expect(posts()).toBeLessThanOrEqual(1);
        expect((await Promise.all([asking, other])).flat().every(({ version }) => version !== undefined)).toBe(true);
        expect(posts()).toBeLessThanOrEqual(2);
        const record = await place.record();
        expect(record).toMatchObject({ status: "active" });
        expect(record.intent ?? record.pending).toBeUndefined();
        await place.change({ atExpiresAt: Date.now() });
        expect((await second.ask())[0]!.version).toBe(record.v + 1);
      });

      test("C6: a holder frozen past its lease with the answer in hand heals what another found dead", async () => {
        place = await createPlace(await store.url(), simulator);
        const [holder, other] = (await started({ hold: "with the answer" }, {})) as [MachineProcess, MachineProcess];
        const holding = holder.ask();
        await holder.held;
        holder.kill("SIGSTOP");
        expect(await inTheEnd(other)).toEqual({ code: "RECONNECT_REQUIRED", reason: "rotation_lost" });
        expect(await place.record()).toMatchObject({ status: "reconnect_required", v: 1 });
        holder.kill("SIGCONT");
        holder.go();
        expect((await holding)[0]!.version).toBe(2);
        expect(await place.record()).toMatchObject({ status: "active", v: 2 });
        expect((await other.ask())[0]!.version).toBe(2);
        expect(posts()).toBe(2);
      });

      test("K1: killed after the intent and before the request: the next one refreshes, once", async () => {
        place = await createPlace(await store.url(), simulator);
        const [dying, other] = (await started({ hold: "before the request" }, {})) as [MachineProcess, MachineProcess];
        dying.ask().catch(() => undefined);
        await dying.held;
        dying.kill("SIGKILL");
        expect((await inTheEnd(other)).version).toBe(2);
        expect(posts()).toBe(1);
      });

      test.each([
        ["K2", "lenient", "is recovered by asking again"],
        ["K2", "grace", "is recovered by asking again"],
        ["K3", "strict", "is lost, and named rotation_lost"],
      ] as const)("%s: killed with the answer of a %s server on its way: the connection %s", async (_number, rotation, _what) => {
        simulator.set({ rotation });
        const strict = rotation === "strict";
        // Nearly over, but alive.
        place = await createPlace(await store.url(), simulator, strict ? 120_000 : 0);
        const [dying, other] = (await started({ hold: "with the answer" }, {})) as [MachineProcess, MachineProcess];
        dying.ask().catch(() => undefined);
        await dying.held;
        dying.kill("SIGKILL");
        if (!strict) expect((await inTheEnd(other)).version).toBe(2);
        else {
          for (const until = performance.now() + 5_000; (await place.record()).status !== "degraded"; await pause(50)) {
            expect((await other.ask())[0]).toMatchObject({ version: 1 });
            expect(performance.now()).toBeLessThan(until);
          }
          // The access token serves until it ends.
          expect((await other.ask())[0]).toMatchObject({ version: 1 });
          await place.change({ atExpiresAt: Date.now() });
          expect((await other.ask())[0]).toEqual({ code: "RECONNECT_REQUIRED", reason: "rotation_lost" });
        }
        expect(posts()).toBe(2);
      });

      test("K4: killed when the answer was saved: recovered with no further request", async () => {
        simulator.set({ rotation: "family" });
        place = await createPlace(await store.url(), simulator);
        const [dying, other] = (await started({ hold: "with the answer saved" }, {})) as [MachineProcess, MachineProcess];
        dying.ask().catch(() => undefined);
        await dying.held;
        dying.kill("SIGKILL");
        expect((await inTheEnd(other)).version).toBe(2);
        expect(posts()).toBe(1);
        expect(await place.record()).toMatchObject({ status: "active", v: 2 });
      });

      test("K11: a store that forgets the last writes: the spent token is known to be spent, and no wrong token is served", async () => {
        place = await createPlace(await store.url(), simulator);
        const before = (await place.raw())!;
        const [machine] = (await started({ hold: "before the request" })) as [MachineProcess];
        const asking = machine.ask();
        await machine.held;
        const withIntent = (await place.raw())!;
        machine.go();
        expect((await asking)[0]!.version).toBe(2);
        // The result was lost, the intent was not: what happened can be told.
        await place.putBack(withIntent);
        const [second] = (await started({})) as [MachineProcess];
        expect(await inTheEnd(second)).toEqual({ code: "RECONNECT_REQUIRED", reason: "rotation_lost" });
        // Both were lost: it looks like any grant that has died.
        await place.putBack(before);
        expect(await inTheEnd(second)).toEqual({ code: "RECONNECT_REQUIRED", reason: "invalid_grant" });
      });
    },
    "lmdb",
    "redis",
    "postgres",
  );
});

describe("A server that goes away", () => {
  let spool: string;
  beforeEach(async () => {
    spool = await mkdtemp(join(tmpdir(), "asgw-spool-"));
  });
  afterEach(() => rm(spool, { recursive: true, force: true }));

  onEachStore(
    (store) => {
      test("K7, O8: gone for three seconds between rotation and save: everybody is served, and it is saved afterwards", async () => {
        simulator.set({ rotation: "family" });
        place = await createPlace(await store.url(), simulator);
        const [machine] = (await started({ hold: "with the answer", spool })) as [MachineProcess];
        const asking = machine.ask(3);
        await machine.held;
        await store.server.kill();
        const gone = performance.now();
        machine.go();
        expect((await asking).map(({ version }) => version)).toEqual([2, 2, 2]);
        expect((await machine.ask(3)).map(({ version }) => version)).toEqual([2, 2, 2]);
        const { health, unsaved } = await machine.health();
        expect(unsaved).toBe(1);
        expect(health).toMatchObject({ ok: true, reasons: expect.arrayContaining(["refreshed tokens not saved yet: 1"]) });
        await pause(3_000 - (performance.now() - gone));
        await store.server.start();
        for (const until = performance.now() + 8_000; (await machine.health()).unsaved > 0; await pause(50))
          expect(performance.now()).toBeLessThan(until);
        expect(await place.record()).toMatchObject({ v: 2, status: "active" });
        expect((await machine.ask())[0]!.version).toBe(2);
        expect(posts()).toBe(1);
        expect(await readdir(spool)).toEqual([]);
      });

      test("K8: gone until the process has to end: what it held is in the spool, sealed, and the next start publishes it", async () => {
        simulator.set({ rotation: "family" });
        place = await createPlace(await store.url(), simulator);
        const [machine] = (await started({ hold: "with the answer", spool })) as [MachineProcess];
        const asking = machine.ask();
        await machine.held;
        await store.server.kill();
        machine.go();
        expect((await asking)[0]!.version).toBe(2);
        machine.kill("SIGTERM");
        expect(await machine.ended).toBe(0);
        const files = await readdir(spool);
        expect(files).toHaveLength(1);
        expect((await stat(join(spool, files[0]!))).mode & 0o777).toBe(0o600);
        const text = await readFile(join(spool, files[0]!), "utf8");
        for (const secret of place.secrets) expect(text).not.toContain(secret);
        expect(text).not.toMatch(/access_token|refresh_token/);

        await store.server.start();
        const [next] = (await started({ spool })) as [MachineProcess];
        expect(await place.record()).toMatchObject({ v: 2, status: "active" });
        expect((await next.ask())[0]!.version).toBe(2);
        expect(posts()).toBe(1);
        expect(await readdir(spool)).toEqual([]);
      });

      test("K6: gone before the request: nothing is sent, and it works again when it is back", async () => {
        place = await createPlace(await store.url(), simulator);
        const [machine] = (await started({})) as [MachineProcess];
        await store.server.kill();
        expect((await machine.ask())[0]).toMatchObject(UNAVAILABLE);
        expect(posts()).toBe(0);
        await store.server.start();
        expect((await inTheEnd(machine)).version).toBe(2);
        expect(posts()).toBe(1);
      });
    },
    "redis",
    "postgres",
  );
});
