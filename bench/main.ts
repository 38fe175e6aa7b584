import { parseArgs } from "node:util";
import { benchGrowth } from "./part-growth.js";
import { benchShapes } from "./part-shapes.js";
import { benchThroughput } from "./part-throughput.js";

const parts = { shapes: benchShapes, throughput: benchThroughput, growth: benchGrowth };

const HELP = `npm run bench -- [shapes] [throughput] [growth] [--quick]

  shapes      requests, rounds and milliseconds of typical queries, with more and more of the planning
  throughput  requests a second, latency, processor time and memory beside other servers
  growth      how time and memory grow from 10 to 10,000 rows

All three, if none is named. --quick takes fewer and shorter runs: enough to see that all works, not to
compare. bench/README.md says how to read the figures.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
});
const unknown = positionals.find((name) => !(name in parts));
if (values.help) console.log(HELP);
else if (unknown !== undefined) {
  console.error(`There is no part "${unknown}".\n\n${HELP}`);
  process.exitCode = 1;
} else {
  const wanted = Object.entries(parts).filter(([name]) => positionals.length === 0 || positionals.includes(name));
  for (const [, run] of wanted) await run(values);
}
