import { startChild } from "./child.js";
import { callOnce } from "./load.js";
import type { GatewayInput } from "./processes/gateway.js";
import type { SimulatorInput, SimulatorReady } from "./processes/simulator.js";
import { signIn } from "./sign-in.js";
import { median, printTable } from "./table.js";

const SIZES = [10, 30, 100, 300, 1000, 3000, 10_000];
/** The most that one list gives: more of them are taken side by side. */
const MOST = 1000;
/** The most rows of a page that can be jumped to. */
const PAGE = 200;

const FIELDS = "id description actualHours timestampDate isBillable billableAmount owner { displayName }";

/** A query for so many rows. */
const query = (rows: number): string =>
  rows <= MOST
    ? `{ timeEntries(first: ${rows}) { nodes { ${FIELDS} } } }`
    : `{ ${Array.from({ length: rows / PAGE }, (_, page) => `p${page}: timeEntries(first: ${PAGE}, page: ${page + 1}) { nodes { ${FIELDS} } }`).join(" ")} }`;

/** How time and memory grow with the rows of one answer. */
export async function benchGrowth({ quick }: { readonly quick: boolean }): Promise<void> {
  const runs = quick ? 2 : 9;
  console.log(`Growth: time entries with 6 fields and their owner, the middle of ${runs} runs\n`);
  const simulator = await startChild<SimulatorReady>("simulator", { matters: 520 } satisfies SimulatorInput);
  const { ready: actionstep } = simulator;
  const upstream = await startChild<{ url: string }>("upstream", { simulator: actionstep.url });
  const { url } = upstream.ready;
  const gateway = await startChild<{ url: string }>("gateway", {
    authorizeUrl: actionstep.authorizeUrl,
    tokenUrl: actionstep.tokenUrl.replace(actionstep.url, url),
    apiHost: new URL(url).host,
    client: actionstep.client,
  } satisfies GatewayInput);
  const cookie = await signIn(gateway.ready.url, actionstep.person);
  const ask = async (rows: number): Promise<number> => {
    const data = await callOnce({ url: `${gateway.ready.url}/graphql`, headers: { cookie }, query: query(rows) });
    return Object.values(data as Record<string, { nodes: unknown[] }>).reduce((sum, { nodes }) => sum + nodes.length, 0);
  };
  const rows: string[][] = [];
  for (const size of SIZES) {
    // Recorded, planned and warm.
    for (let run = 0; run < 3; run++) if ((await ask(size)) !== size) throw new Error(`There are no ${size} rows.`);
    const times: number[] = [];
    const cpu: number[] = [];
    const heap: number[] = [];
    let rss = 0;
    const { heapPeak: idle } = (await gateway.usage(), await gateway.usage());
    for (let run = 0; run < runs; run++) {
      const started = performance.now();
      await ask(size);
      times.push(performance.now() - started);
      const usage = await gateway.usage();
      cpu.push(usage.cpu);
      heap.push(usage.heapPeak - idle);
      rss = Math.max(rss, usage.rss);
    }
    const time = median(times);
    rows.push([
      String(size),
      time.toFixed(1),
      ((time / size) * 1000).toFixed(0),
      median(cpu).toFixed(1),
      median(heap).toFixed(1),
      ((median(heap) / size) * 1024).toFixed(1),
      rss.toFixed(0),
    ]);
  }
  await gateway.stop();
  await upstream.stop();
  await simulator.stop();
  printTable(["rows", "ms", "µs/row", "CPU ms", "heap MB", "KB/row", "RSS MB"], rows);
}
