import type { AddressInfo } from "node:net";
import { fastify, type FastifyRequest } from "fastify";
import {
  createAuth,
  type Auth,
  type AuthEvent,
  type AuthPorts,
  type AuthSettings,
  type TokenStore,
  type Viewer,
} from "../../../auth/index.js";
import type { ConnectionRecord } from "../../../auth/connections/connection-record.js";
import type { Timing } from "../../../auth/connections/timing.js";
import { openStores, type Stores } from "../../../gateway/stores/index.js";
import { refuseAddress } from "../../../gateway/http/unreadable-address.js";
import { memoryLog, type MemoryLog } from "../memory-log.js";
import { createFakeActionstep, type FakeActionstep } from "./fake-actionstep.js";
import { createJar, type Jar } from "./jar.js";

/** Waits short enough for tests; what depends on the clock stays as it is. */
export const QUICK: Partial<Timing> = {
  httpTimeout: 1_200,
  lease: 1_000,
  heartbeat: 50,
  saveWindow: 100,
  maxWait: 1_000,
  callerWait: 10_000,
  neverSentPause: 5,
  identityPauses: [1, 1],
  closeWait: 1_000,
  reuse: 0,
};

/** A clock that goes on and can be moved. */
export interface MovableClock {
  (): number;
  advance(ms: number): void;
}

/** Makes one that begins now. */
export function movableClock(): MovableClock {
  let ahead = 0;
  return Object.assign(() => Date.now() + ahead, { advance: (ms: number) => void (ahead += ms) });
}

/** A store whose operations can be made to fail, one by one or all. */
export interface FlakyStore extends TokenStore {
  /** Says whether an operation fails. */
  fails: (
    operation: "read" | "cas" | "take" | "lease" | "extend" | "release" | "scan" | "now" | "inspect",
    key: string,
  ) => boolean;
}

/** Wraps a store; nothing fails to begin with. Its clock may be another than its own. */
export function flakyStore(store: TokenStore, clock?: () => Promise<number>): FlakyStore {
  const guard = async <T>(operation: Parameters<FlakyStore["fails"]>[0], key: string, work: () => Promise<T>): Promise<T> => {
    if (flaky.fails(operation, key))
      throw Object.assign(new Error(`connection to redis://user:hunter2@store lost`), { code: "ECONNRESET" });
    return work();
  };
  const flaky: FlakyStore = {
    capabilities: store.capabilities,
    fails: () => false,
    read: (key) => guard("read", key, () => store.read(key)),
    cas: (key, expected, next) => guard("cas", key, () => store.cas(key, expected, next)),
    take: (key) => guard("take", key, () => store.take(key)),
    lease: (key, owner, ttl) => guard("lease", key, () => store.lease(key, owner, ttl)),
    extend: (key, owner, ttl) => guard("extend", key, () => store.extend(key, owner, ttl)),
    release: (key, owner) => guard("release", key, () => store.release(key, owner)),
    scan: (prefix, cursor) => guard("scan", prefix, () => store.scan(prefix, cursor)),
    now: () => guard("now", "", clock ?? (() => store.now())),
    inspect: () => guard("inspect", "", () => store.inspect()),
  };
  return flaky;
}

/** Settings for a gateway at https://gateway.example before the real Actionstep hosts. */
export const settings: AuthSettings = {
  publicUrl: new URL("https://gateway.example"),
  environment: "production",
  clientId: "client-1",
  clientSecret: "client-secret-of-the-tests",
  clientAuth: "body",
  authorizeUrl: new URL("https://go.actionstep.com/api/oauth/authorize"),
  tokenUrl: new URL("https://api.actionstep.com/api/oauth/token"),
  scope: ["actions", "participants"],
  apiHosts: ["*.actionstep.com"],
  keys: [{ id: "k1", key: new Uint8Array(32).fill(7) }],
  frontendOrigins: ["https://app.example"],
  sameSite: "lax",
  allowInsecureUpstream: false,
  timing: QUICK,
  // A test's browsers all have one address. What is limited is tested by itself.
  limits: { connectsByAddress: 1_000, connectsBySession: 1_000, failuresByAddress: 1_000 },
};

