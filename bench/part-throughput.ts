import { startChild, type Child, type Usage } from "./child.js";
import { callOnce, load, type Call, type Round } from "./load.js";
import type { GatewayInput } from "./processes/gateway.js";
import type { SimulatorInput, SimulatorReady } from "./processes/simulator.js";
import { LIST_FIELDS, shapes } from "./shapes.js";
import { signIn } from "./sign-in.js";
import { median, printTable, spread } from "./table.js";

/** What a server that knows no plan needs: a token, and which pages to fetch. */
export interface Pages {
  readonly api: string;
  readonly token: string;
  readonly paths: { readonly small: string; readonly list: string; readonly linked: string };
}

const wire = LIST_FIELDS.join(",");
const linked = "assignedTo,division,step,primaryParticipants";

const queries = {
  small: `{ matter(id: "1") { id name status } }`,
  list: `{ matters(first: 200) { nodes { ${LIST_FIELDS.join(" ")} } } }`,
  linked: shapes[0]!.query,
};
type Scenario = keyof typeof queries;

const paths: Pages["paths"] = {
  small: "actions/1?fields[actions]=id,name,status",
  list: `actions?pageSize=200&fields[actions]=${wire}`,
  linked: `actions?pageSize=50&fields[actions]=id,name,${linked}`,
};

/** The same with all that is linked in the one page, as a route written for it would ask. */
const rawPaths: Pages["paths"] = {
  ...paths,
  linked: `${paths.linked}&include=${linked}&fields[participants]=id,displayName&fields[divisions]=id&fields[steps]=id,stepName`,
};

const titles: Readonly<Record<Scenario, string>> = {
  small: "One matter, 3 fields",
  list: "200 matters, 12 fields",
  linked: "S1: 50 matters, each with four links",
};

interface Contestant {
  readonly name: string;
  readonly process: Child<{ readonly url: string }>;
  readonly call: (scenario: Scenario) => Call;
}

interface Measured extends Round {
  readonly usage: Usage;
}

/** Starts all of them, before the same upstream. */
async function startContestants(simulator: SimulatorReady, upstream: string): Promise<Contestant[]> {
  const api = simulator.apiEndpoint.replace(simulator.url, upstream);
  const pages: Pages = { api, token: simulator.token, paths };
  const input: GatewayInput = {
    authorizeUrl: simulator.authorizeUrl,
    tokenUrl: simulator.tokenUrl.replace(simulator.url, upstream),
    apiHost: new URL(upstream).host,
    client: simulator.client,
    // All of the load is one person's, and equal: shared, it would be one request for all of it.
    planning: { shares: false },
  };
  const start = (name: string, given: object): Promise<Child<{ url: string }>> => startChild(name, given);
  const graphql = async (name: string, process: Child<{ url: string }>): Promise<Contestant> => ({
    name,
    process,
    call: (scenario) => ({ url: process.ready.url, query: queries[scenario] }),
  });
  const gateway = async (name: string, execution: "compiled" | "interpreted"): Promise<Contestant> => {
    const process = await start("gateway", { ...input, execution });
    const cookie = await signIn(process.ready.url, simulator.person);
    return {
      name,
      process,
      call: (scenario) => ({ url: `${process.ready.url}/graphql`, query: queries[scenario], headers: { cookie } }),
    };
  };
  const raw = async (name: string, path: string): Promise<Contestant> => {
    const process = await start("raw", { ...pages, paths: rawPaths });
    return { name, process, call: (scenario) => ({ url: process.ready.url + path + scenario }) };
  };
  return [
    await raw("raw route", "/"),
    await raw("raw route, bytes only", "/bytes/"),
    await gateway("this gateway", "compiled"),
    await gateway("this gateway, graphql-js", "interpreted"),
    await graphql("floor: Apollo by hand", await start("floor", pages)),
    await graphql("Yoga + DataLoader", await start("yoga", pages)),
    await graphql("Apollo + datasource-rest", await start("apollo", pages)),
  ];
}

const CONNECTIONS = 8;

