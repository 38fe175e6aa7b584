/**
 * Prints the graph in GraphQL's schema language, sorted, and keeps schema/schema.graphql current.
 *
 *   npm run schema              print and write
 *   npm run schema -- --check   say whether the file is current; exits 1 if not
 */
import { readFileSync, writeFileSync } from "node:fs";
import { lexicographicSortSchema, printSchema } from "graphql";
import { createSchema } from "../resolvers/index.js";
import { resources } from "../schema/resources/index.js";

const file = new URL("../schema/schema.graphql", import.meta.url);
const sdl = `${printSchema(lexicographicSortSchema(createSchema(resources)))}\n`;

if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== sdl) {
    console.error('schema/schema.graphql is not what the resources say: run "npm run schema" and read the difference.');
    process.exit(1);
  }
} else {
  writeFileSync(file, sdl);
  process.stdout.write(sdl);
}
