import type { LimitKey } from "../../../gateway/rate-limit/scopes.js";
import { everything, fixedWindow, slidingWindow, tokenBucket, type HiddenLimit } from "./hidden-limits.js";
import { LATENCY, simulate, type Seen, type Worker } from "./simulation.js";

/** Milliseconds: when refusals begin. */
const BEGIN = 5_000;

/** Who is refused. */
export type Counted = "resource" | "two resources" | "viewer" | "two viewers" | "organisation" | "address";

const key = (organisation: string, viewer: string, resource: string, host = "region"): LimitKey => ({
  host,
  organisation,
  viewer,
  resource,
});
/** Under which name a request is counted by the limit, if it is. */
const COUNTERS: Readonly<Record<Counted, (key: LimitKey) => string | undefined>> = {
  resource: ({ viewer, resource }) => (viewer === "ana" && resource === "tasks" ? resource : undefined),
  "two resources": ({ viewer, resource }) => (viewer === "ana" && resource !== "filenotes" ? resource : undefined),
  viewer: ({ viewer }) => (viewer === "ana" ? viewer : undefined),
  "two viewers": ({ viewer }) => (viewer === "ana" || viewer === "ben" ? viewer : undefined),
  organisation: ({ organisation }) => (organisation === "firm" ? organisation : undefined),
  address: ({ host }) => (host === "region" ? host : undefined),
};
/** Who asks for what. */
const PLACES: readonly LimitKey[] = [
  key("firm", "ana", "tasks"),
  key("firm", "ana", "matters"),
  key("firm", "ana", "filenotes"),
  key("firm", "ben", "tasks"),
  key("firm", "cleo", "matters"),
  key("other", "dan", "tasks"),
  key("other", "eve", "matters"),
  key("third", "fay", "tasks", "elsewhere"),
];

/** How much is asked by those who are counted. */
export interface Demand {
  readonly name: string;
  /** So many at a time, so many together, so many milliseconds between. */
  readonly workers: number;
  readonly page: number;
  readonly rest: number;
}
const STEADY: Demand = { name: "steady", workers: 16, page: 1, rest: 900 };
const BURST: Demand = { name: "bursts", workers: 1, page: 16, rest: 2_000 };

/** How it is refused. */
export interface Shape {
  readonly name: string;
  readonly demand: Demand;
  /** Milliseconds for which it is. */
  readonly lasts: number;
  readonly limit: () => HiddenLimit;
  /** Whether something is let through meanwhile. */
  readonly stands: boolean;
}
const shape = (name: string, demand: Demand, lasts: number, limit: () => HiddenLimit, stands = true): Shape => ({
  name: `${name}, ${demand.name}`,
  demand,
  lasts,
  limit,
  stands,
});
export const SHAPES: readonly Shape[] = [
  shape("all for 3 s", STEADY, 3_000, () => everything(1), false),
  shape("all for 3 s", BURST, 3_000, () => everything(1), false),
  shape("all for 10 s", STEADY, 10_000, () => everything(1), false),
  shape("all for 30 s", STEADY, 30_000, () => everything(1), false),
  shape("12 a second", STEADY, 60_000, () => tokenBucket(12, 12)),
  shape("10 a second", BURST, 120_000, () => tokenBucket(10, 10)),
  shape("12 a second ±30 %", STEADY, 60_000, () => tokenBucket(12, 12, { by: 0.3, seconds: 20 })),
  shape("10 a second ±30 %", BURST, 120_000, () => tokenBucket(10, 10, { by: 0.3, seconds: 20 })),
  shape("60 in each 5 s", STEADY, 60_000, () => fixedWindow(60, 5)),
  shape("60 in any 5 s", STEADY, 60_000, () => slidingWindow(60, 5)),
];
export const COUNTED: readonly Counted[] = ["resource", "two resources", "viewer", "two viewers", "organisation", "address"];

