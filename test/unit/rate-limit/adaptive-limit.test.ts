import { describe, expect, test } from "@jest/globals";
import { RateLimit } from "../../../gateway/rate-limit/adaptive-limit.js";

const LATENCY = 50;

/** Sends whenever the limit lets it, to an end that refuses what `refuses` says; times of what was sent and refused. */
function run(
  limit: RateLimit,
  { from, until, refuses, pause }: { from: number; until: number; refuses: (at: number) => boolean; pause?: number },
): { sent: number[]; refused: number[] } {
  const sent: number[] = [];
  const refused: number[] = [];
  const answers: { at: number; sentAt: number; isRefused: boolean }[] = [];
  for (let now = from; now < until; now += 5) {
    while (answers.length > 0 && answers[0]!.at <= now) {
      const { sentAt, isRefused } = answers.shift()!;
      if (!isRefused) limit.accept(now, sentAt);
      else limit.refuse(now, { sentAt, acceptedRate: 20, pause });
    }
    // Twenty a second are wanted.
    if (now % 50 !== 0 && !limit.isInForce) continue;
    if (limit.wait(now) > 0) continue;
    limit.acquire(now);
    sent.push(now);
    const isRefused = refuses(now);
    if (isRefused) refused.push(now);
    answers.push({ at: now + LATENCY, sentAt: now, isRefused });
  }
  return { sent, refused };
}
const gaps = (times: readonly number[]): number[] => times.slice(1).map((at, index) => at - times[index]!);
const between = (times: readonly number[], from: number, until: number): number =>
  times.filter((at) => at >= from && at < until).length;

/** Lets through so many a second, each a whole step after the one before. */
const bucket = (perSecond: (at: number) => number): ((at: number) => boolean) => {
  let tokens = 5;
  let filledAt = 0;
  return (at) => {
    tokens = Math.min(5, tokens + ((at - filledAt) / 1000) * perSecond(at));
    filledAt = at;
    if (tokens < 1) return true;
    tokens -= 1;
    return false;
  };
};

describe("a rate limit", () => {
  test("holds nothing back until something is refused", () => {
    const limit = new RateLimit();
    for (let count = 0; count < 1_000; count++) {
      expect(limit.wait(0)).toBe(0);
      limit.acquire(0);
    }
    expect(limit.rate(0)).toBe(Infinity);
  });

  test("counts a burst that was on its way as one refusal", () => {
    const limit = new RateLimit();
    for (let count = 0; count < 24; count++) limit.refuse(100, { sentAt: 0, acceptedRate: 24 });
    expect(limit.rate(100)).toBe(12);
  });

  test("goes down to one a second, and waits longer only where that is refused as well", () => {
    const limit = new RateLimit();
    const { sent } = run(limit, { from: 0, until: 60_000, refuses: () => true });
    const waits = gaps(sent.slice(2)).map((gap) => Math.round(gap / 1000));
    const slow = waits.slice(waits.lastIndexOf(1));
    expect(slow.slice(0, 10)).toEqual([1, 2, 2, 2, 2, 4, 4, 4, 4, 8]);
  });

  test.each([3_000, 10_000])("is back within three seconds after everything was refused for %d ms", (end) => {
    const limit = new RateLimit();
    const { sent } = run(limit, { from: 0, until: end + 6_000, refuses: (at) => at >= 0 && at < end });
    expect(between(sent, end + 3_000, end + 4_000)).toBeGreaterThanOrEqual(20);
    expect(limit.isInForce).toBe(false);
  });

  test("tries again when a pause is over, and is back within three seconds of that", () => {
    const limit = new RateLimit();
    const { sent } = run(limit, { from: 0, until: 16_000, refuses: (at) => at < 100, pause: 10_000 });
    expect(between(sent, 200, 10_000)).toBe(0);
    expect(between(sent, 10_000, 10_200)).toBeGreaterThanOrEqual(1);
    expect(between(sent, 13_150, 14_150)).toBeGreaterThanOrEqual(20);
  });

  test("at a limit that stands it refuses no more than one in twenty after ten seconds, and uses it", () => {
    const limit = new RateLimit();
    const { sent, refused } = run(limit, { from: 0, until: 120_000, refuses: bucket(() => 8) });
    const late = between(sent, 10_000, 120_000);
    expect(between(refused, 10_000, 120_000) / late).toBeLessThanOrEqual(0.05);
    expect(late / 110).toBeGreaterThan(7);
  });

  test("at a limit that stands the rate is back at what was accepted within three seconds of each refusal", () => {
    const limit = new RateLimit();
    const { sent, refused } = run(limit, { from: 0, until: 120_000, refuses: bucket(() => 8) });
    const last = refused.filter((at, index) => at > 10_000 && (refused[index + 1] ?? Infinity) - at > 3_500);
    expect(last.length).toBeGreaterThan(3);
    for (const at of last) if (at < 115_000) expect(between(sent, at + 2_000, at + 3_500)).toBeGreaterThanOrEqual(10);
  });

  test("does not double above the rate at which it was refused last", () => {
    const limit = new RateLimit();
    const isTooMany = bucket(() => 8);
    let last = Infinity;
    let highest = 0;
    const refuses = (at: number): boolean => {
      if (at > 20_000) highest = Math.max(highest, limit.rate(at) / last);
      if (!isTooMany(at)) return false;
      last = limit.rate(at);
      return true;
    };
    run(limit, { from: 0, until: 120_000, refuses });
    expect(highest).toBeGreaterThan(1);
    expect(highest).toBeLessThan(2);
  });

  test("finds a limit that has moved up", () => {
    const limit = new RateLimit();
    const { sent } = run(limit, { from: 0, until: 60_000, refuses: bucket((at) => (at < 30_000 ? 4 : 15)) });
    expect(between(sent, 25_000, 30_000) / 5).toBeLessThan(5);
    expect(between(sent, 42_000, 60_000) / 18).toBeGreaterThan(12);
  });

  test("is forgotten with time, whether or not anything is sent", () => {
    const limit = new RateLimit();
    run(limit, { from: 0, until: 20_000, refuses: bucket(() => 8) });
    expect(limit.isInForce).toBe(true);
    expect(limit.wait(95_000)).toBe(0);
    expect(limit.isInForce).toBe(false);
  });
});
