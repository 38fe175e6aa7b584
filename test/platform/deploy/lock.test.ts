import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

const script = fileURLToPath(new URL("../../../scripts/check-lock.js", import.meta.url));
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "asgw-lock-"));
  mkdirSync(join(root, "scripts"));
  cpSync(script, join(root, "scripts", "check-lock.js"));
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Entry {
  readonly version: string;
  readonly integrity: string;
  readonly dev?: true;
  readonly optional?: true;
}
const put = (file: string, content: unknown): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), JSON.stringify(content));
};
const locked: Readonly<Record<string, Entry>> = {
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/a/node_modules/b": { version: "2.0.0", integrity: "sha512-b2" },
  "node_modules/@scope/b": { version: "3.0.0", integrity: "sha512-b3" },
  "node_modules/only-elsewhere": { version: "1.0.0", integrity: "sha512-o", optional: true },
  "node_modules/tool": { version: "4.0.0", integrity: "sha512-t", dev: true },
};

/** Installs what is said, locks what is above, and tells what the script says. */
function check(installed: Readonly<Record<string, Entry>>, ...args: string[]): { status: number | null; said: string[] } {
  put("package-lock.json", { packages: { "": {}, ...locked } });
  put("node_modules/.package-lock.json", { packages: installed });
  for (const [path, { version }] of Object.entries(installed)) put(`${path}/package.json`, { version });
  const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts", "check-lock.js"), ...args], { encoding: "utf8" });
  return { status, said: stderr.split("\n").filter(Boolean) };
}
const { "node_modules/only-elsewhere": elsewhere, ...asLocked } = locked;
const { "node_modules/tool": tool, ...production } = asLocked;

describe("the check that what is installed is what the lock names", () => {
  test("passes what is as locked, whether or not there is what is for another platform", () => {
    expect(check(asLocked)).toEqual({ status: 0, said: [] });
    expect(check({ ...asLocked, "node_modules/only-elsewhere": elsewhere! })).toEqual({ status: 0, said: [] });
  });

  test.each<[string, Readonly<Record<string, Entry>>, RegExp]>([
    [
      "another version",
      { ...asLocked, "node_modules/a/node_modules/b": { version: "2.0.1", integrity: "sha512-b2" } },
      /a\/node_modules\/b is 2\.0\.1; the lock names 2\.0\.0/,
    ],
    [
      "another archive of the same version",
      { ...asLocked, "node_modules/a": { version: "1.0.0", integrity: "sha512-x" } },
      /a came from another archive/,
    ],
    ["a package too few", production, /tool is missing/],
    [
      "a package too many",
      { ...asLocked, "node_modules/@scope/c": { version: "1.0.0", integrity: "sha512-c" } },
      /@scope\/c is installed, and the lock does not name it/,
    ],
  ])("names %s", (_what, installed, said) => {
    expect(check(installed)).toEqual({ status: 1, said: [expect.stringMatching(said)] });
  });

  test("lets npm add the binary of a platform that the lock was not made on", () => {
    const binary = { version: "1.0.0", integrity: "sha512-c", optional: true } as const;
    expect(check({ ...asLocked, "node_modules/@scope/c-darwin": binary })).toEqual({ status: 0, said: [] });
  });

  test("wants nothing that only development needs where that is left out", () => {
    expect(check(production, "--omit=dev")).toEqual({ status: 0, said: [] });
    expect(check({ ...production, "node_modules/tool": tool! }, "--omit=dev")).toEqual({
      status: 1,
      said: [expect.stringMatching(/tool is installed, and only development needs it/)],
    });
  });
});