/** One line of the table. */
export interface Line {
  readonly counted: Counted;
  readonly shape: Shape;
  readonly withHeader: boolean;
  /** Milliseconds after nothing is refused any more, and the pause asked for is over, until no request is slow. */
  readonly recovery: number;
  /** Requests that were refused, and the part of those sent after ten seconds. */
  readonly wasted: number;
  readonly wastedLate: number;
  /** Requests that were given up. */
  readonly givenUp: number;
  /** Longest and mean time of a request of an innocent, as a multiple of the time without refusals. */
  readonly innocentLongest: number;
  readonly innocentMean: number;
  /** Milliseconds: the longest time an innocent was kept waiting. */
  readonly innocentWait: number;
  /** Mean wait of the viewer who waits longest, as a multiple of the mean of all, where the limit is shared. */
  readonly unfairness: number;
  /** Part of what the limit allows that is used, from ten seconds on. */
  readonly used: number;
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
const took = ({ wantedAt, doneAt }: Seen["done"][number]): number => doneAt - wantedAt;

function workersOf(counted: Counted, each: Shape): Worker[] {
  const isIn = (place: LimitKey): boolean => COUNTERS[counted](place) !== undefined;
  const places = PLACES.filter(isIn);
  const viewers = [...new Set(places.map(({ viewer }) => viewer))];
  const counters = new Set(places.map(COUNTERS[counted])).size;
  const demand = { ...each.demand, workers: each.demand.workers * counters, rest: each.demand.rest };
  if (demand.page > 1) demand.rest /= counters;
  const workers: Worker[] = [];
  for (const viewer of viewers) {
    const keys = places.filter((place) => place.viewer === viewer);
    const rest = demand.rest * (demand.page > 1 ? viewers.length : 1);
    const count = demand.page > 1 ? 1 : demand.workers / viewers.length;
    for (let index = 0; index < count; index++) workers.push({ keys, page: demand.page, rest });
  }
  for (const place of PLACES.filter((other) => !isIn(other)))
    for (let index = 0; index < 2; index++) workers.push({ keys: [place], page: 1, rest: 500 });
  return workers;
}

/** Runs one line. */
export async function lineOf(counted: Counted, each: Shape, withHeader: boolean, seed?: number): Promise<Line> {
  const end = BEGIN + each.lasts;
  const limits = new Map<string, HiddenLimit>();
  const limitOf = (who: LimitKey): HiddenLimit | undefined => {
    const counter = COUNTERS[counted](who);
    if (counter === undefined) return undefined;
    const limit = limits.get(counter) ?? each.limit();
    limits.set(counter, limit);
    return limit;
  };
  const isIn = (who: LimitKey): boolean => COUNTERS[counted](who) !== undefined;
  const seen = await simulate({
    workers: workersOf(counted, each),
    limitFor: (who, now) => (now >= BEGIN && now < end ? limitOf(who) : undefined),
    withHeader,
    lasts: end + 15_000,
    seed,
  });
  const refused = seen.arrivals.filter(({ isRefused }) => isRefused);
  const first = refused[0]?.at ?? end;
  const over = Math.max(end, ...refused.map(({ at, pause = 0 }) => at + pause));
  const theirs = seen.done.filter(({ key: who }) => isIn(who));
  const slow = theirs.filter((request) => took(request) > 2 * LATENCY && request.doneAt > over);
  const late = seen.arrivals.filter(({ key: who, at }) => isIn(who) && at > first + 10_000 && at < end);
  const innocent = seen.done.filter(({ key: who, wantedAt }) => !isIn(who) && wantedAt >= BEGIN);
  const during = theirs.filter(({ wantedAt }) => wantedAt >= BEGIN && wantedAt < end);
  const viewers = [...new Set(during.map(({ key: { viewer } }) => viewer))];
  const means = viewers.map((viewer) =>
    mean(during.filter(({ key: who }) => who.viewer === viewer).map((request) => took(request) - LATENCY)),
  );
  return {
    counted,
    shape: each,
    withHeader,
    recovery: Math.max(0, ...slow.map(({ doneAt }) => doneAt - over)),
    wasted: refused.length,
    wastedLate: late.length === 0 ? 0 : late.filter(({ isRefused }) => isRefused).length / late.length,
    givenUp: seen.done.filter(({ isAnswered }) => !isAnswered).length,
    innocentLongest: Math.max(0, ...innocent.map(took)) / (LATENCY * 1.1),
    innocentMean: mean(innocent.map(took)) / LATENCY,
    innocentWait: Math.max(0, ...innocent.map((request) => took(request) - LATENCY)),
    unfairness: Math.max(...means) / Math.max(1, mean(means)),
    used: late.filter(({ isRefused }) => !isRefused).length / Math.max(1, (end - first - 10_000) / 1000),
  };
}

/** What stands in the table: of those that are counted apart, only who else is slowed is of interest. */
export const LINES: readonly (readonly [Counted, Shape, boolean])[] = COUNTED.flatMap((counted) =>
  SHAPES.filter((each) => !counted.startsWith("two") || each.demand === STEADY).flatMap((each) =>
    [false, true].map((withHeader) => [counted, each, withHeader] as const),
  ),
);

/** The whole table as Markdown. */
export async function recoveryTable(): Promise<string> {
  const heads = ["counted", "refused", "header", "as before", "gone", "wasted", "late", "innocent", "factor", "fairness", "used"];
  const rows: string[][] = [heads, heads.map(() => "---")];
  for (const [counted, each, withHeader] of LINES) {
    const line = await lineOf(counted, each, withHeader);
    const seconds = `${(line.recovery / 1000).toFixed(1)} s`;
    const isShared = counted === "organisation" || counted === "address";
    rows.push([
      counted,
      each.name,
      withHeader ? "yes" : "no",
      each.stands ? "" : seconds,
      each.stands ? seconds : "",
      String(line.wasted),
      each.stands ? `${(line.wastedLate * 100).toFixed(1)} %` : "",
      `${Math.round(line.innocentWait)} ms`,
      line.innocentLongest.toFixed(1),
      isShared ? line.unfairness.toFixed(1) : "",
      each.stands ? line.used.toFixed(1) : "",
    ]);
  }
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}
