import { startChild } from "./child.js";
import type { GatewayInput } from "./processes/gateway.js";
import type { SimulatorInput, SimulatorReady } from "./processes/simulator.js";
import { shapes, type Shape } from "./shapes.js";
import { disconnect, signIn } from "./sign-in.js";
import { median, printTable } from "./table.js";

/** Milliseconds the simulated Actionstep takes for each REST answer. */
const LATENCY = 40;

const NOTHING = {
  ids: false,
  lists: false,
  includes: false,
  fields: false,
  shares: false,
  remembers: false,
  speculates: false,
};

/** One after the other, with more and more of the ways to save requests. `again`: the second time a person asks. */
const modes = [
  { name: "naive", planning: NOTHING, again: false },
  { name: "DataLoader", planning: { ...NOTHING, ids: true }, again: false },
  { name: "+ lists", planning: { ...NOTHING, ids: true, lists: true }, again: false },
  { name: "planned, cold", planning: {}, again: false },
  { name: "planned, warm", planning: {}, again: true },
];

interface Cost {
  readonly upstreamRequests: number;
  readonly rounds: number;
}

/** Sends what a shape consists of within one tick. */
async function ask(gateway: string, cookie: string, { query, operations = [{}] }: Shape): Promise<Cost> {
  const costs = await Promise.all(
    operations.map(async (variables) => {
      const response = await fetch(`${gateway}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie },
        body: JSON.stringify({ query, variables }),
      });
      const { errors, extensions } = (await response.json()) as { errors?: unknown; extensions: { cost: Cost } };
      if (errors) throw new Error(JSON.stringify(errors));
      return extensions.cost;
    }),
  );
  return {
    upstreamRequests: costs.reduce((sum, cost) => sum + cost.upstreamRequests, 0),
    rounds: Math.max(...costs.map(({ rounds }) => rounds)),
  };
}

/** What a shape costs somebody who has only just connected. */
async function measure(
  gateway: string,
  { person }: SimulatorReady,
  shape: Shape,
  { again }: (typeof modes)[number],
  runs: number,
): Promise<string> {
  const times: number[] = [];
  let cost: Cost | undefined;
  for (let run = 0; run < runs; run++) {
    const cookie = await signIn(gateway, person);
    // Code and connections are to be warm, but nothing that the shape reads is to be known.
    await ask(gateway, cookie, { name: "", query: "{ viewer { user { isActive } } }" });
    if (again) await ask(gateway, cookie, shape);
    const started = performance.now();
    cost = await ask(gateway, cookie, shape);
    times.push(performance.now() - started);
    await disconnect(gateway, cookie);
  }
  return `${cost!.upstreamRequests}/${cost!.rounds}  ${median(times).toFixed(0).padStart(5)} ms`;
}

/** What each shape costs, by how much of the planning is on. */
export async function benchShapes({ quick }: { readonly quick: boolean }): Promise<void> {
  const runs = quick ? 1 : 5;
  console.log(`Shapes: requests/rounds and milliseconds (the middle of ${runs}), at ${LATENCY} ms for each REST answer\n`);
  const simulator = await startChild<SimulatorReady>("simulator", { latency: LATENCY } satisfies SimulatorInput);
  const { ready: actionstep } = simulator;
  const rows = shapes.map(({ name }) => [name]);
  for (const mode of modes) {
    const input: GatewayInput = { ...actionstep, apiHost: new URL(actionstep.url).host, planning: mode.planning };
    const gateway = await startChild<{ url: string }>("gateway", input);
    for (const [index, shape] of shapes.entries())
      rows[index]!.push(shape.missing === undefined ? await measure(gateway.ready.url, actionstep, shape, mode, runs) : "–");
    await gateway.stop();
  }
  await simulator.stop();
  printTable(["shape", ...modes.map(({ name }) => name)], rows);
  for (const { name, missing } of shapes) if (missing !== undefined) console.log(`${name}: ${missing}.\n`);
}
