import { describe, expect, test } from "@jest/globals";
import type { LimitKey } from "../../../gateway/rate-limit/scopes.js";
import type { Outcome, Permit, PermitRequest } from "../../../gateway/rate-limit/permit.js";
import { createScheduler, MAX_RUNNING, type Scheduler } from "../../../gateway/rate-limit/scheduler.js";
import { RETRY, retryDelay } from "../../../gateway/rate-limit/retry.js";
import { RateLimited, UpstreamUnavailable } from "../../../schema/errors.js";
import { createLimiter, type Limits } from "../../../simulator/control/limits.js";
import { createVirtualTime, type VirtualTime } from "../../support/rate-limit/virtual-time.js";

const keyOf = (viewer: string, organisation = "firm", host = "region", resource = "tasks"): LimitKey => ({
  host,
  organisation,
  viewer,
  resource,
});

interface Asking extends Partial<Omit<PermitRequest, "key">> {
  readonly viewer: string;
  readonly organisation?: string;
  readonly host?: string;
  readonly resource?: string;
  /** Milliseconds for which it may be kept waiting. */
  readonly timeout?: number;
  /** Milliseconds from its permit to its answer. */
  readonly takes?: number;
  readonly outcome?: Outcome;
}

interface World {
  readonly time: VirtualTime;
  readonly scheduler: Scheduler;
  /** Who was given permits, in this order, and when. */
  readonly sent: { readonly viewer: string; readonly at: number }[];
  /** Resolves to what became of it. */
  ask(asking: Asking): Promise<"done" | Error>;
}

function createWorld(): World {
  const time = createVirtualTime();
  const scheduler = createScheduler({ time });
  const sent: World["sent"] = [];
  return {
    time,
    scheduler,
    sent,
    async ask({ viewer, organisation, host, resource, timeout = 600_000, takes = 10, outcome = { kind: "answered" }, ...turn }) {
      const until = time.now() + timeout;
      let permit: Permit;
      try {
        permit = await scheduler.acquire({
          key: keyOf(viewer, organisation, host, resource),
          isWrite: false,
          isRetry: false,
          timeLeft: () => until - time.now(),
          signal: new AbortController().signal,
          ...turn,
        });
      } catch (error) {
        return error as Error;
      }
      sent.push({ viewer, at: time.now() });
      await time.pass(takes);
      permit.release(outcome);
      return "done";
    },
  };
}

const several = <Each>(count: number, make: (index: number) => Each): Each[] =>
  Array.from({ length: count }, (_, index) => make(index));
const REFUSED: Outcome = { kind: "refused", pause: undefined };
const failed = (resource: string, unconnected = false): Outcome => ({ kind: "failed", resource, unconnected });

describe("as long as nothing is refused", () => {
  test("requests are sent at once, as many at one time as there is room for", async () => {
    const { ask, sent, time } = createWorld();
    const all = Promise.all(several(MAX_RUNNING * 2, () => ask({ viewer: "a" })));
    await time.run();
    await all;
    expect(sent.map(({ at }) => at)).toEqual([...several(MAX_RUNNING, () => 0), ...several(MAX_RUNNING, () => 10)]);
  });

  test("no deadline makes a request fail that only waits for room", async () => {
    const { ask, time } = createWorld();
    const all = Promise.all(several(500, () => ask({ viewer: "a", timeout: 20 })));
    await time.run();
    expect(new Set(await all)).toEqual(new Set(["done"]));
  });

  test("viewers take turns, and writes go before reads of their viewer", async () => {
    const { ask, sent, time } = createWorld();
    for (let index = 0; index < 200; index++) void ask({ viewer: "export" });
    void ask({ viewer: "page" });
    void ask({ viewer: "page", isWrite: true }).then(() => sent.push({ viewer: "written", at: time.now() }));
    await time.run();
    const places = sent.flatMap(({ viewer }, index) => (viewer === "page" ? [index] : []));
    expect(places[1]).toBeLessThan(MAX_RUNNING + 4);
    expect(sent).toHaveLength(203);
  });
});

