import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { AuthEvent } from "../../auth/index.js";
import { createRateLimitMetrics, type RateLimitMetrics } from "./rate-limit-metrics.js";
import { createAuthMetrics, type AuthMetrics } from "./auth-metrics.js";

/** The metrics of one gateway, shown at `GET /metrics`. No label holds anything of a viewer. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts a request to Actionstep, with the status of its answer. */
  upstream(resource: string, outcome: number | "failed", seconds: number): void;
  /** Counts an operation. */
  operation(outcome: "ok" | "errors", seconds: number, upstreamRequests: number): void;
  /** Counts errors that clients received. */
  error(code: string, count?: number): void;
  /** Adds functions that estimate the bytes kept in memory from one request to the next, by the name of what is kept. */
  kept(sizes: Readonly<Record<string, () => number>>): void;
  /** Counts something that happened to a session or a connection. */
  auth(event: AuthEvent): void;
  /** Counts a line of the audit trail that could not be written to its file. */
  auditLost(): void;
  readonly tokens: AuthMetrics;
  readonly rateLimit: RateLimitMetrics;
}

/** What is measured besides requests. */
export interface MetricsSettings {
  /** Whether to add the default metrics of Node: memory, event loop and the like. */
  readonly processMetrics?: boolean;
  /** Returns how many log lines were dropped since the process began. */
  readonly droppedLogLines?: () => number;
}

/** Makes the metrics with a registry of their own, so that several gateways can run in one process. */
export function createMetrics({ processMetrics = false, droppedLogLines = () => 0 }: MetricsSettings = {}): Metrics {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const unaudited = new Counter({
    name: "gateway_audit_lines_lost_total",
    help: "Lines of the audit trail that could not be written to AUDIT_FILE.",
    registers: [registry],
  });
  return {
    registry,
    ...createOperationMetrics(registry),
    ...createAuthEventMetrics(registry),
    ...createProcessMetrics(registry, droppedLogLines),
    auditLost: () => unaudited.inc(),
    tokens: createAuthMetrics(registry),
    rateLimit: createRateLimitMetrics(registry),
  };
}

/** Counts and times operations, the requests they send, and their errors. */
function createOperationMetrics(registry: Registry): Pick<Metrics, "upstream" | "operation" | "error"> {
  const registers = [registry];
  const upstream = new Histogram({
    name: "gateway_upstream_request_seconds",
    help: "Requests to Actionstep's REST API, by resource and outcome.",
    labelNames: ["resource", "outcome"],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const operation = new Histogram({
    name: "gateway_operation_seconds",
    help: "GraphQL operations, by whether they had errors.",
    labelNames: ["outcome"],
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const requests = new Histogram({
    name: "gateway_operation_upstream_requests",
    help: "Requests to Actionstep per GraphQL operation.",
    buckets: [0, 1, 2, 3, 5, 8, 13, 21, 55, 144, 377],
    registers,
  });
  const errors = new Counter({
    name: "gateway_errors_total",
    help: "Errors clients received, by code.",
    labelNames: ["code"],
    registers,
  });
  return {
    upstream: (resource, outcome, seconds) => upstream.observe({ resource, outcome: String(outcome) }, seconds),
    operation: (outcome, seconds, upstreamRequests) => {
      operation.observe({ outcome }, seconds);
      requests.observe(upstreamRequests);
    },
    error: (code, count = 1) => errors.inc({ code }, count),
  };
}

/** Counts what happens to sessions and connections. */
function createAuthEventMetrics(registry: Registry): Pick<Metrics, "auth"> {
  const registers = [registry];
  const auth = new Counter({
    name: "gateway_auth_events_total",
    help: "What happened to sessions and connections, by event.",
    labelNames: ["event"],
    registers,
  });
  const callbacks = new Counter({
    name: "gateway_auth_callback_total",
    help: "Sign-ins that came back from Actionstep, by how they ended: connected, declined, waiting, or the code of a problem.",
    labelNames: ["outcome"],
    registers,
  });
  const limited = new Counter({
    name: "gateway_auth_limited_total",
    help: "Requests to the auth routes that were refused because there were too many.",
    registers,
  });
  return {
    auth: ({ name, reason = "unknown" }) => {
      auth.inc({ event: name });
      if (name === "callback.finished") callbacks.inc({ outcome: reason });
      if (name === "auth.limited") limited.inc();
    },
  };
}

/** Measures what the process keeps, what it could not write, and since when it runs. */
function createProcessMetrics(registry: Registry, droppedLogLines: () => number): Pick<Metrics, "kept"> {
  const registers = [registry];
  const keptSizes: Record<string, () => number> = {};
  new Gauge({
    name: "gateway_kept_bytes",
    help: "What is kept in memory from one request to the next, in estimated bytes, by what it is.",
    labelNames: ["what"],
    registers,
    collect() {
      for (const [what, size] of Object.entries(keptSizes)) this.set({ what }, size());
    },
  });
  new Counter({
    name: "gateway_log_lines_dropped_total",
    help: "Lines of the log that nobody read, or that could not be written.",
    registers,
    collect() {
      this.reset();
      this.inc(droppedLogLines());
    },
  });
  new Gauge({ name: "gateway_started_timestamp_seconds", help: "When this process began.", registers }).setToCurrentTime();
  return { kept: (sizes) => Object.assign(keptSizes, sizes) };
}
