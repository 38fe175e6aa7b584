/** Tests run straight from the TypeScript sources, as ES modules, in parallel. */
const swc = [
  "@swc/jest",
  {
    jsc: {
      target: "es2022",
      parser: { syntax: "typescript", decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
    },
    module: { type: "es6" },
    sourceMaps: "inline",
  },
];

export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  transform: { "^.+\\.ts$": swc },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  // Most of a test is waiting for a server: one worker for each processor, also where there are two.
  maxWorkers: "100%",
  testTimeout: 30_000,
};
