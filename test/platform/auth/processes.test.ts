import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startSimulator, type Behaviour, type Simulator } from "../../../simulator/index.js";
import { onEachStore, type StoreUnderTest } from "../../support/stores.js";
import { together } from "../../support/together.js";
import {
  createPlace,
  type Answer,
  type HoldPoint,
  type MachineOptions,
  type MachineProcess,
  type Place,
} from "../../support/auth/machines.js";

/** CI takes the number of the promise. */
const PROCESSES = process.env["CI"] ? 8 : 4;
const CALLERS = 50;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A simulated Actionstep, a connection that has just ended, and the machines of one test. */
interface Scene {
  readonly simulator: Simulator;
  readonly place: Place;
  readonly posts: () => number;
  readonly started: (...options: MachineOptions[]) => Promise<MachineProcess[]>;
}

/** A test in a scene of its own; `leftMs` is how much of the access token is left. */
const scene =
  (store: StoreUnderTest, behaviour: Partial<Behaviour>, body: (scene: Scene) => Promise<void>, leftMs = 0) =>
  async (): Promise<void> => {
    const simulator = await startSimulator({ behaviour });
    const place = await createPlace(await store.url(), simulator, leftMs);
    try {
      await body({
        simulator,
        place,
        posts: () => simulator.tokenRequests().length,
        started: (...options) => Promise.all(options.map((each) => place.start(each))),
      });
      // O5: whatever became of a machine, nothing it wrote gives anybody away.
      for (const secret of await place.secrets()) expect(place.said().includes(secret)).toBe(false);
    } finally {
      await place.close();
      await simulator.close();
    }
  };
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
      test(
        `C2: ${PROCESSES} processes with ${CALLERS} callers each spend one refresh token of a server that punishes reuse`,
        scene(store, { rotation: "family", tokenLatency: 50, tokenLatencyAfterCommit: 50 }, async ({ place, posts, started }) => {
          const machines = await started(...Array.from({ length: PROCESSES }, () => ({})));
          const answers = (await Promise.all(machines.map((machine) => machine.ask(CALLERS)))).flat();
          expect(answers.filter(({ version }) => version !== 2)).toEqual([]);
          expect(answers).toHaveLength(PROCESSES * CALLERS);
          expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
          expect(posts()).toBe(1);
          expect(await place.record()).toMatchObject({ v: 2, status: "active" });
        }),
        60_000,
      );

      test(
        "C4: an answer that takes three times as long as a lease lasts is waited for by everybody",
        scene(store, { rotation: "family", tokenLatency: 1_800 }, async ({ posts, started }) => {
          const machines = await started({}, {});
          const answers = (await Promise.all(machines.map((machine) => machine.ask(5)))).flat();
          expect(answers.filter(({ version }) => version === 2)).toHaveLength(10);
          expect(posts()).toBe(1);
        }),
      );

      together("of several at once", {
        "C5: without a heartbeat another enters, but only when the first has had time to save; the record is good in the end":
          scene(store, { rotation: "lenient", tokenLatency: 1_800 }, async ({ place, posts, started }) => {
            const [first, second] = (await started({ heartbeat: false }, {})) as [MachineProcess, MachineProcess];
            const asking = first.ask();
            while ((await place.record()).intent === undefined) await pause(10);
            const begun = performance.now();
            const other = second.ask();
            while (performance.now() - begun < 1_100) {
              expect(posts()).toBeLessThanOrEqual(1);
              await pause(50);
            }
            expect((await Promise.all([asking, other])).flat().every(({ version }) => version !== undefined)).toBe(true);
            expect(posts()).toBeLessThanOrEqual(2);
            const record = await place.record();
            expect(record).toMatchObject({ status: "active" });
            expect(record.intent ?? record.pending).toBeUndefined();
            await place.expire();
            expect((await inTheEnd(second)).version).toBe(record.v + 1);
          }),

        "C6: a holder frozen past its lease with the answer in hand heals what another found dead": scene(
          store,
          {},
          async ({ place, posts, started }) => {
            // No heartbeat: frozen within one, it would hold LMDB's own lock.
            const [holder, other] = (await started({ hold: "with the answer", heartbeat: false }, {})) as [
              MachineProcess,
              MachineProcess,
            ];
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
          },
        ),

        "K1: killed after the intent and before the request: the next one refreshes, once": scene(
          store,
          {},
          async ({ posts, started }) => {
            const other = await afterTheDeathOf("before the request", started);
            expect((await inTheEnd(other)).version).toBe(2);
            expect(posts()).toBe(1);
          },
        ),

        "K2: killed with the answer of a lenient server on its way: it is recovered by asking again": scene(
          store,
          { rotation: "lenient" },
          async ({ posts, started }) => {
            const other = await afterTheDeathOf("with the answer", started);
            expect((await inTheEnd(other)).version).toBe(2);
            expect(posts()).toBe(2);
          },
        ),

        "K3: killed with the answer of a strict server on its way: the access token serves on, then it is rotation_lost": scene(
          store,
          { rotation: "strict" },
          async ({ place, posts, started }) => {
            const other = await afterTheDeathOf("with the answer", started);
            for (const until = performance.now() + 8_000; (await place.record()).status !== "degraded"; await pause(50)) {
              expect((await other.ask())[0]).toMatchObject({ version: 1 });
              expect(performance.now()).toBeLessThan(until);
            }
            expect((await other.ask())[0]).toMatchObject({ version: 1 });
            await place.expire();
            expect((await other.ask())[0]).toEqual({ code: "RECONNECT_REQUIRED", reason: "rotation_lost" });
            expect(posts()).toBe(2);
          },
          // Nearly over, but alive.
          120_000,
        ),

        "K4: killed when the answer was saved: recovered with no further request": scene(
          store,
          { rotation: "family" },
          async ({ place, posts, started }) => {
            const other = await afterTheDeathOf("with the answer saved", started);
            expect((await inTheEnd(other)).version).toBe(2);
            expect(posts()).toBe(1);
            expect(await place.record()).toMatchObject({ status: "active", v: 2 });
          },
        ),

        "K11: a store that forgets the last writes: the spent token is known to be spent, and no wrong one is served": scene(
          store,
          {},
          async ({ place, started }) => {
            const before = (await place.raw())!;
            const [machine, second] = (await started({ hold: "before the request" }, {})) as [MachineProcess, MachineProcess];
            const asking = machine.ask();
            await machine.held;
            const withIntent = (await place.raw())!;
            machine.go();
            expect((await asking)[0]!.version).toBe(2);
            // The result was lost, the intent was not: what happened can be told.
            await place.putBack(withIntent);
            expect(await inTheEnd(second)).toEqual({ code: "RECONNECT_REQUIRED", reason: "rotation_lost" });
            // Both were lost: it looks like any grant that has died.
            await place.putBack(before);
            expect(await inTheEnd(second)).toEqual({ code: "RECONNECT_REQUIRED", reason: "invalid_grant" });
          },
        ),
      });
    },
    "lmdb",
    "redis",
    "postgres",
  );
});

