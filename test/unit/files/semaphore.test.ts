import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { install, type Clock } from "@sinonjs/fake-timers";
import { createSemaphore, type Permit } from "../../../gateway/files/semaphore.js";
import { MIN_SPEED, SPEED_WINDOW, createSpeedMeter } from "../../../gateway/files/speed-meter.js";

const LIMITS = { max: 8, maxForOne: 4, reserved: 2, timeout: 60_000, clock: () => Date.now() };

let clock: Clock;
beforeEach(
  () =>
    void (clock = install({ now: Date.now(), toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"] })),
);
afterEach(() => clock.uninstall());

/** Takes so many permits that there are; what is not given at once is left out. */
async function taken(semaphore: ReturnType<typeof createSemaphore>, owner: string, count: number): Promise<Permit[]> {
  const permits: Permit[] = [];
  for (let index = 0; index < count; index++)
    semaphore.acquire(owner).then(
      (permit) => permits.push(permit),
      () => undefined,
    );
  await clock.tickAsync(0);
  return permits;
}

/** A client that sends so many bytes each so many milliseconds. */
function drip({ meter }: Permit, bytes: number, interval: number): void {
  meter.waiting(Date.now());
  setInterval(() => {
    meter.moved(Date.now(), bytes);
    meter.waiting(Date.now());
  }, interval);
}

describe("files under way", () => {
  test("are at most four of one person, and two people leave room for others", async () => {
    const semaphore = createSemaphore(LIMITS);
    expect([await taken(semaphore, "ana", 9), await taken(semaphore, "ben", 9)].map(({ length }) => length)).toEqual([4, 2]);
    expect(await taken(semaphore, "cai", 2)).toHaveLength(1);
    expect(await taken(semaphore, "dee", 2)).toHaveLength(1);
    expect(await taken(semaphore, "eve", 1)).toHaveLength(0);
  });

  test("begin with whoever has the fewest, whoever asked first", async () => {
    const semaphore = createSemaphore({ ...LIMITS, reserved: 0 });
    const [first] = await taken(semaphore, "ana", 4);
    await taken(semaphore, "ben", 4);
    const begun: string[] = [];
    for (const owner of ["ana", "ben", "cai"]) void semaphore.acquire(owner).then(() => begun.push(owner));
    first!.release();
    first!.release();
    await clock.tickAsync(0);
    expect(begun).toEqual(["cai"]);
  });

  test("of people who send a byte in twenty seconds make way within the window for whoever waits", async () => {
    const semaphore = createSemaphore({ ...LIMITS, reserved: 0 });
    const slow = [...(await taken(semaphore, "ana", 4)), ...(await taken(semaphore, "ben", 4))];
    for (const permit of slow) {
      drip(permit, 1, 20_000);
      permit.evicted.addEventListener("abort", () => permit.release(), { once: true });
    }
    const started = Date.now();
    let waited: number | undefined;
    void semaphore.acquire("cai").then(() => (waited = Date.now() - started));
    await clock.tickAsync(60_000);
    expect(waited).toBeLessThanOrEqual(SPEED_WINDOW + 2_000);
    expect(slow.filter(({ evicted }) => evicted.aborted)).toHaveLength(1);
  });

  test("go on however slow they are while nobody waits, and while only those wait who could not begin anyway", async () => {
    const semaphore = createSemaphore(LIMITS);
    const slow = await taken(semaphore, "ana", 1);
    const own = await taken(semaphore, "ben", 4);
    for (const permit of slow) drip(permit, 1, 20_000);
    for (const permit of own) drip(permit, MIN_SPEED, 1_000);
    await clock.tickAsync(300_000);
    const refused = semaphore.acquire("ben").catch((error: unknown) => error);
    await clock.tickAsync(60_000);
    expect(await refused).toMatchObject({
      message: "4 files of yours are under way: try again after retryAfter seconds.",
      extensions: { code: "RATE_LIMITED", retryAfter: 30 },
    });
    expect([...slow, ...own].some(({ evicted }) => evicted.aborted)).toBe(false);
  });

  test("that are fast enough keep their place, and who waits in vain is told why", async () => {
    const semaphore = createSemaphore({ ...LIMITS, max: 2, reserved: 0 });
    const fast = await taken(semaphore, "ana", 2);
    for (const permit of fast) drip(permit, MIN_SPEED * 20, 10_000);
    await clock.tickAsync(120_000);
    const refused = semaphore.acquire("cai").catch((error: unknown) => error);
    await clock.tickAsync(60_000);
    expect(await refused).toMatchObject({ message: expect.stringMatching(/^As many files as there may be are under way/) });
    expect(fast.some(({ evicted }) => evicted.aborted)).toBe(false);
  });
});

describe("the speed of a client", () => {
  test("is not known before it was waited for as long as the window, nor while Actionstep is waited for", () => {
    const meter = createSpeedMeter();
    meter.waiting(0);
    meter.moved(10, 1_000);
    expect(meter.speed(10_000_000)).toBe(Infinity);
    meter.waiting(10_000_000);
    expect(meter.speed(10_000_000 + SPEED_WINDOW - 11)).toBe(Infinity);
    expect(meter.speed(10_000_000 + SPEED_WINDOW - 10)).toBeCloseTo(1_000_000 / SPEED_WINDOW);
  });

  test("is that of the last window: what was fast before excuses nothing", () => {
    const meter = createSpeedMeter();
    let now = 0;
    const send = (bytes: number, wait: number): void => {
      meter.waiting(now);
      meter.moved((now += wait), bytes);
    };
    send(1_000_000_000, 500);
    for (let count = 0; count < 3; count++) send(1, 20_000);
    expect(meter.speed(now)).toBeLessThan(1);
    for (let count = 0; count < 300; count++) send(100_000, 1_000);
    expect(meter.speed(now)).toBeCloseTo(100_000);
  });
});