/** How one scenario is measured, in rounds and milliseconds. */
interface Course {
  readonly rounds: number;
  readonly milliseconds: number;
  /** For each server before the first round: the more code one runs, the longer it takes until V8 has compiled it. */
  readonly warmUp: number;
}

/** Measures all of them in turn, round by round, so that whatever else this machine does befalls all alike. */
async function measure(
  contestants: readonly Contestant[],
  scenario: Scenario,
  { rounds, milliseconds, warmUp }: Course,
): Promise<Map<string, Measured[]>> {
  const results = new Map(contestants.map(({ name }) => [name, [] as Measured[]]));
  for (const { call } of contestants) await load(call(scenario), CONNECTIONS, warmUp);
  for (let round = 0; round < rounds; round++) {
    for (const { name, process, call } of contestants) {
      await process.usage();
      const measured = await load(call(scenario), CONNECTIONS, milliseconds);
      results.get(name)!.push({ ...measured, usage: await process.usage() });
    }
  }
  return results;
}

/** By how much each round of one surpassed the same round of another. */
const ratios = (ours: readonly Measured[], theirs: readonly Measured[], of: (round: Measured) => number): number[] =>
  ours.map((round, index) => of(round) / of(theirs[index]!));

const perSecond = ({ perSecond: value }: Measured): number => value;
const cpu = ({ usage, requests }: Measured): number => usage.cpu / requests;
const heapPeak = (rounds: readonly Measured[]): number => Math.max(...rounds.map(({ usage }) => usage.heapPeak));
const lightness = (round: Measured): number => 1 / cpu(round);

function print(scenario: Scenario, results: ReadonlyMap<string, readonly Measured[]>): void {
  console.log(`${titles[scenario]}\n`);
  const reference = results.get("raw route")!;
  printTable(
    ["", "req/s", "p50 ms", "p99 ms", "CPU ms/req", "heap peak MB", "of raw", "RSS MB", "bytes", "of raw, req/s", "of raw, CPU"],
    [...results].map(([name, rounds]) => [
      name,
      spread(rounds.map(perSecond)),
      median(rounds.map(({ p50 }) => p50)).toFixed(2),
      median(rounds.map(({ p99 }) => p99)).toFixed(2),
      spread(rounds.map(cpu), 2),
      heapPeak(rounds).toFixed(0),
      (heapPeak(rounds) / heapPeak(reference)).toFixed(1),
      Math.max(...rounds.map(({ usage }) => usage.rss)).toFixed(0),
      String(rounds[0]!.bytes),
      spread(ratios(rounds, reference, perSecond), 2),
      spread(ratios(rounds, reference, lightness), 2),
    ]),
  );
  const ours = results.get("this gateway")!;
  for (const [name, rounds] of results)
    if (name !== "this gateway" && !name.startsWith("raw"))
      console.log(
        `this gateway / ${name}: ${spread(ratios(ours, rounds, perSecond), 2)} in req/s, ${spread(ratios(ours, rounds, lightness), 2)} in CPU`,
      );
  console.log();
}

/** Requests a second, latency, processor time and memory of this gateway beside other servers. */
export async function benchThroughput({ quick }: { readonly quick: boolean }): Promise<void> {
  const course: Course = quick
    ? { rounds: 2, milliseconds: 500, warmUp: 500 }
    : { rounds: 7, milliseconds: 2_000, warmUp: 12_000 };
  console.log(`Throughput: the middle of ${course.rounds} rounds, with the least and the greatest; ${CONNECTIONS} connections\n`);
  const simulator = await startChild<SimulatorReady>("simulator", { matters: 250 } satisfies SimulatorInput);
  const upstream = await startChild<{ url: string }>("upstream", { simulator: simulator.ready.url });
  const contestants = await startContestants(simulator.ready, upstream.ready.url);
  for (const { call } of contestants) for (const scenario of Object.keys(queries)) await callOnce(call(scenario as Scenario));
  // All answers are recorded: the simulator is not asked again.
  for (const scenario of Object.keys(queries) as Scenario[]) print(scenario, await measure(contestants, scenario, course));
  for (const { process } of contestants) await process.stop();
  await upstream.stop();
  await simulator.stop();
}
