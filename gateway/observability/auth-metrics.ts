import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { AuthMeter, ConnectionStats } from "../../auth/index.js";

/** The metrics of the auth module. No label holds anything of a viewer. */
export interface AuthMetrics {
  readonly meter: AuthMeter;
  /** Sets the function that counts the connections whose tokens are not saved yet. */
  unsaved(count: () => number): void;
}

const SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Makes these metrics and adds them to a registry. */
export function createAuthMetrics(registry: Registry): AuthMetrics {
  const registers = [registry];
  const refreshes = new Counter({
    name: "gateway_auth_refresh_total",
    help: "Refreshes of access tokens, by how they ended and why they were made.",
    labelNames: ["outcome", "trigger"],
    registers,
  });
  const refresh = new Histogram({
    name: "gateway_auth_refresh_seconds",
    help: "How long refreshes took.",
    buckets: SECONDS,
    registers,
  });
  const wait = new Histogram({
    name: "gateway_auth_refresh_wait_seconds",
    help: "How long callers waited for a refresh.",
    buckets: SECONDS,
    registers,
  });
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
  const contention = counter("gateway_auth_lease_contention_total", "Leases that were wanted while another had them.");
  const rebases = counter(
    "gateway_auth_cas_rebase_total",
    "Changes to a connection that had to be made again on top of another.",
  );
  const refused = new Counter({
    name: "gateway_auth_401_retry_total",
    help: "Access tokens Actionstep refused, by whether another one was to be had.",
    labelNames: ["result"],
    registers,
  });
  let unsaved = (): number => 0;
  new Gauge({
    name: "gateway_auth_unsaved_tokens",
    help: "Connections whose tokens only this process has, because the store has not taken them yet.",
    registers,
    collect() {
      this.set(unsaved());
    },
  });
  const latestStats = createConnectionGauges(registry);
  return {
    unsaved: (count) => {
      unsaved = count;
    },
    meter: {
      refresh(outcome, trigger, seconds) {
        refreshes.inc({ outcome, trigger });
        refresh.observe(seconds);
      },
      waited: (seconds) => wait.observe(seconds),
      leaseContended: () => contention.inc(),
      casRebased: () => rebases.inc(),
      refusedToken: (result) => refused.inc({ result }),
      stats: (latest) => {
        latestStats.current = latest;
      },
    },
  };
}

/** Makes the gauges of all connections in the store. They show the stats that `current` of the result was last set to. */
function createConnectionGauges(registry: Registry): { current: ConnectionStats | undefined } {
  const registers = [registry];
  const latest: { current: ConnectionStats | undefined } = { current: undefined };
  new Gauge({
    name: "gateway_auth_connections",
    help: "Connections in the store, by status; the same from every process.",
    labelNames: ["status"],
    registers,
    collect() {
      for (const [status, count] of Object.entries(latest.current?.statuses ?? {})) this.set({ status }, count);
    },
  });
  new Gauge({
    name: "gateway_auth_rt_age_seconds",
    help: "Age of the oldest refresh token in use; Actionstep ends them after 21 days.",
    registers,
    collect() {
      this.set(
        latest.current?.oldestRefreshToken === undefined ? 0 : (latest.current.at - latest.current.oldestRefreshToken) / 1_000,
      );
    },
  });
  new Gauge({
    name: "gateway_auth_key_kid_records",
    help: "Connections sealed by each of AUTH_KEYS; a key may go when it seals none.",
    labelNames: ["kid"],
    registers,
    collect() {
      this.reset();
      for (const [kid, count] of Object.entries(latest.current?.kids ?? {})) this.set({ kid }, count);
    },
  });
  return latest;
}
