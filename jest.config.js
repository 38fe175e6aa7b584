import { availableParallelism } from "node:os";

/**
 * Five kinds of test, each in its folder. They run straight from the TypeScript sources, as ES modules, and the files that
 * one worker runs share their modules: what a file changes outside itself it puts back (CONTRIBUTING.md).
 */
const kind = (name, before) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  runner: "<rootDir>/test/runner/shared-workers.js",
  setupFiles: ["<rootDir>/test/runner/setup.js"],
  ...(before && { globalSetup: `<rootDir>/test/runner/${before}.js` }),
  extensionsToTreatAsEsm: [".ts"],
  transform: {},
  // For `--watch` and `--findRelatedTests`: which file an import means.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  modulePathIgnorePatterns: ["<rootDir>/dist"],
});

export default {
  projects: [kind("unit"), kind("graph"), kind("e2e", "codegen"), kind("property", "build"), kind("platform", "build")],
  testSequencer: "<rootDir>/test/runner/longest-first.js",
  reporters: ["default", "<rootDir>/test/runner/slowest-files.js"],
  // One more than there are processors, since much of a test is waiting for a server; in CI, where all seeds and sizes are tried
  // and how long others wait is measured beside them, as many.
  maxWorkers: availableParallelism() + (process.env.CI ? 0 : 1),
};
