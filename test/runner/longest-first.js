import Sequencer from "@jest/test-sequencer";

/** About how many milliseconds a file takes of which nothing is known yet, by its kind: what takes longest begins first. */
const GUESSES = { platform: 20_000, property: 10_000, e2e: 3_000, graph: 1_000, unit: 100 };

/** Jest's order, but for the first run on a machine: jest goes by the size of the files then, and what they take is not in it. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    const expected = ({ duration, context, path }) =>
      duration ?? (path.includes("/hostile/") ? 2 : 1) * (GUESSES[context.config.displayName?.name] ?? 0);
    return sorted.sort((one, other) => expected(other) - expected(one));
  }
}
