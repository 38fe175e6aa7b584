/**
 * Plants the faults of test/faults/ one by one in a copy of the sources, and says which test finds each.
 *
 *   npm run faults                          all of them
 *   npm run faults -- cursor auth           those whose name, origin or files have one of these words
 *   npm run faults -- --jobs=2              in so many copies at one time
 *   npm run faults -- --table=found.md      writes the table to a file as well
 *
 * Exits 1 when a fault is found by no test, or cannot be planted.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, stripVTControlCharacters } from "node:util";
import type { Fault } from "../test/faults/fault.js";
import { faults } from "../test/faults/index.js";
import { changedFiles, problemsOf } from "../test/faults/sources.js";

const root = fileURLToPath(new URL("../", import.meta.url));
/** Milliseconds that one test file may take; after that it has found nothing. */
const MAX_RUN = 240_000;

/** What became of a planted fault. */
interface Outcome {
  readonly fault: Fault;
  /** The file and the test that found it. */
  readonly found?: { readonly file: string; readonly test: string };
  /** Why nothing did. */
  readonly problem?: string;
  readonly seconds: number;
}

/** What jest writes of a run, as far as it is read. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** A copy of the sources, with the modules of the original. */
function makeCopy(folder: string): void {
  const { stdout } = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const file of stdout.toString("utf8").split("\0")) {
    if (file === "" || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
  const generated = join(root, "test", "_generated");
  if (existsSync(generated)) cpSync(generated, join(folder, "test", "_generated"), { recursive: true });
  copyBuild(folder);
}

function copyBuild(folder: string): void {
  rmSync(join(folder, "dist"), { recursive: true, force: true });
  if (existsSync(join(root, "dist"))) cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
}

/** Runs a program to its end, or to its time; resolves to its status, null where the time was up. */
function run(folder: string, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore", detached: true });
    const timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), MAX_RUN);
    child.once("error", reject);
    child.once("exit", (status) => {
      clearTimeout(timer);
      resolve(status);
    });
  });
}

/** Runs one test file; resolves to the test that failed, or to a sentence on why none did. */
async function runTests(folder: string, file: string, { only }: Fault): Promise<{ test: string } | { problem: string }> {
  const output = join(folder, "report.json");
  rmSync(output, { force: true });
  const jest = ["node_modules/jest/bin/jest.js"];
  const named = only === undefined ? [] : ["--testNamePattern", only];
  const how = ["--maxWorkers=1", "--bail", "--forceExit", "--json", `--outputFile=${output}`];
  await run(folder, [...jest, ...how, ...named, "--runTestsByPath", file]);
  // Without the fault it does: whoever runs the suite would see that something is wrong.
  if (!existsSync(output)) return { test: "(does not end in time)" };
  const report = JSON.parse(readFileSync(output, "utf8")) as Report;
  for (const { assertionResults, message } of report.testResults) {
    const failed = assertionResults.find(({ status }) => status === "failed");
    if (failed) return { test: failed.fullName };
    if (assertionResults.length === 0 && message !== "") return { test: `(does not start: ${firstLine(message)})` };
  }
  return { problem: report.numPassedTests === 0 ? "has no test of that name" : "passes" };
}

/** The first line that says something of a failure, without the colours of a terminal. */
function firstLine(message: string): string {
  const lines = stripVTControlCharacters(message).split("\n");
  return lines.map((line) => line.trim()).find((line) => line !== "" && !line.startsWith("●")) ?? "no message";
}

/** Plants a fault in a copy, looks who notices, and takes it out again. */
async function plant(fault: Fault, folder: string): Promise<Outcome> {
  const started = performance.now();
  const outcome = (rest: Omit<Outcome, "fault" | "seconds">): Outcome => ({
    fault,
    seconds: (performance.now() - started) / 1_000,
    ...rest,
  });
  const problems = problemsOf(fault, folder);
  if (problems.length > 0) return outcome({ problem: `cannot be planted: ${problems.join("; ")}` });
  const changed = changedFiles(fault, folder);
  const seen: string[] = [];
  try {
    for (const [file, text] of changed) writeFileSync(join(folder, file), text);
    if (fault.needsBuild && (await run(folder, ["scripts/prepare.js", "build"])) !== 0)
      return outcome({ problem: "cannot be built" });
    for (const file of fault.tests) {
      const result = await runTests(folder, file, fault);
      if ("test" in result) return outcome({ found: { file, test: result.test } });
      seen.push(`${file} ${result.problem}`);
    }
    return outcome({ problem: seen.join("; ") });
  } finally {
    for (const file of changed.keys()) cpSync(join(root, file), join(folder, file));
    if (fault.needsBuild) copyBuild(folder);
  }
}

const line = ({ fault, found, problem, seconds }: Outcome): string =>
  `${found ? "found" : "NOT FOUND"}  ${fault.name}\n    ${found ? `${found.file}: ${found.test}` : problem} (${seconds.toFixed(1)} s)`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** The outcomes as a table of Markdown. */
const tableOf = (outcomes: readonly Outcome[]): string =>
  [
    "| fault | from | found by |",
    "| --- | --- | --- |",
    ...outcomes.map(
      ({ fault, found, problem }) =>
        `| ${cell(fault.name)} | ${cell(fault.from)} | ${cell(found ? `${found.file}: ${found.test}` : `NOT FOUND: ${problem}`)} |`,
    ),
    "",
  ].join("\n");

const chosen = (words: readonly string[]): readonly Fault[] =>
  faults.filter(({ name, from, edits, tests }) => {
    const text = [name, from, ...edits.map(({ file }) => file), ...tests].join(" ").toLowerCase();
    return words.length === 0 || words.some((word) => text.includes(word.toLowerCase()));
  });

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: "string", default: "1" }, table: { type: "string" } },
});
const wanted = chosen(positionals);
const outcomes = new Map<Fault, Outcome>();
const scratch = mkdtempSync(join(tmpdir(), "planted-faults-"));
try {
  const left = [...wanted];
  await Promise.all(
    Array.from({ length: Math.max(1, Number(values.jobs)) }, async (_, job) => {
      const folder = join(scratch, String(job));
      makeCopy(folder);
      for (let fault = left.shift(); fault; fault = left.shift()) {
        const outcome = await plant(fault, folder);
        outcomes.set(fault, outcome);
        console.log(line(outcome));
      }
    }),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const all = wanted.flatMap((fault) => outcomes.get(fault) ?? []);
const table = tableOf(all);
if (values.table !== undefined) writeFileSync(values.table, table);
const found = all.filter((outcome) => outcome.found).length;
console.log(`\n${table}\n${found} of ${wanted.length} faults are found, ${wanted.length - found} are not.`);
if (found < wanted.length) process.exitCode = 1;
