/** Before files that start processes of the gateway: builds what is out of date, and nothing else. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const prepare = fileURLToPath(new URL("../../scripts/prepare.js", import.meta.url));

/** Runs `scripts/prepare.js`, which says itself what it does and what went wrong. */
export const prepared = (what) => {
  if (spawnSync(process.execPath, [prepare, what], { stdio: "inherit" }).status !== 0)
    throw new Error(`scripts/prepare.js ${what} failed.`);
};

export default () => prepared("build");
