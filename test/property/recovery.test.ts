import { describe, expect, test } from "@jest/globals";
import { tokenBucket } from "../support/rate-limit/hidden-limits.js";
import { LINES, lineOf } from "../support/rate-limit/recovery-table.js";
import { simulate, type Worker } from "../support/rate-limit/simulation.js";

/** Seconds in which all is as before; with no word of when to come back, a long refusal is noticed a quarter of it later. */
const RECOVERY = 3;
const PART_OF_LONG = 1 / 4;

describe("whoever refuses, and however", () => {
  test.each(LINES.map((line) => [`${line[0]}: ${line[1].name}${line[2] ? ", with Retry-After" : ""}`, line] as const))(
    "%s",
    async (_, [counted, shape, withHeader]) => {
      const line = await lineOf(counted, shape, withHeader);
      expect(line.wasted).toBeGreaterThan(2);
      // Whoever the limit does not count is not slowed by more than a factor of two, in any request.
      expect(line.innocentLongest).toBeLessThan(2);
      if (counted === "organisation" || counted === "address") expect(line.unfairness).toBeLessThanOrEqual(1.5);
      if (shape.stands) {
        expect(line.wastedLate).toBeLessThanOrEqual(0.05);
        // What the limit lets through is made use of.
        if (shape.demand.page === 1) expect(line.used).toBeGreaterThan(9);
        expect(line.givenUp).toBe(0);
      } else {
        const seconds = withHeader ? RECOVERY : Math.max(RECOVERY, (shape.lasts / 1000) * PART_OF_LONG);
        expect(line.recovery).toBeLessThanOrEqual(seconds * 1000);
        if (shape.lasts < 30_000) expect(line.givenUp).toBe(0);
      }
    },
  );
});

test("two gateways behind one address share what it gets, and each is refused little", async () => {
  const limit = tokenBucket(16, 16);
  const workers = Array.from({ length: 24 }, (_, index): Worker => {
    const viewer = `v${index % 6}`;
    return {
      keys: [{ host: "region", organisation: `o${index % 3}`, viewer, resource: "tasks" }],
      page: 1,
      rest: 900,
      gateway: index % 2,
    };
  });
  const { done, arrivals } = await simulate({ workers, limitFor: () => limit, withHeader: false, lasts: 60_000, gateways: 2 });
  const late = arrivals.filter(({ at }) => at > 10_000);
  expect(late.filter(({ isRefused }) => isRefused).length / late.length).toBeLessThanOrEqual(0.05);
  const ofFirst = done.filter(({ key }) => ["v0", "v2", "v4"].includes(key.viewer)).length / done.length;
  expect(ofFirst).toBeGreaterThan(0.25);
  expect(ofFirst).toBeLessThan(0.75);
  expect(done.every(({ isAnswered }) => isAnswered)).toBe(true);
});
