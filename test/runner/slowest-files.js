/**
 * The end of the log: which files took longest, and on the last line how many tests passed, failed and were skipped.
 * Where `TEST_TOTALS` names a file, those numbers are appended to it as one line of JSON, for whoever runs several parts.
 */
import { appendFileSync } from "node:fs";
import { relative } from "node:path";

const SHOWN = 15;
/** Fewer files than this are looked at one by one. */
const FEW = 10;

const seconds = (milliseconds) => (milliseconds / 1_000).toFixed(1).padStart(6);

/** What is to be printed, after whatever jest itself prints at the end. */
const report = (
  rootDir,
  { testResults, startTime, numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites },
) => {
  const files = testResults
    .map(({ testFilePath, perfStats, testResults: tests }) => ({
      name: relative(rootDir, testFilePath),
      took: Math.max(0, perfStats.end - perfStats.start) || 0,
      tests: tests.length,
    }))
    .sort((one, other) => other.took - one.took);
  const took = Date.now() - startTime;
  const totals = {
    passed: numPassedTests,
    failed: numFailedTests + numRuntimeErrorTestSuites,
    skipped: numPendingTests,
    seconds: Math.round(took / 1_000),
  };
  const all = files.reduce((sum, file) => sum + file.took, 0);
  const table = [
    `\nThe slowest of ${files.length} files (together ${seconds(all).trim()} s):`,
    ...files.slice(0, SHOWN).map(({ name, took, tests }) => `${seconds(took)} s  ${name} (${tests} tests)`),
  ];
  const last = `\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped in ${totals.seconds} s`;
  return { totals, text: [...(files.length >= FEW ? table : []), last].join("\n") };
};

export default class SlowestFiles {
  constructor({ rootDir, watch, watchAll }) {
    this.rootDir = rootDir;
    this.isWatching = watch || watchAll;
  }

  onRunComplete(_, results) {
    if (this.isWatching || results.testResults.length === 0) return;
    const { totals, text } = report(this.rootDir, results);
    if (process.env.TEST_TOTALS) appendFileSync(process.env.TEST_TOTALS, `${JSON.stringify(totals)}\n`);
    process.once("exit", () => console.error(text));
  }
}
