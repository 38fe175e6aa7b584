import type { LimitKey, Scopes } from "./scopes.js";

/** A request that waits for its turn. */
export interface Waiting {
  /** 0 goes before 1, and 1 before 2; first come, first served within each. */
  readonly rank: 0 | 1 | 2;
  readonly since: number;
  /** Milliseconds for which it may still be kept waiting. */
  readonly left: () => number;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

/** The requests of one viewer for one resource. */
export interface Lane {
  readonly resource: string;
  readonly scopes: Scopes;
  readonly waiting: Waiting[];
}

/** The requests of one viewer. */
export interface Line {
  readonly key: Omit<LimitKey, "resource">;
  /** By resource, those that have requests waiting; the one that was served longest ago comes first. */
  readonly lanes: Map<string, Lane>;
  running: number;
}

/** How many requests of a line wait. */
export function lengthOf({ lanes }: Line): number {
  let length = 0;
  for (const { waiting } of lanes.values()) length += waiting.length;
  return length;
}

/** How many of a lane will have their turn before one that joins it now. */
export function placeIn({ waiting }: Lane, rank: Waiting["rank"]): number {
  let place = waiting.length;
  while (place > 0 && waiting[place - 1]!.rank > rank) place -= 1;
  return place;
}

/**
 * How many requests have their turn, when queues of these lengths are served in rounds, until the one with a number of
 * others before it in its own queue has had its own. Sums are made once for many questions.
 */
export function roundsOf(lengths: readonly number[]): (before: number) => number {
  const sorted = [...lengths].sort((a, b) => a - b);
  const sums = [0];
  for (const length of sorted) sums.push(sums.at(-1)! + length);
  return (before) => {
    const round = before + 1;
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