/** One gateway process, as far as auth goes. */
export interface Machine {
  readonly auth: Auth;
  /** Where it listens. Its pages speak of the public URL nevertheless. */
  readonly url: string;
  readonly events: AuthEvent[];
  readonly log: MemoryLog;
  /** The viewer of a session on this machine. */
  viewer(cookie: string): Promise<Viewer>;
}

/** Everything a test of the auth module plays with. */
export interface Rig extends Machine {
  readonly actionstep: FakeActionstep;
  readonly clock: MovableClock;
  readonly stores: Stores;
  readonly tokens: FlakyStore;
  /** Connects somebody (`<user>@<orgkey>`) in a fresh browser and returns the session cookie. */
  connect(who?: string, jar?: Jar): Promise<string>;
  signIn(who?: string): Promise<Viewer>;
  record(viewer: Pick<Viewer, "connectionId">): Promise<ConnectionRecord>;
  change(viewer: Pick<Viewer, "connectionId">, change: Partial<ConnectionRecord>): Promise<void>;
  /** Another process over the same store. */
  another(overrides?: Partial<AuthSettings>, ports?: Partial<AuthPorts>): Promise<Machine>;
  close(): Promise<void>;
}

/** Starts a rig; nothing listens on a port. */
export async function createRig(overrides: Partial<AuthSettings> = {}, storeUrl = "memory:"): Promise<Rig> {
  const actionstep = createFakeActionstep();
  const clock = movableClock();
  const stores = await openStores(storeUrl, { clock });
  const tokens = flakyStore(stores.tokens, async () => clock());
  const closers: (() => Promise<unknown>)[] = [];

  const start = async (more: Partial<AuthSettings>, ports: Partial<AuthPorts> = {}): Promise<Machine> => {
    const events: AuthEvent[] = [];
    const log = memoryLog();
    const auth = createAuth(
      { ...settings, ...overrides, ...more },
      {
        tokens,
        sessions: stores.sessions,
        counter: stores.counter("limits"),
        fetch: actionstep.fetch,
        clock,
        log,
        problemPage: ({ title, detail, restartUrl }) =>
          `<!doctype html><h1>${title}</h1><p>${detail}</p><a href="${restartUrl}">again</a>`,
        on: (event) => void events.push(event),
        ...ports,
      },
    );
    const app = fastify({ trustProxy: "loopback", frameworkErrors: refuseAddress });
    app.setNotFoundHandler((_request, reply) => reply.code(404).send({}));
    await app.register(auth.routes);
    await app.listen({ port: 0, host: "127.0.0.1" });
    closers.push(async () => {
      await app.close();
      await auth.close();
    });
    return {
      auth,
      url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
      events,
      log,
      async viewer(cookie) {
        const viewer = await auth.authenticate({ headers: { cookie } } as FastifyRequest);
        if (!viewer) throw new Error("nobody is signed in");
        return viewer;
      },
    };
  };

  const machine = await start({});
  const record = async ({ connectionId }: Pick<Viewer, "connectionId">): Promise<ConnectionRecord> =>
    JSON.parse((await stores.tokens.read(`conn:${connectionId}`))!) as ConnectionRecord;
  const connect = async (who = "12@examplelaw", jar = createJar(machine.url)): Promise<string> => {
    const begun = await jar.get("/auth/connect");
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    const done = await jar.get(`/auth/callback?${new URLSearchParams({ code: who, state }).toString()}`);
    const session = jar.cookies.get("__Host-asgw") ?? jar.cookies.get("asgw");
    if (session === undefined) throw new Error(`not connected: ${done.status}`);
    return jar.header();
  };
  return {
    ...machine,
    actionstep,
    clock,
    stores,
    tokens,
    connect,
    signIn: async (who) => machine.viewer(await connect(who)),
    record,
    async change(viewer, change) {
      const key = `conn:${viewer.connectionId}`;
      const raw = (await stores.tokens.read(key))!;
      await stores.tokens.cas(key, raw, JSON.stringify({ ...(JSON.parse(raw) as ConnectionRecord), ...change }));
    },
    another: start,
    async close() {
      tokens.fails = () => false;
      for (const closer of closers) await closer();
      await stores.close();
    },
  };
}

/** Resolves when something has become true, or rejects after eight seconds. */
export async function eventually(what: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + 8_000;
  while (!(await what())) {
    if (performance.now() > until) throw new Error("it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
