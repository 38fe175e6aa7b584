import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect } from "@jest/globals";
import type { ConnectionRecord } from "../../auth/connections/connection-record.js";
import { createKeyRing } from "../../auth/crypto/keys.js";
import { createSealer } from "../../auth/crypto/seal.js";
import { createSealedTokens } from "../../auth/connections/sealed-tokens.js";
import { openStores } from "../../gateway/stores/index.js";
import { startSimulator } from "../../simulator/index.js";
import { createBrowser } from "../support/browser.js";
import { freePort } from "../support/free-port.js";
import { runGateway, untilReady, type GatewayProcess } from "../support/gateway-process.js";
import { testWith } from "../support/installed.js";
import { startRoundRobin } from "../support/round-robin.js";
import { redisProgram, startRedis } from "../support/servers.js";

/** CI takes the number of the promise; fewer see as many ends of processes and tokens in each second. */
const QUERIES = process.env["CI"] ? 1_000 : 600;
const AT_ONCE = 4;
const KEY = new Uint8Array(32).fill(3);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The tokens in a store, opened with the gateways' key. */
async function tokensIn(storeUrl: string): Promise<string[]> {
  const stores = await openStores(storeUrl);
  const vault = createSealedTokens(createSealer(createKeyRing([{ id: "k1", key: KEY }])));
  const { keys } = await stores.tokens.scan("conn:");
  const opened = await Promise.all(
    keys.map(async (key) => {
      const record = JSON.parse((await stores.tokens.read(key))!) as ConnectionRecord;
      const { tokens } = await vault.open(key.slice("conn:".length), record);
      return [tokens.accessToken, tokens.refreshToken];
    }),
  );
  await stores.close();
  return opened.flat();
}

describe("Two gateways behind a load balancer", () => {
  testWith(redisProgram)(
    `serve one session through ${QUERIES} queries while tokens end every five seconds and the gateways are killed in turn`,
    async () => {
      const redis = await startRedis();
      closers.push(() => redis.close());
      const storeUrl = await redis.url();
      const ports = [await freePort(), await freePort()] as const;
      const balancer = await startRoundRobin(ports);
      closers.push(() => balancer.close());
      const url = `http://localhost:${balancer.port}`;
      const simulator = await startSimulator({
        client: { id: "client", secret: "secret-of-the-client", redirectUris: [`${url}/auth/callback`] },
        publicHost: "localhost",
        behaviour: { accessTokenSeconds: 5, rotation: "family" },
      });
      closers.push(() => simulator.close());
      const cwd = mkdtempSync(join(tmpdir(), "asgw-two-"));
      closers.push(() => rmSync(cwd, { recursive: true, force: true }));
      const ran: GatewayProcess[] = [];
      const start = async (port: number): Promise<GatewayProcess> => {
        const gateway = runGateway(cwd, {
          PORT: String(port),
          HOST: "localhost",
          PUBLIC_URL: url,
          ACTIONSTEP_ENVIRONMENT: "custom",
          ACTIONSTEP_AUTHORIZE_URL: simulator.authorizeUrl,
          ACTIONSTEP_TOKEN_URL: simulator.tokenUrl,
          ACTIONSTEP_API_HOSTS: new URL(simulator.url).host,
          ACTIONSTEP_CLIENT_ID: simulator.client.id,
          ACTIONSTEP_CLIENT_SECRET: simulator.client.secret,
          AUTH_KEYS: `k1:${Buffer.from(KEY).toString("base64")}`,
          STORE_URL: storeUrl,
          INSTANCES: "2",
          LOG_LEVEL: "debug",
        });
        ran.push(gateway);
        closers.push(() => gateway.child.kill("SIGKILL"));
        await untilReady(`http://localhost:${port}`, gateway);
        return gateway;
      };
      const gateways = await Promise.all(ports.map(start));

      const browser = createBrowser();
      const authorize = (await browser.send(`${url}/auth/connect`)).headers.get("location")!;
      await browser.send(authorize, { form: { username: "ana", password: "demo" } });
      const decided = await browser.send(authorize, { form: { decision: "allow" } });
      const callback = new URL(decided.headers.get("location")!);
      expect((await browser.send(callback)).status).toBe(303);

      let asked = 0;
      const problems: unknown[] = [];
      const begun = performance.now();
      const askAndAsk = async (): Promise<void> => {
        while (asked < QUERIES) {
          const number = ++asked;
          const response = await browser.send(`${url}/graphql`, { json: { query: "{ viewer { org user { id } } }" } });
          const body = (await response.json().catch(() => ({}))) as { data?: { viewer?: { user?: unknown } }; errors?: unknown };
          if (response.status !== 200 || body.errors || !body.data?.viewer?.user)
            problems.push({ number, status: response.status, body });
          // So long that several generations of tokens come and go.
          await pause(70);
        }
      };
      const refreshes = (): number => simulator.tokenRequests().filter(({ grantType }) => grantType === "refresh_token").length;
      /**
       * Killed between refreshes: a server that punishes reuse and a process that dies between its request and its
       * answer have no remedy, which is case K3. Every other moment is fair.
       */
      const betweenRefreshes = async (): Promise<void> => {
        const before = refreshes();
        while (refreshes() === before && asked < QUERIES) await pause(20);
        await pause(300);
      };
      const killInTurn = async (): Promise<void> => {
        for (let turn = 0; asked < QUERIES; turn = 1 - turn) {
          const port = ports[turn]!;
          const gateway = gateways[turn]!;
          if (ran.length % 2 === 0) {
            await betweenRefreshes();
            gateway.child.kill("SIGKILL");
          } else {
            // A deployment: the balancer stops first, as it does for a gateway that is not ready.
            await balancer.drain(port);
            gateway.child.kill("SIGTERM");
            expect(await gateway.exit).toBe(0);
          }
          await gateway.exit;
          gateways[turn] = await start(port);
          balancer.restore(port);
          await pause(500);
        }
      };
      await Promise.all([killInTurn(), ...Array.from({ length: AT_ONCE }, askAndAsk)]);

      expect(problems).toEqual([]);
      const seconds = (performance.now() - begun) / 1_000;
      expect(refreshes()).toBeGreaterThanOrEqual(Math.floor(seconds / 5) - 1);
      expect(ran.length).toBeGreaterThanOrEqual(4);
      const session = (await (await browser.send(`${url}/auth/session`)).json()) as Record<string, unknown>;
      expect(session).toMatchObject({ authenticated: true });
      expect(simulator.tokenRequests().filter(({ grantType }) => grantType === "authorization_code")).toHaveLength(1);

      // O5: nothing that all these processes wrote, measured or stored gives anything away.
      const measured = await (await fetch(`http://localhost:${ports[0]}/metrics`)).text();
      expect(measured).toMatch(/gateway_auth_refresh_total/);
      const dump = readdirSync(redis.folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
        .join("\n");
      expect(dump).toContain("conn:c_");
      const said = [...ran.map(({ output }) => output()), measured, dump];
      const secrets = [
        ...(await tokensIn(storeUrl)),
        ...["code", "state"].map((name) => callback.searchParams.get(name)!),
        ...[...browser.cookies.values()].map((value) => value.split(".")[0]!),
        simulator.client.secret,
      ];
      expect(secrets.length).toBeGreaterThanOrEqual(6);
      for (const secret of secrets) for (const text of said) expect(text.includes(secret)).toBe(false);
    },
    120_000,
  );
});
