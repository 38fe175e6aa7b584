import type { Host } from "./hosts.js";
import type { Level } from "./levels.js";
import { roundsOf, type Line } from "./queue.js";

/** Milliseconds until a request of a line with a number of others before it in that line will be sent. */
export type Forecast = (line: Line, before: number) => number;

/**
 * Reckons with the rates in force and with everybody being served in turn. Where nothing is held back it is nothing:
 * how long the answers of those before will take is not foreseen.
 */
export function createForecast(host: Host, now: number): Forecast {
  const rounds = new Map<string, (before: number) => number>();
  const aheadOf = ({ key }: Level, isOf: (line: Line) => boolean, before: number): number => {
    let ahead = rounds.get(key);
    if (!ahead) {
      const lengths = [...host.lines.values()]
        .filter((line) => line.waiting.length > 0 && isOf(line))
        .map((line) => line.waiting.length);
      rounds.set(key, (ahead = roundsOf(lengths)));
    }
    return Math.max(before, ahead(before) - 1);
  };
  const waitAt = (level: Level, ahead: () => number): number => {
    const { limit } = level;
    if (!limit.holds(now)) return 0;
    return limit.wait(now) + (limit.isInForce ? (ahead() / limit.expected(now)) * 1000 : 0);
  };
  return (line, before) => {
    const { viewer, organisation, gateway } = line.levels;
    const isOrganisation = ({ whose }: Line): boolean => whose.organisation === line.whose.organisation;
    return Math.max(
      waitAt(viewer, () => before),
      waitAt(organisation, () => aheadOf(organisation, isOrganisation, before)),
      waitAt(gateway, () => aheadOf(gateway, () => true, before)),
    );
  };
}
