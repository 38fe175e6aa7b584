import { describe, expect, test } from "@jest/globals";
import { clockChanges, instantOf, timestampIn } from "../../../simulator/time-zones.js";

const utc = (text: string): number => Date.parse(`${text}Z`);

describe("a time in a zone", () => {
  test.each([
    ["Pacific/Auckland", "2026-04-04T13:59:59", "2026-04-05T02:59:59+13:00"],
    ["Pacific/Auckland", "2026-04-04T14:00:00", "2026-04-05T02:00:00+12:00"],
    ["Pacific/Auckland", "2026-09-26T13:59:59", "2026-09-27T01:59:59+12:00"],
    ["Pacific/Auckland", "2026-09-26T14:00:00", "2026-09-27T03:00:00+13:00"],
    ["America/Los_Angeles", "2026-01-01T00:00:00", "2025-12-31T16:00:00-08:00"],
    ["America/Los_Angeles", "2026-11-01T09:00:00", "2026-11-01T01:00:00-08:00"],
    ["Australia/Sydney", "2025-11-20T08:45:02", "2025-11-20T19:45:02+11:00"],
    ["Asia/Kolkata", "2026-06-01T20:00:00", "2026-06-02T01:30:00+05:30"],
    ["UTC", "2026-06-01T20:00:00", "2026-06-01T20:00:00+00:00"],
  ])("%s: %s UTC is %s", (zone, instant, expected) => {
    expect(timestampIn(zone, utc(instant))).toBe(expected);
    expect(Date.parse(expected)).toBe(utc(instant));
  });

  test.each([
    "2026-09-27T01:30:00",
    "2026-09-27T03:30:00",
    "2026-04-05T01:30:00",
    "2026-04-05T03:30:00",
    "2026-07-01T00:00:00",
    "2026-12-31T23:59:59",
  ])("the clock of Auckland shows %s when it says it does", (wallClock) =>
    expect(timestampIn("Pacific/Auckland", instantOf("Pacific/Auckland", utc(wallClock)))).toMatch(wallClock),
  );

  test("clocks change twice a year where there is summer time", () => {
    expect(
      clockChanges("Pacific/Auckland", utc("2026-01-01T00:00:00"), utc("2027-01-01T00:00:00")).map((each) =>
        new Date(each).toISOString(),
      ),
    ).toEqual(["2026-04-04T14:00:00.000Z", "2026-09-26T14:00:00.000Z"]);
    expect(clockChanges("Asia/Kolkata", utc("2026-01-01T00:00:00"), utc("2027-01-01T00:00:00"))).toEqual([]);
  });
});
