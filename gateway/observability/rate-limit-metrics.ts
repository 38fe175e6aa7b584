import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** What the scheduler is doing at a moment. */
export interface RateLimitState {
  /** The rate limits in force by kind of scope, in requests per second. */
  readonly rates: Readonly<Record<string, readonly number[]>>;
  /** Requests that wait for a permit. */
  readonly waiting: number;
  /** Requests that have a permit. */
  readonly running: number;
  /** Hosts whose breaker is open: nothing is sent to them. */
  readonly stopped: number;
}

/** The metrics of the scheduler. No label holds anything of a viewer. */
export interface RateLimitMetrics {
  /** Counts a request that got its permit after so many milliseconds. */
  waited(milliseconds: number): void;
  /** Counts a request that will be sent again, by the status of its answer or the failure that it had instead. */
  retried(reason: number | string): void;
  /** Sets the function that tells the scheduler's state when metrics are collected. */
  watch(state: () => RateLimitState): void;
}

/** Makes these metrics and adds them to a registry. */
export function createRateLimitMetrics(registry: Registry): RateLimitMetrics {
  const registers = [registry];
  let state: (() => RateLimitState) | undefined;
  const wait = new Histogram({
    name: "gateway_upstream_queue_seconds",
    help: "How long requests to Actionstep waited for their turn.",
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const retries = new Counter({
    name: "gateway_upstream_retries_total",
    help: "Requests to Actionstep that were sent again, by the status or failure before.",
    labelNames: ["reason"],
    registers,
  });
  const gauge = (name: string, help: string, value: (state: RateLimitState) => number): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        if (state) this.set(value(state()));
      },
    });
  gauge("gateway_upstream_waiting", "Requests to Actionstep that wait for their turn.", ({ waiting }) => waiting);
  gauge("gateway_upstream_running", "Requests to Actionstep on their way.", ({ running }) => running);
  gauge(
    "gateway_upstream_stopped_hosts",
    "API hosts to which nothing is sent, because they do not answer.",
    ({ stopped }) => stopped,
  );
  new Gauge({
    name: "gateway_upstream_limits",
    help: "Limits in force, by whom they are for: one resource of a viewer, a viewer, an organisation, or the whole gateway.",
    labelNames: ["level"],
    registers,
    collect() {
      for (const [level, rates] of Object.entries(state?.().rates ?? {})) this.set({ level }, rates.length);
    },
  });
  new Gauge({
    name: "gateway_upstream_limit_lowest_rate",
    help: "The lowest of them, in requests per second; absent where none is in force.",
    labelNames: ["level"],
    registers,
    collect() {
      this.reset();
      for (const [level, rates] of Object.entries(state?.().rates ?? {}))
        if (rates.length > 0)
          this.set(
            { level },
            rates.reduce((least, rate) => Math.min(least, rate)),
          );
    },
  });
  return {
    waited: (milliseconds) => wait.observe(milliseconds / 1000),
    retried: (reason) => retries.inc({ reason: String(reason) }),
    watch: (read) => {
      state = read;
    },
  };
}
