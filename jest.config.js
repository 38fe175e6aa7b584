/**
 * Five kinds of test, each in its folder. They run straight from the TypeScript sources, as ES modules, and the files that
 * one worker runs share their modules: what a file changes outside itself it puts back (CONTRIBUTING.md).
 */
const kind = (name, folder = name, apart = []) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
  testPathIgnorePatterns: apart,
  runner: "jest-light-runner",
  setupFiles: ["<rootDir>/test/runner/setup.js"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {},
  modulePathIgnorePatterns: ["<rootDir>/dist"],
});

export default {
  projects: [
    kind("unit"),
    kind("graph"),
    kind("e2e", "e2e", ["/e2e/alone/"]),
    // What it changes cannot be put back, so its worker runs nothing else.
    kind("e2e", "e2e/alone"),
    kind("property"),
    kind("platform"),
  ],
  // One for each processor, also where there are two: much of a test is waiting for a server.
  maxWorkers: "100%",
};
