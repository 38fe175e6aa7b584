import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createConnectionRecords, type ConnectionRecord } from "../../../auth/connections/connection-record.js";
import type { AuthSettings } from "../../../auth/index.js";
import { createKeyRing } from "../../../auth/crypto/keys.js";
import { createSealer } from "../../../auth/crypto/seal.js";
import { digest } from "../../../auth/crypto/secret.js";
import type { Timing } from "../../../auth/connections/timing.js";
import { createSealedTokens } from "../../../auth/connections/sealed-tokens.js";
import { openStores } from "../../../gateway/stores/index.js";
import type { Simulator } from "../../../simulator/index.js";

/** What a caller got: a token's version and digest, or an error. */
export interface Answer {
  readonly version?: number;
  readonly token?: string;
  readonly code?: string;
  readonly reason?: string;
}

/** Where a machine can be held. */
export type HoldPoint = "before the request" | "with the answer" | "with the answer saved";

/** What a machine is to be. */
export interface MachineOptions {
  readonly hold?: HoldPoint;
  /** Whether it keeps its leases alive. */
  readonly heartbeat?: boolean;
  readonly spool?: string;
  /** How long its store may take to answer, in milliseconds. */
  readonly timeout?: number;
  readonly timing?: Partial<Timing>;
}

/** A process of its own that has a viewer and gets access tokens. */
export interface MachineProcess {
  readonly child: ChildProcess;
  /** Asks for the viewer's access token so many times at once. */
  ask(callers?: number): Promise<Answer[]>;
  health(): Promise<{ health: { ok: boolean; reasons: string[] }; unsaved: number }>;
  /** Resolves when it has come to the point where it is held. */
  readonly held: Promise<unknown>;
  go(): void;
  kill(signal: NodeJS.Signals): void;
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>;
  /** All it wrote, and every event it told. */
  readonly said: () => string;
}

/** The waits of these machines: short, but longer than a process needs to be woken on a busy computer. */
const TIMING: Partial<Timing> = {
  httpTimeout: 30_000,
  lease: 600,
  heartbeat: 100,
  intentGrace: 1_200,
  maxWait: 10_000,
  callerWait: 60_000,
  saveWindow: 300,
  closeWait: 1_000,
  reuse: 0,
  neverSentPause: 5,
};

/** Whose session the machines' viewer has. */
export const SESSION = "s".repeat(43);
const KEY = 5;
const CONNECTION = "c_of-the-machines";

/** The settings of a gateway before a simulated Actionstep. */
export function settingsFor(simulator: Simulator): Omit<AuthSettings, "keys"> {
  return {
    publicUrl: new URL("http://localhost:4000"),
    environment: "custom",
    clientId: simulator.client.id,
    clientSecret: simulator.client.secret,
    clientAuth: "body",
    authorizeUrl: new URL(simulator.authorizeUrl),
    tokenUrl: new URL(simulator.tokenUrl),
    scope: ["users"],
    apiHosts: [new URL(simulator.url).host],
    frontendOrigins: [],
    sameSite: "lax",
    allowInsecureUpstream: true,
  };
}

/** A store with a connection whose access token has ended, or is about to, and a session for it. */
export interface Place {
  readonly storeUrl: string;
  /** What nobody may be told: the first tokens, the present ones, the session and the client's secret. */
  secrets(): Promise<readonly string[]>;
  /** All that the machines wrote and told. */
  said(): string;
  record(): Promise<ConnectionRecord>;
  /** Ends its access token. */
  expire(): Promise<void>;
  /** The stored text, and a way to put an older one back. */
  raw(): Promise<string | null>;
  putBack(raw: string): Promise<void>;
  start(options?: MachineOptions): Promise<MachineProcess>;
  /** Ends every machine that is left. */
  close(): Promise<void>;
}