describe("after a refusal", () => {
  const NONE = { gateway: [], organisation: [], viewer: [], resource: [] };

  test("the resource is slowed down and nothing else, of this viewer or another", async () => {
    const { ask, scheduler, time, sent } = createWorld();
    void ask({ viewer: "a", outcome: REFUSED });
    await time.run(20);
    expect(scheduler.state().rates).toEqual({ ...NONE, resource: [expect.any(Number)] });
    for (let index = 0; index < 3; index++)
      void [ask({ viewer: "a" }), ask({ viewer: "a", resource: "matters" }), ask({ viewer: "b" })];
    await time.run(50);
    expect(sent.slice(1).map(({ viewer }) => viewer)).toEqual(["a", "b", "a", "b", "a", "b"]);
    await time.run();
    expect(sent).toHaveLength(10);
  });

  test("of several resources it is the viewer, of several viewers the organisation, of several organisations the gateway", async () => {
    const { ask, scheduler, time } = createWorld();
    for (const resource of ["tasks", "matters"]) void ask({ viewer: "a", resource, outcome: REFUSED });
    await time.run(20);
    expect(scheduler.state().rates).toEqual({ ...NONE, viewer: [expect.any(Number)] });
    void ask({ viewer: "b", outcome: REFUSED });
    await time.run(20);
    expect(scheduler.state().rates).toEqual({ ...NONE, organisation: [expect.any(Number)] });
    void ask({ viewer: "c", organisation: "other", outcome: REFUSED });
    await time.run(20);
    expect(scheduler.state().rates).toEqual({ ...NONE, gateway: [expect.any(Number)] });
    // Another region's limits are its own.
    void ask({ viewer: "d", host: "elsewhere" });
    await time.run(0);
    expect(scheduler.state().running).toBe(1);
  });

  test("of two resources at once a third that is let through is not slowed down, nor is a viewer beside two", async () => {
    const { ask, scheduler, time } = createWorld();
    for (let round = 0; round < 4; round++) {
      void ask({ viewer: "a", resource: "filenotes" });
      for (const resource of ["tasks", "matters"]) void ask({ viewer: "a", resource, outcome: REFUSED });
      await time.run(300);
    }
    expect(scheduler.state().rates).toEqual({ ...NONE, resource: [expect.any(Number), expect.any(Number)] });
    const others = createWorld();
    for (let round = 0; round < 4; round++) {
      void others.ask({ viewer: "c" });
      for (const viewer of ["a", "b"]) void others.ask({ viewer, outcome: REFUSED });
      await others.time.run(300);
    }
    expect(others.scheduler.state().rates).toMatchObject({ organisation: [], gateway: [] });
  });

  test("with a pause nothing of the resource is sent until it is over, and then at once", async () => {
    const { ask, sent, time } = createWorld();
    void ask({ viewer: "a", outcome: { kind: "refused", pause: 5_000 } });
    await time.run(100);
    void ask({ viewer: "a" });
    void ask({ viewer: "a", resource: "matters" });
    void ask({ viewer: "b" });
    await time.run();
    expect(sent.map(({ viewer }) => viewer)).toEqual(["a", "a", "b", "a"]);
    expect(sent[2]!.at).toBe(100);
    expect(sent[3]!.at).toBeGreaterThanOrEqual(5_010);
    expect(sent[3]!.at).toBeLessThan(5_020);
  });

  test("a foreseen wait refuses nobody while nothing is known but that requests were refused a moment ago", async () => {
    const { ask, time } = createWorld();
    const refused = several(3, () => ask({ viewer: "a", outcome: REFUSED }));
    await time.run(1_000);
    await Promise.all(refused);
    const all = Promise.all(several(200, () => ask({ viewer: "a", timeout: 10_000 })));
    await time.run();
    expect(new Set(await all)).toEqual(new Set(["done"]));
  });

  test("those that would have their turn too late are told at once, and for how long; the others are sent in time", async () => {
    const { ask, time, sent } = createWorld();
    // Requests are let through and refused in turn: a limit that stands, at about one a second.
    for (let index = 0; index < 20; index++) {
      void ask({ viewer: "a", ...(index % 4 === 3 && { outcome: REFUSED }) });
      await time.run(1_000);
    }
    const before = sent.length;
    const answers: (Error | "done")[] = [];
    for (let index = 0; index < 100; index++) void ask({ viewer: "a", timeout: 10_000 }).then((answer) => answers.push(answer));
    await time.run(0);
    const refused = answers.filter((each) => each instanceof RateLimited);
    expect(refused.length).toBeGreaterThan(20);
    for (const { extensions } of refused) expect(extensions["retryAfter"]).toBeGreaterThan(9);
    await time.run();
    expect(answers).toHaveLength(100);
    expect(sent.length - before).toBeGreaterThan(5);
    expect(Math.max(...sent.map(({ at }) => at))).toBeLessThan(32_000);
  });

  test("a limit is forgotten when nothing was sent for some seconds", async () => {
    const { ask, scheduler, time, sent } = createWorld();
    void ask({ viewer: "a", outcome: REFUSED });
    await time.run(3_000);
    for (let index = 0; index < 10; index++) void ask({ viewer: "a" });
    await time.run(0);
    expect(sent).toHaveLength(11);
    await time.run();
    expect(scheduler.state().rates).toEqual(NONE);
  });
});

