/**
 * Says through which files a query goes on its way from HTTP to its answer, once everything is warm: how many it enters, and
 * how many times it moves from one to another.
 *
 *     npm run hops                              the query `{ matter(id: 2) { name } }`
 *     npm run hops -- '{ viewer { org } }'      another
 *     npm run hops -- --moves                   the moves too, one a line
 *
 * A call that a file makes to itself is no move. What an `await` comes back to is not counted either: only calls are.
 */
import { register } from "node:module";
import { parseArgs } from "node:util";
import { register as readTypeScript } from "tsx/esm/api";

readTypeScript();
register("./loader.js", import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { moves: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
});
if (values.help) {
  console.log("npm run hops -- [--moves] ['<query>']");
  process.exit(0);
}
const [query = "{ matter(id: 2) { name } }"] = positionals;

let path;
globalThis.enterFile = (file) => {
  if (path && path.at(-1) !== file) path.push(file);
};

const { startTestGateway } = await import("../../test/support/gateway.ts");
const gateway = await startTestGateway();
try {
  const ana = await gateway.connect("ana");
  const ask = async () => {
    const { errors } = await ana.query(query);
    if (errors) throw new Error(JSON.stringify(errors));
  };
  for (let warm = 0; warm < 3; warm++) await ask();
  path = [];
  await ask();
  const moves = path;
  path = undefined;
  const files = new Map();
  for (const file of moves) files.set(file, (files.get(file) ?? 0) + 1);
  if (values.moves) for (const file of moves) console.log(file);
  else
    for (const [file, times] of [...files].sort(([, one], [, other]) => other - one))
      console.log(String(times).padStart(5), file);
  console.log(`${query} enters ${files.size} files and moves ${moves.length} times between them.`);
} finally {
  await gateway.close();
}
