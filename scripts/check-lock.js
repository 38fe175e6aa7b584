/**
 * Says whether what is installed is what package-lock.json names: every package at its version, none besides.
 * Where it is not, it exits with 1 and names the differences. Needs nothing but Node.
 *
 *   node scripts/check-lock.js               with what only development needs
 *   node scripts/check-lock.js --omit=dev    without it
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The packages below a folder named node_modules, as paths from the root, with those nested in them. */
function* installedBelow(root, modules) {
  if (!existsSync(join(root, modules))) return;
  for (const entry of readdirSync(join(root, modules), { withFileTypes: true })) {
    // .bin, .package-lock.json and the like are npm's own.
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    const names = entry.name.startsWith("@")
      ? readdirSync(join(root, modules, entry.name)).map((name) => `${entry.name}/${name}`)
      : [entry.name];
    for (const name of names) {
      const path = `${modules}/${name}`;
      // A folder without a description is something that a program keeps there, not a package.
      if (existsSync(join(root, path, "package.json"))) yield path;
      yield* installedBelow(root, `${path}/node_modules`);
    }
  }
}

/** What differs between the lock of a folder and what is installed in it, one sentence each. */
export function differencesFromLock(root, { omitDev = false } = {}) {
  const locked = readJson(join(root, "package-lock.json")).packages;
  const hidden = join(root, "node_modules", ".package-lock.json");
  // npm's record of what it installed: the only place that still knows which archive a package came from.
  const recorded = existsSync(hidden) ? readJson(hidden).packages : {};
  const differences = [];
  for (const [path, { version, integrity, dev, optional, link }] of Object.entries(locked)) {
    if (path === "" || link || (omitDev && dev)) continue;
    const description = join(root, path, "package.json");
    if (!existsSync(description)) {
      // What is for another platform is optional.
      if (!optional) differences.push(`${path} is missing; the lock names ${version}.`);
      continue;
    }
    const found = readJson(description).version;
    if (found !== version) differences.push(`${path} is ${found}; the lock names ${version}.`);
    const from = recorded[path]?.integrity;
    if (from !== integrity)
      differences.push(`${path} came from another archive than the lock names, or nobody knows from which.`);
  }
  for (const path of installedBelow(root, "node_modules")) {
    const entry = locked[path];
    // A lock made on one platform lacks the binaries of some others; npm adds them there by what their package names.
    if (!entry && recorded[path]?.optional) continue;
    if (!entry) differences.push(`${path} is installed, and the lock does not name it.`);
    else if (omitDev && entry.dev) differences.push(`${path} is installed, and only development needs it.`);
  }
  return differences;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const differences = differencesFromLock(dirname(dirname(fileURLToPath(import.meta.url))), {
    omitDev: process.argv.includes("--omit=dev"),
  });
  for (const difference of differences) console.error(difference);
  if (differences.length > 0) process.exit(1);
  console.log("What is installed is what package-lock.json names.");
}
