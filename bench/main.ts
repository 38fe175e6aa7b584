import { startBenchGateway } from "./gateway.js";
import { shapes } from "./shapes.js";

/** Milliseconds the simulated Actionstep takes for each REST answer. */
const LATENCY = 40;
const RUNS = 5;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const gateway = await startBenchGateway(LATENCY);
try {
  console.log(
    `${RUNS} runs of each shape, ${LATENCY} ms for each REST answer; "one by one" is one request for each link and list, one after another.\n`,
  );
  console.log(["shape".padEnd(58), "requests", "rounds", "ms (min–max)".padStart(16), "of one by one"].join("  "));
  for (const { name, query, variables } of shapes) {
    const times: number[] = [];
    let cost = { upstreamRequests: 0, rounds: 0 };
    let naive = 0;
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      const answer = await gateway.query(query, variables);
      times.push(performance.now() - started);
      cost = answer.extensions.cost;
      naive = answer.walk;
    }
    const share = median(times) / (naive * LATENCY);
    console.log(
      [
        name.padEnd(58),
        String(cost.upstreamRequests).padStart(8),
        String(cost.rounds).padStart(6),
        `${median(times).toFixed(0)} (${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)})`.padStart(16),
        `1/${(1 / share).toFixed(0)} of ${naive} requests`,
      ].join("  "),
    );
  }
} finally {
  await gateway.close();
}
