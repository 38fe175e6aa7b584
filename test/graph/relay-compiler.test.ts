import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { buildSchema } from "graphql";
import {
  connectionFieldsOf,
  connectionQuery,
  isRefetchable,
  paginationFragment,
  type ConnectionField,
} from "../support/ecosystem/relay-corpus.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sdl = readFileSync(join(root, "schema/schema.graphql"), "utf8");
const fields = connectionFieldsOf(buildSchema(sdl));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "relay-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Compilation {
  readonly code: number;
  readonly said: string;
  readonly artifacts: readonly string[];
}

/** Compiles documents the way an app's build does: one module for each type they start from. */
function compile(app: string, documentsOf: (field: ConnectionField) => string[]): Promise<Compilation> {
  const at = (path: string): string => join(folder, app, path);
  for (const made of ["src", "artifacts"]) mkdirSync(at(made), { recursive: true });
  writeFileSync(at("schema.graphql"), sdl);
  const config = { src: "src", schema: "schema.graphql", artifactDirectory: "artifacts", language: "typescript" };
  writeFileSync(at("relay.config.json"), JSON.stringify(config));
  for (const owner of new Set(fields.map(({ parent }) => parent.name))) {
    const owned = fields.filter(({ parent }) => parent.name === owner);
    const documents = owned.flatMap(documentsOf).map((document) => `graphql\`\n${document}\n\`;\n`);
    writeFileSync(at(`src/${owner}.ts`), `import { graphql } from "relay-runtime";\n\n${documents.join("\n")}`);
  }
  const command = [join(root, "node_modules/relay-compiler/cli.js"), "relay.config.json"];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: at(""), maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr, artifacts: readdirSync(at("artifacts")) }),
    );
  });
}

test("relay-compiler takes every connection of the graph, in a query and in a fragment that fetches its pages", async () => {
  const { code, said, artifacts } = await compile("all", (field) => [
    connectionQuery(field),
    ...(isRefetchable(field) ? [paginationFragment(field)] : []),
  ]);
  expect(said).not.toMatch(/error|warn/i);
  expect(code).toBe(0);
  // One for each query; one for each fragment, and one for the query that fetches it again.
  expect(artifacts).toHaveLength(fields.length + 2 * fields.filter(isRefetchable).length);
  expect(fields).toHaveLength(sdl.match(/\): \w+Connection!/g)!.length);
});

test("relay-compiler says so when a connection is not what Relay needs", async () => {
  const { code, said } = await compile("broken", (field) => [
    connectionQuery(field).replace("edges { cursor node { __typename } }", "nodes { __typename }"),
  ]);
  expect(code).not.toBe(0);
  expect(said).toContain("to be passed a 'edges' selection");
});
