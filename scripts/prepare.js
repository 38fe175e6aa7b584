/**
 * Makes a fresh clone ready: installs what is missing and builds what is out of date. Needs nothing but Node and npm.
 *
 *   node scripts/prepare.js            install
 *   node scripts/prepare.js build      install and build
 *   node scripts/prepare.js codegen    install and make the types of the operations that tests send
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { differencesFromLock } from "./check-lock.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split(".").map(Number);

function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (error) fail(`${command} could not be run: ${error.message}`);
  return status === 0;
}

/** A fingerprint of the files below the given paths, and of whatever else decides the outcome. */
function fingerprint(paths, ...more) {
  const hash = createHash("sha256").update(JSON.stringify(more));
  const add = (path) => {
    if (!existsSync(path)) return;
    let entries;
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch {
      hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
      return;
    }
    for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) add(join(path, name));
  };
  for (const path of paths) add(join(root, path));
  return hash.digest("hex");
}

/** Does the work unless its stamp says it was done for the same fingerprint. */
function unlessDone(stamp, print, work) {
  const file = join(root, stamp);
  if (existsSync(file) && readFileSync(file, "utf8") === print) return;
  work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, print);
}

async function install() {
  // Not "npm ci": it refuses a lock that lacks other platforms' binaries. This honours the lock, and it is looked whether it did.
  unlessDone(
    "node_modules/.installed",
    fingerprint(["package.json", "package-lock.json"], process.platform, process.arch),
    () => {
      console.log("Installing dependencies …");
      if (!run("npm", ["install", "--no-save", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]))
        fail("npm could not install the dependencies; its message is above.");
      const differences = differencesFromLock(root);
      if (differences.length > 0)
        fail(
          `What npm installed is not what package-lock.json names:\n${differences.map((difference) => `  - ${difference}`).join("\n")}\nWhere package.json was changed, "npm install" brings the lock up to date; else remove node_modules and try again.`,
        );
    },
  );
  try {
    await import("lmdb");
  } catch (error) {
    fail(
      `The embedded store (lmdb) has no binary for ${process.platform} ${process.arch}: ${error.message}\nRun "npm install" once more with optional dependencies allowed, or set STORE_URL=memory: to go without it.`,
    );
  }
}

function build() {
  const sources = [
    "schema",
    "resolvers",
    "auth",
    "gateway",
    "simulator",
    "time",
    "bench",
    "scripts/build-assets.js",
    "scripts/prepare.js",
    "tsconfig.json",
    "tsconfig.build.json",
    "tsconfig.browser.json",
    "package-lock.json",
  ];
  unlessDone("dist/.built", fingerprint(sources), () => {
    console.log("Building …");
    // Made beside the present build and put in its place when whole: a running gateway serves from it meanwhile.
    const draft = join(root, `dist.${process.pid}`);
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const built =
      run(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", draft]) &&
      run(process.execPath, [join(root, "scripts", "build-assets.js"), join(draft, "assets")]);
    if (!built) {
      rmSync(draft, { recursive: true, force: true });
      fail("The build failed; the message is above.");
    }
    rmSync(join(root, "dist"), { recursive: true, force: true });
    renameSync(draft, join(root, "dist"));
  });
}

function codegen() {
  unlessDone(
    "test/_generated/.made",
    fingerprint(["schema/schema.graphql", "test/operations", "codegen.yml", "package-lock.json"]),
    () => {
      console.log("Making the types of operations …");
      const generator = join(root, "node_modules", "@graphql-codegen", "cli", "esm", "bin.js");
      if (!run(process.execPath, [generator, "--config", "codegen.yml", "--silent"]))
        fail("The types of the operations in test/operations could not be made; the message is above.");
    },
  );
}

if (major < 20 || (major === 20 && minor < 19)) fail(`Node ${process.versions.node} is too old: 20.19 or later is needed.`);
await install();
if (process.argv[2] === "build") build();
if (process.argv[2] === "codegen") codegen();
