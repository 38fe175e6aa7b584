import { resources } from "../schema/resources/index.js";
import { resourceOf } from "../schema/vocabulary/resource.js";
import { startChild } from "./child.js";
import type { GatewayInput } from "./processes/gateway.js";
import type { SimulatorInput, SimulatorReady } from "./processes/simulator.js";
import { shapes, type Shape } from "./shapes.js";
import { signIn } from "./sign-in.js";
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

interface Client {
  readonly url: string;
  readonly cookie: string;
}

/** Sends what a shape consists of at once. */
async function ask({ url, cookie }: Client, { query, operations = [{}] }: Shape): Promise<Cost> {
  const costs = await Promise.all(
    operations.map(async (variables) => {
      const response = await fetch(`${url}/graphql`, {
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

const USED = ["actions", "participants", "divisions", "steps", "tasks", "timeentries", "filenotes", "countries", "users"];
const collections = resources.map((resource) => resourceOf(resource).path);
const unused = collections.filter((path) => !USED.includes(path));

/**
 * Makes scopes that nobody has been granted yet. What a gateway learns is kept for a person and their scopes: whoever
 * comes with new ones finds warm code, and nothing known of their lists.
 */
function newScopes(): () => string {
  let next = 0;
  return () => {
    const left = unused[next++];
    if (left === undefined) throw new Error("There are no more scopes that nobody was granted.");
    return collections.filter((path) => path !== left).join(" ");
  };
}

/** What a shape costs somebody who has only just connected, or who has asked before. */
async function measure(shape: Shape, again: boolean, runs: number, connect: () => Promise<Client>): Promise<string> {
  const times: number[] = [];
  let cost: Cost | undefined;
  for (let run = -1; run < runs; run++) {
    const client = await connect();
    // The sockets are to be open; nothing that a shape reads is to be known.
    await ask(client, { ...shape, query: "{ viewer { org } }" });
    if (again) await ask(client, shape);
    const started = performance.now();
    cost = await ask(client, shape);
    // The first run only warms the code.
    if (run >= 0) times.push(performance.now() - started);
  }
  return `${cost!.upstreamRequests}/${cost!.rounds}  ${median(times).toFixed(0).padStart(5)} ms`;
}

/** What each shape costs, by how much of the planning is on. */
export async function benchShapes({ quick }: { readonly quick: boolean }): Promise<void> {
  const runs = quick ? 1 : 4;
  console.log(`Shapes: requests/rounds and milliseconds (the middle of ${runs}), at ${LATENCY} ms for each REST answer\n`);
  const simulator = await startChild<SimulatorReady>("simulator", { latency: LATENCY } satisfies SimulatorInput);
  const { ready: actionstep } = simulator;
  const rows = shapes.map(({ name }) => [name]);
  for (const mode of modes) {
    const input: GatewayInput = { ...actionstep, apiHost: new URL(actionstep.url).host, planning: mode.planning };
    const gateway = await startChild<{ url: string }>("gateway", input);
    const { url } = gateway.ready;
    const scopes = newScopes();
    const connect = async (): Promise<Client> => ({ url, cookie: await signIn(url, actionstep.person, scopes()) });
    for (const [index, shape] of shapes.entries())
      rows[index]!.push(shape.missing === undefined ? await measure(shape, mode.again, runs, connect) : "–");
    await gateway.stop();
  }
  await simulator.stop();
  printTable(["shape", ...modes.map(({ name }) => name)], rows);
  for (const { name, missing } of shapes) if (missing !== undefined) console.log(`${name}: ${missing}.\n`);
}
