import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "@jest/globals";

/** Where a program is on this machine, by the first of its names that is found. */
export function installed(...names: string[]): string | undefined {
  for (const directory of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const name of names) {
      const file = join(directory, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

/**
 * `test`, or where the program is not installed a test that is skipped by name. In CI nothing may be skipped: there
 * the program's absence fails the test instead.
 */
export function testWith(program: string | undefined): typeof test {
  return program === undefined && !process.env["NOTHING_SKIPPED"] ? (test.skip as typeof test) : test;
}
