import type { LimitKey, Scopes } from "./scopes.js";

/** A request that waits for its permit. */
export interface Waiting {
  /** 0 goes before 1, and 1 before 2; first come, first served within each. */
  readonly rank: 0 | 1 | 2;
  /** When it began to wait, in milliseconds. */
  readonly since: number;
  /** Milliseconds for which it may still be kept waiting. */
  readonly timeLeft: () => number;
  readonly grant: () => void;
  readonly reject: (error: Error) => void;
}

/** The requests of one viewer for one resource. */
export interface Lane {
  readonly resource: string;
  readonly scopes: Scopes;
  /** In the order in which they are sent; `enqueue` keeps it. */
  readonly waiting: Waiting[];
}

/** The requests of one viewer. */
export interface Line {
  readonly key: Omit<LimitKey, "resource">;
  /** By resource, those that have requests waiting; the one that was served longest ago comes first. */
  readonly lanes: Map<string, Lane>;
  /** How many of the viewer's requests have a permit. */
  running: number;
}

/** The request that is to be sent next. */
export interface Next {
  readonly line: Line;
  readonly lane: Lane;
  readonly first: Waiting;
}

/** How many requests of a line wait. */
export function lengthOf({ lanes }: Line): number {
  let length = 0;
  for (const { waiting } of lanes.values()) length += waiting.length;
  return length;
}

/** How many requests of a lane would be sent before one of this rank that joins it now. */
export function placeIn({ waiting }: Lane, rank: Waiting["rank"]): number {
  let place = waiting.length;
  while (place > 0 && waiting[place - 1]!.rank > rank) place -= 1;
  return place;
}

/** Adds a request to a lane, at the place that its rank gives it. */
export function enqueue(lane: Lane, entry: Waiting): void {
  lane.waiting.splice(placeIn(lane, entry.rank), 0, entry);
}

/**
 * Finds the request that is to be sent next: lines take turns, and within a line its lanes, writes first. A line of which
 * `maxRunning` requests have a permit is passed over where there are others. `waitOf` tells for how many milliseconds a
 * lane is held back. Gives the least of these where every lane is held back, and undefined where nobody waits.
 */
export function nextInLine(
  lines: ReadonlyMap<string, Line>,
  maxRunning: number,
  waitOf: (lane: Lane) => number,
): Next | number | undefined {
  let soonest: number | undefined;
  for (const line of lines.values()) {
    if (line.running >= maxRunning && lines.size > 1) continue;
    let chosen: Next | undefined;
    for (const lane of line.lanes.values()) {
      const [first] = lane.waiting;
      if (!first) continue;
      const wait = waitOf(lane);
      if (wait > 0) soonest = Math.min(soonest ?? Infinity, wait);
      else if (first.rank === 0) return { line, lane, first };
      else chosen ??= { line, lane, first };
    }
    if (chosen) return chosen;
  }
  return soonest;
}

/**
 * Answers how many requests are sent, where queues of these lengths take turns, up to and with the one that has so many
 * others ahead of it in its own queue. The sums are made once for many questions.
 */
export function roundsOf(lengths: readonly number[]): (ahead: number) => number {
  const sorted = [...lengths].sort((a, b) => a - b);
  const sums = [0];
  for (const length of sorted) sums.push(sums.at(-1)! + length);
  return (ahead) => {
    const round = ahead + 1;
    // The queues that are shorter than this many rounds are sent whole; of each other queue one request goes in a round.
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < round) low = middle + 1;
      else high = middle;
    }
    return sums[low]! + (sorted.length - low) * round;
  };
}
