/**
 * Builds what browsers load from `/assets/`: `node scripts/build-assets.js [directory]`, by default `dist/assets`.
 *
 * Entries keep their names, so that pages can name them, and are revalidated by etag; what they load in turn carries a
 * hash in its name and may be cached for ever. Larger files are stored compressed as well. `manifest.json` lists every
 * file with its size.
 */
import { build } from "esbuild";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sources = join(root, "gateway/pages/browser");
const destination = resolve(process.argv[2] ?? join(root, "dist/assets"));
// Beside it, and moved there when all is done: a gateway that runs meanwhile goes on serving the former files.
const directory = `${destination}.${process.pid}`;

// Monaco has to be the very copy GraphiQL uses: its page side and its workers talk to each other.
const require = createRequire(createRequire(join(root, "package.json")).resolve("@graphiql/react"));
const workers = {
  editor: "monaco-editor/esm/vs/editor/editor.worker.js",
  json: "monaco-editor/esm/vs/language/json/json.worker.js",
  graphql: "monaco-graphql/esm/graphql.worker.js",
};

/** @type {import("esbuild").BuildOptions} */
const shared = {
  bundle: true,
  minify: true,
  target: "es2022",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "linked",
  metafile: true,
  outdir: directory,
  logLevel: "warning",
};

/** Files that gain from it are stored compressed beside themselves, once, instead of on every request. */
async function compress(file) {
  const content = await readFile(file);
  if (content.length < 1024) return;
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
  await Promise.all([
    promisify(brotliCompress)(content, brotli).then((small) => writeFile(`${file}.br`, small)),
    promisify(gzip)(content).then((small) => writeFile(`${file}.gz`, small)),
  ]);
}

/** Makes everything, and answers with each file's size. */
async function makeAssets() {
  await mkdir(directory, { recursive: true });

  const results = await Promise.all([
    build({
      ...shared,
      entryPoints: ["home.ts", "sandbox.ts", "graphiql.tsx", "site.css", "tool.css", "favicon.svg"].map((name) =>
        join(sources, name),
      ),
      loader: { ".svg": "copy", ".ttf": "file" },
      // GraphiQL's prettifier asks for Prettier's older entry points, which are CommonJS and hide their exports.
      alias: { "prettier/parser-graphql": "prettier/plugins/graphql", "prettier/parser-babel": "prettier/plugins/babel" },
      tsconfig: join(root, "tsconfig.browser.json"),
      format: "esm",
      splitting: true,
      entryNames: "[name]",
      chunkNames: "chunks/[name]-[hash]",
      assetNames: "files/[name]-[hash]",
    }),
    build({
      ...shared,
      entryPoints: Object.fromEntries(Object.entries(workers).map(([name, file]) => [name, require.resolve(file)])),
      format: "iife",
      entryNames: "workers/[name]",
    }),
  ]);

  const files = Object.fromEntries(
    results
      .flatMap(({ metafile }) => Object.entries(metafile.outputs))
      .map(([path, { bytes }]) => [relative(directory, resolve(path)), bytes])
      .sort(([one], [other]) => one.localeCompare(other)),
  );
  // The styles of late imports: the entry's stylesheet has them already, and nobody would load them.
  for (const name of Object.keys(files).filter((name) => /^chunks\/.*\.css$/.test(name))) {
    await rm(join(directory, name));
    delete files[name];
  }
  await Promise.all(Object.keys(files).map((name) => compress(join(directory, name))));
  await writeFile(join(directory, "manifest.json"), `${JSON.stringify(files, null, 2)}\n`);
  await rm(destination, { recursive: true, force: true });
  await rename(directory, destination);
  return files;
}

const started = performance.now();
const files = await makeAssets().finally(() => rm(directory, { recursive: true, force: true }));
const total = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
console.log(
  `Browser assets: ${Object.keys(files).length} files, ${(total / 1e6).toFixed(1)} MB before compression, in ${((performance.now() - started) / 1000).toFixed(1)} s.`,
);