/** Makes one; `leftMs` is how much of an hour's access token is left. */
export async function createPlace(storeUrl: string, simulator: Simulator, leftMs = 0): Promise<Place> {
  const machines: MachineProcess[] = [];
  const granted = simulator.signIn("ana");
  const vault = createSealedTokens(createSealer(createKeyRing([{ id: "k1", key: new Uint8Array(32).fill(KEY) }])));
  const stores = await openStores(storeUrl, { timeout: 5_000 });
  const records = createConnectionRecords(stores.tokens);
  const now = Date.now();
  const issued = now + leftMs - 3_600_000;
  const sealed = await vault.seal(CONNECTION, {
    accessToken: granted.access_token,
    refreshToken: granted.refresh_token,
    person: {},
  });
  await records.change(CONNECTION, () => ({
    ...{ v: 1, env: "custom", clientId: simulator.client.id, orgkey: granted.orgkey, userId: "1", principalId: "p" },
    ...{ apiEndpoint: granted.api_endpoint, requestedScopes: [], grantedScopes: ["users"], ...sealed },
    ...{ atIssuedAt: issued, atExpiresAt: now + leftMs, rtObtainedAt: issued, rtExpiresAt: now + 86_400_000 },
    ...{ status: "active", failures: 0, createdAt: issued, updatedAt: issued },
  }));
  const session = { connectionId: CONNECTION, createdAt: now, endsAt: now + 86_400_000 };
  await stores.sessions.set(`session:${digest(SESSION)}`, session, 86_400_000);

  return {
    storeUrl,
    async secrets() {
      const known = [granted.access_token, granted.refresh_token, SESSION, simulator.client.secret];
      const stored = await records.read(CONNECTION).catch(() => null);
      if (!stored) return known;
      const { tokens } = await vault.open(CONNECTION, stored.record);
      return [...known, tokens.accessToken, tokens.refreshToken];
    },
    said: () => machines.map((machine) => machine.said()).join("\n"),
    async record() {
      // Its own connection to a server that was away comes back in its own time.
      for (const until = performance.now() + 8_000; ;) {
        try {
          return (await records.read(CONNECTION))!.record;
        } catch (error) {
          if (performance.now() > until) throw error;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    },
    async expire() {
      await records.change(CONNECTION, (record) => ({ ...record!, atExpiresAt: Date.now() - 1_000 }));
    },
    raw: () => stores.tokens.read(`conn:${CONNECTION}`),
    async putBack(raw) {
      await stores.tokens.cas(`conn:${CONNECTION}`, await stores.tokens.read(`conn:${CONNECTION}`), raw);
    },
    async start(options = {}) {
      const machine = await startMachine(storeUrl, simulator, options);
      machines.push(machine);
      return machine;
    },
    async close() {
      for (const { child } of machines) child.kill("SIGKILL");
      await Promise.all(machines.map(({ ended }) => ended));
      await stores.close();
    },
  };
}

const program = fileURLToPath(new URL("machine.js", import.meta.url));

async function startMachine(
  storeUrl: string,
  simulator: Simulator,
  { timing, ...options }: MachineOptions,
): Promise<MachineProcess> {
  const settings = { ...settingsFor(simulator), keys: [{ id: "k1", fill: KEY }], timing: { ...TIMING, ...timing } };
  const what = { storeUrl, settings, cookie: `asgw=${SESSION}`, timeout: 5_000, ...options };
  const child = fork(program, [JSON.stringify(what)], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let said = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const waiting = new Map<number, (message: never) => void>();
  let ready = (): void => undefined;
  let held = (): void => undefined;
  const becomesReady = new Promise<void>((resolve) => (ready = resolve));
  const isHeld = new Promise<void>((resolve) => (held = resolve));
  child.on("message", (message: { id?: number; held?: HoldPoint; ready?: boolean }) => {
    said += `${JSON.stringify(message)}\n`;
    if (message.ready) ready();
    if (message.held) held();
    if (message.id !== undefined) waiting.get(message.id)?.(message as never);
  });
  let orders = 0;
  const order = <T>(what: object): Promise<T> => {
    const id = ++orders;
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, resolve);
      child.send({ id, ...what }, (error) => error && reject(error));
      void ended.then(() => reject(new Error(`the machine ended:\n${said}`)));
    });
  };
  await Promise.race([becomesReady, ended.then(() => Promise.reject(new Error(`the machine did not start:\n${said}`)))]);
  return {
    child,
    ask: async (callers = 1) => (await order<{ answers: Answer[] }>({ ask: callers })).answers,
    health: () => order({ health: true }),
    held: isHeld,
    go: () => void child.send({ go: true }),
    kill: (signal) => void child.kill(signal),
    ended,
    said: () => said,
  };
}
