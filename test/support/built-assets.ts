import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** The browser's files, freshly built into a folder of their own. */
export interface BuiltAssets {
  readonly directory: string;
  /** Every file with its size. */
  readonly manifest: Readonly<Record<string, number>>;
  remove(): void;
}

/** Builds them as `npm run build` does. */
export async function buildAssets(): Promise<BuiltAssets> {
  const directory = mkdtempSync(join(tmpdir(), "assets-"));
  await promisify(execFile)(process.execPath, ["scripts/build-assets.js", directory]);
  return {
    directory,
    manifest: JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as Record<string, number>,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