describe("a queue", () => {
  test("is bounded: a viewer with too many waiting requests gets an error", async () => {
    const { ask, scheduler, time } = createWorld();
    const answers: (Error | "done")[] = [];
    for (let index = 0; index < 4_100; index++) void ask({ viewer: "a" }).then((answer) => answers.push(answer));
    await time.run(0);
    expect(answers.length).toBeGreaterThan(50);
    expect(answers.every((answer) => answer instanceof RateLimited)).toBe(true);
    const other = ask({ viewer: "b" });
    await time.run();
    expect(await other).toBe("done");
    expect(scheduler.state().waiting).toBe(0);
  });

  test("is left by requests that nobody wants any more", async () => {
    const { ask, scheduler, time, sent } = createWorld();
    const gone = new AbortController();
    const kept = several(MAX_RUNNING, () => ask({ viewer: "a" }));
    const left = several(50, () => ask({ viewer: "a", signal: gone.signal }));
    gone.abort();
    await time.run();
    expect(new Set(await Promise.all(kept))).toEqual(new Set(["done"]));
    for (const each of await Promise.all(left)) expect(each).toBeInstanceOf(Error);
    expect(sent).toHaveLength(MAX_RUNNING);
    expect(scheduler.state()).toMatchObject({ waiting: 0, running: 0 });
  });
});

describe("a host", () => {
  const fail = async ({ ask, time }: World, count: number, outcome: (index: number) => Outcome): Promise<void> => {
    for (let index = 0; index < count; index++) {
      void ask({ viewer: "a", outcome: outcome(index) });
      await time.run(20);
    }
  };

  test("that fails for several resources is sent nothing, then one request tries it while the others wait", async () => {
    const world = createWorld();
    const { ask, time, scheduler, sent } = world;
    await fail(world, 8, (index) => failed(index % 2 ? "tasks" : "actions"));
    expect(scheduler.state().stopped).toBe(1);
    const blocked = await ask({ viewer: "b" });
    expect(blocked).toBeInstanceOf(UpstreamUnavailable);
    expect((blocked as UpstreamUnavailable).extensions["retryAfter"]).toBe(5);
    const elsewhere = ask({ viewer: "b", host: "elsewhere" });
    await time.run(10);
    expect(await elsewhere).toBe("done");

    await time.run(5_000);
    const before = sent.length;
    const probe = ask({ viewer: "a", takes: 500 });
    const waiting = ask({ viewer: "b" });
    await time.run(100);
    expect(sent).toHaveLength(before + 1);
    await time.run(500);
    expect([await probe, await waiting]).toEqual(["done", "done"]);
    expect(scheduler.state().stopped).toBe(0);
  });

  test("that still fails is sent nothing for longer, and nobody waits long for the request that tries it", async () => {
    const world = createWorld();
    const { ask, time } = world;
    await fail(world, 8, () => failed("tasks", true));
    await time.run(5_000);
    const probe = ask({ viewer: "a", takes: 20_000, outcome: failed("tasks") });
    const waiting = ask({ viewer: "b" });
    await time.run(2_100);
    expect(await waiting).toBeInstanceOf(UpstreamUnavailable);
    await time.run(18_000);
    await probe;
    expect(((await ask({ viewer: "b" })) as UpstreamUnavailable).extensions["retryAfter"]).toBe(10);
  });

  test("is tried by the next request when the one that tried it was given up", async () => {
    const world = createWorld();
    const { ask, time, scheduler } = world;
    await fail(world, 8, () => failed("tasks", true));
    await time.run(5_000);
    const probe = ask({ viewer: "a", outcome: { kind: "abandoned" } });
    const waiting = ask({ viewer: "b" });
    await time.run();
    expect([await probe, await waiting]).toEqual(["done", "done"]);
    expect(scheduler.state().stopped).toBe(0);
  });

  test("of which one resource fails, or that answers in between, is not stopped", async () => {
    const one = createWorld();
    await fail(one, 30, () => failed("tasks"));
    expect(one.scheduler.state().stopped).toBe(0);
    const world = createWorld();
    await fail(world, 40, (index) => (index % 8 === 7 ? { kind: "answered" } : failed(`r${index}`)));
    expect(world.scheduler.state().stopped).toBe(0);
  });
});

