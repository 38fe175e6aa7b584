import type { Host } from "./hosts.js";
import { lengthOf, roundsOf, type Lane, type Line } from "./fair-queue.js";
import { holding, type Scope } from "./scopes.js";

/** Milliseconds until a request of a lane with a number of others before it in that lane will be sent. */
export type WaitEstimate = (line: Line, lane: Lane, before: number) => number;

/**
 * Reckons with the rates in force and with everybody being served in turn. Where nothing is held back it is nothing:
 * how long the answers of those before will take is not foreseen.
 */
export function createWaitEstimate(host: Host, now: number): WaitEstimate {
  const rounds = new Map<string, (before: number) => number>();
  /** How many go first, when queues of these lengths take turns. */
  const aheadAmong = (key: string, lengths: () => readonly number[], before: number): number => {
    let ahead = rounds.get(key);
    if (!ahead) rounds.set(key, (ahead = roundsOf(lengths().filter((length) => length > 0))));
    return Math.max(before, ahead(before) - 1);
  };
  const linesWhere = (holds: (line: Line) => boolean) => (): number[] => [...host.lines.values()].filter(holds).map(lengthOf);
  const waitAt = ({ limit }: Scope, ahead: () => number): number => {
    const wait = limit.wait(now);
    return limit.isInForce ? wait + (ahead() / limit.expectedRate(now)) * 1000 : wait;
  };
  return (line, lane, before) => {
    const [gateway, organisation, viewer, resource] = lane.scopes as [Scope, Scope, Scope, Scope];
    const ofViewer = (): number =>
      aheadAmong(viewer.key, () => [...line.lanes.values()].map(({ waiting }) => waiting.length), before);
    const isSame = ({ key }: Line): boolean => key.organisation === line.key.organisation;
    const ahead = new Map<Scope, () => number>([
      [resource, () => before],
      [viewer, ofViewer],
      [organisation, () => aheadAmong(organisation.key, linesWhere(isSame), ofViewer())],
      [
        gateway,
        () =>
          aheadAmong(
            gateway.key,
            linesWhere(() => true),
            ofViewer(),
          ),
      ],
    ]);
    let wait = 0;
    for (const scope of holding(lane.scopes)) wait = Math.max(wait, waitAt(scope, ahead.get(scope)!));
    return wait;
  };
}
