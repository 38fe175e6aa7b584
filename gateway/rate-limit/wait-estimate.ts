import { lengthOf, roundsOf, type Lane, type Line } from "./fair-queue.js";
import type { Host } from "./hosts.js";
import { isHolding, SCOPES, type ScopeName, type Scopes } from "./scopes.js";

/** Milliseconds until the next request of these scopes may be sent, if nobody else sends one. */
export function waitFor(scopes: Scopes, now: number): number {
  let wait = 0;
  for (let index = 0; index < scopes.length; index++)
    if (isHolding(scopes, index)) wait = Math.max(wait, scopes[index]!.limit.wait(now));
  return wait;
}

/** Milliseconds until a request will be sent that has so many others ahead of it in its lane. */
export type WaitEstimate = (line: Line, lane: Lane, ahead: number) => number;

/**
 * Estimates waits on one host at one moment, for as many requests as are asked about: by the rates in force, and as if all
 * took turns. Where no rate is in force the estimate is 0: how long answers take is not foreseen.
 */
export function createWaitEstimate(host: Host, now: number): WaitEstimate {
  const rounds = new Map<string, (ahead: number) => number>();
  /** How many requests go first where queues of these lengths take turns. */
  const aheadAmong = (key: string, lengths: () => readonly number[], ahead: number): number => {
    let count = rounds.get(key);
    if (!count) rounds.set(key, (count = roundsOf(lengths().filter((length) => length > 0))));
    return Math.max(ahead, count(ahead) - 1);
  };
  /** How many requests that a scope counts go before one that has so many ahead of it in its lane. */
  const aheadIn = (name: ScopeName, line: Line, lane: Lane, ahead: number): number => {
    if (name === "resource") return ahead;
    const { key } = lane.scopes[SCOPES.indexOf(name)]!;
    if (name === "viewer") return aheadAmong(key, () => [...line.lanes.values()].map(({ waiting }) => waiting.length), ahead);
    const { organisation } = line.key;
    const isCounted = (other: Line): boolean => name === "gateway" || other.key.organisation === organisation;
    const lengths = (): number[] => [...host.lines.values()].filter(isCounted).map(lengthOf);
    return aheadAmong(key, lengths, aheadIn("viewer", line, lane, ahead));
  };
  return (line, lane, ahead) => {
    const { scopes } = lane;
    let longest = 0;
    for (let index = 0; index < scopes.length; index++) {
      if (!isHolding(scopes, index)) continue;
      const { limit } = scopes[index]!;
      const wait = limit.wait(now);
      // Where no limit is in force nothing is counted.
      const queued = limit.isInForce ? (aheadIn(SCOPES[index]!, line, lane, ahead) / limit.expectedRate(now)) * 1_000 : 0;
      longest = Math.max(longest, wait + queued);
    }
    return longest;
  };
}
