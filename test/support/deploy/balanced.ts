import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator, type Simulator } from "../../../simulator/index.js";
import { freePort } from "../free-port.js";
import { runGateway, untilReady, type GatewayProcess } from "../gateway-process.js";
import { startHaproxy, type Balancer } from "./haproxy.js";

/** One of two gateways behind the balancer. */
export interface BalancedGateway {
  readonly port: number;
  readonly metricsPort: number;
  /** The process that serves now. */
  readonly process: () => GatewayProcess;
  /** Ends the process by a signal; resolves to its exit code, null where the signal itself ended it. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
  /** Starts it again; resolves when it can serve. */
  start(): Promise<void>;
}

/** Two gateway processes on one store, behind HAProxy as it is shipped, with a simulated Actionstep. */
export interface Balanced {
  readonly url: string;
  readonly balancer: Balancer;
  readonly simulator: Simulator;
  readonly gateways: readonly [BalancedGateway, BalancedGateway];
  /** All that both ever wrote, and their audit trails. */
  readonly written: () => string;
  close(): Promise<void>;
}

/** Starts everything. */
export async function startBalanced(): Promise<Balanced> {
  const cwd = mkdtempSync(join(tmpdir(), "asgw-balanced-"));
  const [port, ...ports] = [await freePort(), await freePort(), await freePort(), await freePort(), await freePort()] as const;
  const url = `http://localhost:${port}`;
  const simulator = await startSimulator({
    client: { id: "client", secret: "secret-of-the-client", redirectUris: [`${url}/auth/callback`] },
    publicHost: "localhost",
  });
  const ran: GatewayProcess[] = [];
  const audits = [join(cwd, "audit-1.jsonl"), join(cwd, "audit-2.jsonl")] as const;
  const gateway = (at: 0 | 1): BalancedGateway => {
    const [own, metricsPort] = [ports[at], ports[at + 2]!];
    let now: GatewayProcess;
    return {
      port: own,
      metricsPort,
      process: () => now,
      async end(signal) {
        now.child.kill(signal);
        return now.exit;
      },
      async start() {
        now = runGateway(cwd, {
          PORT: String(own),
          METRICS_PORT: String(metricsPort),
          HOST: "127.0.0.1",
          PUBLIC_URL: url,
          ACTIONSTEP_ENVIRONMENT: "custom",
          ACTIONSTEP_AUTHORIZE_URL: simulator.authorizeUrl,
          ACTIONSTEP_TOKEN_URL: simulator.tokenUrl,
          ACTIONSTEP_API_HOSTS: new URL(simulator.url).host,
          ACTIONSTEP_CLIENT_ID: simulator.client.id,
          ACTIONSTEP_CLIENT_SECRET: simulator.client.secret,
          AUTH_KEYS: `k1:${Buffer.alloc(32, 5).toString("base64")}`,
          STORE_URL: `lmdb:${join(cwd, "store")}`,
          SPOOL_DIRECTORY: join(cwd, `spool-${at + 1}`),
          INSTANCES: "2",
          TRUSTED_PROXIES: "127.0.0.1",
          AUDIT_FILE: audits[at],
          // What the compose file says is longer; this is more than two checks of HAProxy.
          DRAIN_DELAY_SECONDS: "3",
          LOG_LEVEL: "debug",
        });
        ran.push(now);
        await untilReady(`http://127.0.0.1:${own}`, now);
      },
    };
  };
  const gateways = [gateway(0), gateway(1)] as const;
  await Promise.all(gateways.map((each) => each.start()));
  const balancer = await startHaproxy([ports[0], ports[1]], { port });
  return {
    url,
    balancer,
    simulator,
    gateways,
    written: () =>
      [...ran.map(({ output }) => output()), ...audits.map((file) => readFileSync(file, "utf8")), balancer.logged()].join("\n"),
    async close() {
      await balancer.close();
      for (const { child, exit } of ran) {
        child.kill("SIGKILL");
        await exit;
      }
      await simulator.close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}
