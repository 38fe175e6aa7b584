import { relative } from "node:path";
import { expect } from "@jest/globals";
import fc from "fast-check";

/*
 * Which random cases a property is tried with. By default few runs of one fresh seed, so that every run of the suite tries
 * something new; in CI, or with `ALL_SEEDS=1`, many runs of each fixed seed and of a fresh one. Seeds are printed. `SEED=…`
 * tries one seed alone, `RUNS=…` says how many runs it has, and `SEED_PATH=…` leads fast-check to the smallest case it found.
 */

/** Whether all fixed seeds are tried besides the fresh one, with many runs each. */
export const isThorough = Boolean(process.env["CI"] || process.env["ALL_SEEDS"]);

/** How a property is tried. */
export interface Trials {
  /** Seeds that CI tries every time. */
  readonly fixed: readonly number[];
  /** Runs of one seed, by default and in CI. */
  readonly runs: { readonly few: number; readonly many: number };
  /** Milliseconds after which the search for a smaller failure ends. */
  readonly timeLimit?: number;
}

/** Text as the shell takes it for one word. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The command that repeats the test which is running. */
function command(seed: number, runs: number, path?: string): string {
  const { testPath, currentTestName } = expect.getState();
  const file = relative(process.cwd(), testPath ?? "");
  const name = (currentTestName ?? "").replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return `SEED=${seed} RUNS=${runs}${path ? ` SEED_PATH=${path}` : ""} npm test -- ${file} -t ${quoted(name)}`;
}

function seedsOf({ fixed }: Trials): readonly number[] {
  const given = process.env["SEED"];
  if (given !== undefined) {
    if (!/^-?\d+$/.test(given)) throw new Error(`SEED is to be a whole number, and is "${given}".`);
    return [Number(given)];
  }
  const fresh = Math.floor(Math.random() * 2 ** 31);
  return isThorough ? [...fixed, fresh] : [fresh];
}

/** Runs a test once for each of its seeds. An error that it rejects with names the seed and the command that repeats it. */
export async function forEachSeed(
  trials: Trials,
  run: (seed: number, runs: number) => Promise<void>,
  pathOf: (error: unknown) => string | undefined = () => undefined,
): Promise<void> {
  const runs = Number(process.env["RUNS"] ?? (isThorough ? trials.runs.many : trials.runs.few));
  for (const seed of seedsOf(trials)) {
    process.stderr.write(`${command(seed, runs)}\n`);
    try {
      await run(seed, runs);
    } catch (error) {
      const again = command(seed, runs, pathOf(error));
      throw new Error(`Seed ${seed} of ${runs} runs. Repeat it with:\n${again}\n${(error as Error).message}`, { cause: error });
    }
  }
}

/** A counterexample of fast-check, and the way to it. */
class Falsified extends Error {
  constructor(
    message: string,
    readonly path: string,
  ) {
    super(message);
  }
}

/** Asserts a property of fast-check for each seed; `after` looks at what all runs of one seed came to. */
export async function assertProperty<T>(
  property: fc.IAsyncProperty<T> | fc.IProperty<T>,
  trials: Trials,
  after: (runs: number) => void = () => undefined,
): Promise<void> {
  const { timeLimit = 240_000 } = trials;
  const givenPath = process.env["SEED_PATH"];
  const run = async (seed: number, numRuns: number): Promise<void> => {
    const result = await fc.check(property as fc.IAsyncProperty<T>, {
      ...{ seed, numRuns, interruptAfterTimeLimit: timeLimit, markInterruptAsFailure: true },
      ...(givenPath !== undefined && { path: givenPath }),
    });
    if (!result.failed) return after(numRuns);
    const { counterexample, counterexamplePath, numShrinks, errorInstance, interrupted } = result;
    if (counterexample === null) throw new Error(interrupted ? `No end after ${timeLimit} ms` : "Too few cases were made");
    const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
    const found = `path ${counterexamplePath}, made smaller ${numShrinks} times`;
    throw new Falsified(
      `Counterexample (${found}): ${fc.stringify(counterexample).slice(0, 10_000)}\n${reason}`,
      counterexamplePath!,
    );
  };
  await forEachSeed(trials, run, (error) => (error instanceof Falsified ? error.path : undefined));
}