/** Starts two machines, kills one where it is held, and answers the other. */
async function afterTheDeathOf(hold: HoldPoint, started: Scene["started"]): Promise<MachineProcess> {
  const [dying, other] = (await started({ hold }, {})) as [MachineProcess, MachineProcess];
  dying.ask().catch(() => undefined);
  await dying.held;
  dying.kill("SIGKILL");
  return other;
}

describe("A server that goes away", () => {
  let spool: string;
  beforeEach(async () => {
    spool = await mkdtemp(join(tmpdir(), "asgw-spool-"));
  });
  afterEach(() => rm(spool, { recursive: true, force: true }));
  const impatient = { timeout: 1_000 };

  onEachStore(
    (store) => {
      // Whatever became of a test, the next one finds the server running.
      afterEach(() => store.server.start());
      test(
        "K7, O8: gone for three seconds between rotation and save: everybody is served, and it is saved afterwards",
        scene(store, { rotation: "family" }, async ({ place, posts, started }) => {
          const [machine] = (await started({ hold: "with the answer", spool, ...impatient })) as [MachineProcess];
          const asking = machine.ask(3);
          await machine.held;
          // All three are waiting for the same answer by now.
          await pause(400);
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
        }),
      );

      test(
        "K8: gone until the process has to end: what it held is in the spool, sealed, and the next start publishes it",
        scene(store, { rotation: "family" }, async ({ place, posts, started }) => {
          const [machine] = (await started({ hold: "with the answer", spool, ...impatient })) as [MachineProcess];
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
          for (const secret of await place.secrets()) expect(text).not.toContain(secret);
          expect(text).not.toMatch(/access_token|refresh_token/);

          await store.server.start();
          const [next] = (await started({ spool })) as [MachineProcess];
          expect(await place.record()).toMatchObject({ v: 2, status: "active" });
          expect((await next.ask())[0]!.version).toBe(2);
          expect(posts()).toBe(1);
          expect(await readdir(spool)).toEqual([]);
        }),
      );

      test(
        "K6: gone before the request: nothing is sent, and it works again when it is back",
        scene(store, {}, async ({ posts, started }) => {
          const [machine] = (await started(impatient)) as [MachineProcess];
          await store.server.kill();
          expect((await machine.ask())[0]).toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
          expect(posts()).toBe(0);
          await store.server.start();
          expect((await inTheEnd(machine)).version).toBe(2);
          expect(posts()).toBe(1);
        }),
      );

      test(
        "K10: emptied: nobody is signed in any more, and nothing crashes",
        scene(store, {}, async ({ posts, started }) => {
          const [machine] = (await started({})) as [MachineProcess];
          await store.empty();
          expect((await machine.ask())[0]).toMatchObject({ code: "UNAUTHENTICATED" });
          expect(posts()).toBe(0);
          expect((await machine.health()).health.ok).toBe(true);
        }),
      );
    },
    "redis",
    "postgres",
  );
});
