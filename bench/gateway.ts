import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { readConfig } from "../gateway/config.js";
import { createGateway } from "../gateway/create.js";
import { createLog } from "../gateway/log.js";

/** An answer, with the number of requests a walk one by one would have taken for it. */
export interface BenchAnswer {
  readonly extensions: { readonly cost: { readonly upstreamRequests: number; readonly rounds: number } };
  readonly walk: number;
}

/** A gateway with somebody signed in, whose Actionstep is in another thread. */
export interface BenchGateway {
  query(query: string, variables?: Readonly<Record<string, unknown>>): Promise<BenchAnswer>;
  close(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "localhost", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Starts both and signs the first of the seeded people in. */
export async function startBenchGateway(latency: number): Promise<BenchGateway> {
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const client = { id: "bench", secret: "bench-secret", redirectUris: [`${url}/auth/callback`] };
  const worker = new Worker(fileURLToPath(new URL("simulator.js", import.meta.url)), {
    workerData: { port: simulatorPort, client, latency },
  });
  const { authorizeUrl, tokenUrl, username, password } = await new Promise<Record<string, string>>((resolve, reject) => {
    worker.once("message", resolve).once("error", reject);
  });
  const config = readConfig({
    PORT: String(port),
    HOST: "localhost",
    ACTIONSTEP_ENVIRONMENT: "custom",
    ACTIONSTEP_AUTHORIZE_URL: authorizeUrl,
    ACTIONSTEP_TOKEN_URL: tokenUrl,
    ACTIONSTEP_API_HOSTS: `localhost:${simulatorPort}`,
    ACTIONSTEP_CLIENT_ID: client.id,
    ACTIONSTEP_CLIENT_SECRET: client.secret,
    AUTH_KEYS: `bench:${Buffer.alloc(32, 1).toString("base64")}`,
    STORE_URL: "memory:",
  });
  const gateway = await createGateway(config, { log: createLog({ level: "silent", format: "json" }) });
  await gateway.listen();
  const cookie = await signIn(url, { username: username!, password: password! });
  return {
    async query(query, variables) {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors, extensions } = (await response.json()) as {
        data: object;
        errors?: unknown;
        extensions: BenchAnswer["extensions"];
      };
      if (errors) throw new Error(JSON.stringify(errors));
      return { extensions, walk: below(data) };
    },
    async close() {
      await gateway.close();
      await worker.terminate();
    },
  };
}

/** Requests of a walk one by one: one for each record reached by id or link, one for each page of 50 of a list. */
function walk(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + walk(item), 0);
  if (typeof value !== "object" || value === null) return 0;
  const { nodes } = value as { nodes?: object[] };
  if (nodes) return Math.max(1, Math.ceil(nodes.length / 50)) + nodes.reduce((sum, row) => sum + below(row), 0);
  return 1 + below(value);
}

/** The same for what hangs on a record that is there already. */
const below = (record: object): number =>
  (Object.values(record) as unknown[]).reduce<number>((sum, member) => sum + walk(member), 0);

async function signIn(url: string, credentials: Record<string, string>): Promise<string> {
  const start = await fetch(`${url}/auth/connect`, { redirect: "manual" });
  const transaction = start.headers.getSetCookie().map((line) => line.split(";")[0]);
  const decided = await fetch(start.headers.get("location")!, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ ...credentials, decision: "allow" }),
  });
  const finished = await fetch(decided.headers.get("location")!, {
    redirect: "manual",
    headers: { cookie: transaction.join("; ") },
  });
  return finished.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}