describe("five viewers with 60 requests each against hidden limits", () => {
  const drift = { by: 0.3, seconds: 20 };
  const session = { perSecond: 4, burst: 5 };
  const organisation = { perSecond: 12, burst: 15 };
  const ip = { perSecond: 15, burst: 20 };
  const patterns: [string, Limits, { orgs?: number; latency?: number; header?: boolean; each?: number }][] = [
    ["of all kinds", { session, organisation, ip, drift }, {}],
    ["of all kinds, with Retry-After", { session, organisation, ip, drift }, { header: true }],
    ["of two organisations", { session, organisation, ip, drift }, { orgs: 2, each: 100 }],
    ["of sessions", { session, drift }, { each: 100 }],
    ["that are slow to answer", { session, organisation, ip, drift }, { latency: 300 }],
    ["that stand still", { session, organisation, ip }, { each: 120 }],
    ["that are high", { organisation: { perSecond: 60, burst: 60 }, drift }, { each: 300 }],
  ];
  test.each(patterns)("%s: few are refused, nobody waits for long, all are answered", async (_, limits, options) => {
    const { orgs = 1, latency = 30, header = false, each = 60 } = options;
    const time = createVirtualTime();
    const scheduler = createScheduler({ time });
    const limiter = createLimiter(() => time.now());
    let seed = 77;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const log: { readonly at: number; readonly refused: boolean }[] = [];
    const waits = several(5, (): number[] => []);
    const run = async (viewer: number): Promise<void> => {
      for (let attempt = 1; ; attempt++) {
        const permit = await scheduler.acquire({
          key: keyOf(`v${viewer}`, `o${viewer % orgs}`),
          isWrite: false,
          isRetry: attempt > 1,
          timeLeft: () => 300_000 - time.now(),
          signal: new AbortController().signal,
        });
        await time.pass(latency / 2);
        const wait = limiter.wait(limits, { session: `v${viewer}`, organisation: `o${viewer % orgs}`, ip: "i" });
        log.push({ at: time.now(), refused: wait !== undefined });
        await time.pass((latency / 2) * (0.5 + random()));
        if (wait === undefined) {
          permit.release({ kind: "answered" });
          waits[viewer]!.push(time.now());
          return;
        }
        const pause = header ? Math.ceil(wait) * 1000 : undefined;
        permit.release({ kind: "refused", pause });
        await time.pass(
          retryDelay({ isRead: true, ending: 429, attempt, pause, left: 300_000, timeout: 30_000 }, { ...RETRY, random })!,
        );
      }
    };
    const all = Promise.all(several(5 * each, (index) => run(index % 5)));
    await time.run();
    await all;
    const late = log.filter(({ at }) => at > 10_000);
    expect(late.length).toBeGreaterThan(60);
    expect(late.filter(({ refused }) => refused).length / late.length).toBeLessThan(0.05);
    const means = waits.map((those) => those.reduce((sum, wait) => sum + wait, 0) / those.length);
    expect(Math.max(...means)).toBeLessThan((1.5 * means.reduce((sum, mean) => sum + mean, 0)) / 5);
    expect(waits.flat()).toHaveLength(5 * each);
  });
});
