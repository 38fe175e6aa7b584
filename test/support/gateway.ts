import { readConfig } from "../../gateway/config.js";
import { createGateway, type Gateway, type GatewayPorts } from "../../gateway/create.js";
import { createLog } from "../../gateway/observability/log.js";
import { startSimulator, type LoggedRequest, type Simulator, type SimulatorOptions } from "../../simulator/index.js";
import { createBrowser, type Browser } from "./browser.js";
import { freePort } from "./free-port.js";
import type { ServedTime } from "./served-time.js";

/** A GraphQL answer as it came over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of any shape.
  readonly data: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly errors: readonly { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[] | undefined;
  readonly extensions: { cost: { upstreamRequests: number; rounds: number; cacheHits: number } };
  /** The REST requests that it took: method, path and query as the simulator logged them. */
  readonly requests: readonly string[];
}

/** Somebody using the gateway. */
export interface Client {
  readonly browser: Browser;
  query(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>;
}

/** How somebody signs in. */
export interface SignIn {
  readonly scope?: string;
  readonly orgkey?: string;
}

/** A gateway and a simulated Actionstep, each on a port of its own. */
export interface TestGateway {
  readonly url: string;
  readonly gateway: Gateway;
  readonly simulator: Simulator;
  /** All that the gateway logged, as text. */
  readonly logged: () => string;
  /** A client that has not signed in. */
  stranger(): Client;
  /** Signs somebody in, by the pages a person would see. */
  connect(username: string, options?: SignIn): Promise<Client>;
  /** The same in a browser that is signed in already. */
  connectAgain(client: Client, username: string, options?: SignIn): Promise<void>;
  close(): Promise<void>;
}

/** `GRAPHQL_EXECUTION=interpreted npm test` runs the whole suite on graphql-js, which is to be no different. */
const execution = process.env["GRAPHQL_EXECUTION"] === "interpreted" ? "interpreted" : "compiled";

const KEY = Buffer.alloc(32, 7).toString("base64");

/** What is not as usual: at Actionstep, in the environment, and in what the gateway takes from outside. */
export interface TestGatewayOptions {
  readonly simulator?: SimulatorOptions;
  readonly environment?: Record<string, string>;
  readonly ports?: Partial<GatewayPorts>;
  /** The time of both, which goes by while a client waits for an answer. */
  readonly time?: ServedTime;
}

/** Starts both. Everything is gone again after `close`. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { time } = options;
  const timed = time && { clock: time.clock, time };
  const waited = <T>(work: Promise<T>): Promise<T> => (time ? time.during(work) : work);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const client = { id: "test-client", secret: "test-client-secret", redirectUris: [`${url}/auth/callback`] };
  const simulator = await startSimulator({ client, publicHost: "localhost", ...timed, ...options.simulator });
  const lines: string[] = [];
  const config = readConfig({
    PORT: String(port),
    HOST: "localhost",
    ACTIONSTEP_ENVIRONMENT: "custom",
    ACTIONSTEP_AUTHORIZE_URL: simulator.authorizeUrl,
    ACTIONSTEP_TOKEN_URL: simulator.tokenUrl,
    ACTIONSTEP_API_HOSTS: new URL(simulator.url).host,
    ACTIONSTEP_CLIENT_ID: client.id,
    ACTIONSTEP_CLIENT_SECRET: client.secret,
    AUTH_KEYS: `test:${KEY}`,
    STORE_URL: "memory:",
    LOG_LEVEL: "trace",
    ...options.environment,
  });
  const log = createLog(config.log, { write: (line) => void lines.push(line) });
  const gateway = await waited(createGateway(config, { log, execution, ...timed, ...options.ports }));
  await gateway.listen().catch(async (error: unknown) => {
    await gateway.close();
    await simulator.close();
    throw error;
  });

  const clientOf = (browser: Browser): Client => ({
    browser,
    async query(query, variables, headers) {
      const before = simulator.requests.length;
      const sent = browser.send(`${url}/graphql`, { json: { query, variables }, headers: { ...headers } });
      const response = await waited(sent);
      const body = (await response.json()) as Omit<Answer, "status" | "headers" | "requests">;
      const requests = simulator.requests
        .slice(before)
        .filter(({ kind }) => kind === "rest")
        .map(described);
      return { ...body, errors: body.errors, status: response.status, headers: response.headers, requests };
    },
  });

  async function signIn(browser: Browser, username: string, { scope, orgkey }: SignIn): Promise<void> {
    const start = await browser.send(`${url}/auth/connect${scope === undefined ? "" : `?scope=${encodeURIComponent(scope)}`}`);
    const authorize = start.headers.get("location")!;
    await browser.send(authorize, { form: { username, password: passwordOf(simulator, username), ...(orgkey && { orgkey }) } });
    const decided = await browser.send(authorize, { form: { decision: "allow" } });
    const finished = await browser.send(decided.headers.get("location")!);
    if (finished.status !== 303)
      throw new Error(`Signing in as ${username} ended with ${finished.status}: ${await finished.text()}`);
  }

  return {
    url,
    gateway,
    simulator,
    logged: () => lines.join(""),
    stranger: () => clientOf(createBrowser()),
    async connect(username, options = {}) {
      const browser = createBrowser();
      await waited(signIn(browser, username, options));
      return clientOf(browser);
    },
    connectAgain: ({ browser }, username, options = {}) => waited(signIn(browser, username, options)),
    async close() {
      await waited(gateway.close());
      await simulator.close();
    },
  };
}

const passwordOf = ({ database }: Simulator, username: string): string =>
  database.people.find((person) => person.username === username)?.password ?? "";

/** A logged request as a test writes it down: `GET tasks?action_in=1,2`. */
export const described = ({ method, url }: LoggedRequest): string => `${method} ${url.replace(/^.*\/api\/rest\//, "")}`;
