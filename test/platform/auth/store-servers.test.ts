import { afterAll, afterEach, describe, expect } from "@jest/globals";
import { checkTokenStore } from "../../../auth/store/store-check.js";
import { guardTokens } from "../../../auth/store/store-failure.js";
import { openStores, type Stores } from "../../../gateway/stores/index.js";
import { testWith } from "../../support/installed.js";
import { postgresPrograms, redisProgram, startPostgres, startRedis, type Server } from "../../support/servers.js";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function connected(server: Server) {
  const url = await server.url();
  const stores = await openStores(url, { timeout: 1_000 });
  closers.push(() => stores.close());
  return { server, url, stores, tokens: guardTokens(stores.tokens) };
}

async function opened(starting: Promise<Server>) {
  const server = await starting;
  closers.push(() => server.close());
  return connected(server);
}

const milliseconds = async (work: Promise<unknown>): Promise<number> => {
  const before = performance.now();
  await work.catch(() => undefined);
  return performance.now() - before;
};

/** What every server does to those who use it: it goes away and comes back. */
async function comesAndGoes({ server, stores }: { server: Server; stores: Stores }): Promise<void> {
  await stores.tokens.cas("conn:1", null, "kept");
  await stores.sessions.set("s", 1, 60_000);
  await server.kill();
  await expect(stores.tokens.read("conn:1")).rejects.toThrow();
  await expect(stores.tokens.cas("conn:1", "kept", "lost")).rejects.toThrow();
  await expect(stores.sessions.get("s")).rejects.toThrow();
  await expect(stores.sessions.set("s", 2, 60_000)).rejects.toThrow();
  await expect(stores.counter("c").increment("k", 1_000)).rejects.toThrow();
  await server.start();
  const until = performance.now() + 5_000;
  while (performance.now() < until && (await stores.tokens.read("conn:1").catch(() => null)) === null)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await stores.tokens.read("conn:1")).toBe("kept");
  expect(await stores.sessions.get("s")).toBe(1);
  await server.kill("SIGSTOP");
  // A server that stands still must not make anybody wait for ever.
  const [read, set] = await Promise.all([
    milliseconds(stores.tokens.read("conn:1")),
    milliseconds(stores.sessions.set("s", 3, 60_000)),
  ]);
  for (const waited of [read, set]) expect(waited).toBeLessThan(2_500);
  await server.kill("SIGCONT");
  expect(await stores.tokens.read("conn:1")).toBe("kept");
}

describe("Redis", () => {
  const redis = testWith(redisProgram);

  redis("is refused when it may throw connections away", async () => {
    const { tokens } = await opened(startRedis("--maxmemory-policy", "allkeys-lru"));
    await expect(checkTokenStore(tokens)).rejects.toThrow(/maxmemory-policy is allkeys-lru.*set it to noeviction/);
  });

  redis("K9: is refused when it is read only, and no write to it looks like a success", async () => {
    const { server, tokens, stores } = await opened(startRedis());
    await server.ask("REPLICAOF", "127.0.0.1", "1");
    await expect(checkTokenStore(tokens)).rejects.toThrow(/it is a replica and read only/);
    await expect(tokens.cas("conn:1", null, "x")).rejects.toMatchObject({ code: "READONLY" });
    await expect(stores.sessions.set("s", 1, 1_000)).rejects.toThrow(/READONLY/);
    await expect(stores.counter("c").increment("k", 1_000)).rejects.toThrow(/READONLY/);
  });

  redis("K9: is refused when its memory is full, and no write to it looks like a success", async () => {
    const { server, tokens, stores } = await opened(startRedis());
    await server.ask("CONFIG", "SET", "maxmemory", "1");
    await expect(checkTokenStore(tokens)).rejects.toThrow(/memory is full.*OOM/);
    await expect(tokens.cas("conn:1", null, "x")).rejects.toMatchObject({ code: "OOM" });
    await expect(stores.sessions.set("s", 1, 1_000)).rejects.toThrow(/OOM/);
  });

  redis("is warned of when it forgets what it was told last", async () => {
    const { tokens } = await opened(startRedis("--appendonly", "no"));
    expect(await checkTokenStore(tokens)).toEqual([expect.stringMatching(/appendonly is off.*set it to yes/)]);
  });

  redis("is refused with the reason when it wants a password, which no message repeats", async () => {
    const server = await startRedis();
    closers.push(() => server.close());
    const url = await server.url();
    await server.ask("CONFIG", "SET", "requirepass", "right-one");
    await expect(openStores(url, { timeout: 1_000 })).rejects.toThrow(/it wants a password \(NOAUTH\)/);
    const wrong = url.replace("redis://", "redis://:hunter2@");
    await expect(openStores(wrong)).rejects.toThrow(/does not accept the user or the password \(WRONGPASS\)/);
    await expect(openStores(wrong)).rejects.not.toThrow(/hunter2/);
    const stores = await openStores(url.replace("redis://", "redis://:right-one@"));
    expect(await checkTokenStore(stores.tokens)).toEqual([]);
    await stores.close();
  });

  redis("may go away, come back and stand still: what is asked meanwhile fails, and nothing else does", async () => {
    await comesAndGoes(await opened(startRedis()));
  });
});

describe("PostgreSQL", () => {
  const postgres = testWith(postgresPrograms);
  let shared: Server | undefined;
  const server = async (): Promise<Server> => (shared ??= await startPostgres());
  afterAll(() => shared?.close());

  postgres("K9: is refused when it is read only, and no write to it looks like a success", async () => {
    const { server: own, tokens } = await connected(await server());
    expect(await checkTokenStore(tokens)).toEqual([expect.stringMatching(/fsync is off.*set it to on/)]);
    const readOnly = async (value: string): Promise<void> => {
      await own.ask(`alter system set default_transaction_read_only = ${value}`);
      await own.ask("select pg_reload_conf()");
    };
    await readOnly("on");
    closers.push(() => readOnly("off"));
    await expect(eventuallyRefused(() => checkTokenStore(tokens))).resolves.toMatch(/it is read only/);
    await expect(tokens.cas("conn:1", null, "x")).rejects.toMatchObject({ code: "25006" });
  });

  postgres("is refused when a crash would empty it", async () => {
    const { server: own, url, tokens, stores } = await connected(await server());
    await own.ask(`alter table ${/s\d+$/.exec(url)![0]}.asgw_tokens set unlogged`);
    await expect(checkTokenStore(tokens)).rejects.toThrow(/asgw_tokens would be empty after a crash/);
    await stores.tokens.cas("conn:1", null, "x");
  });

  postgres("needs no right to make tables once they are there, and says so when they are not", async () => {
    const { server: own, url } = await connected(await server());
    const schema = /s\d+$/.exec(url)![0];
    await own.ask(
      `create role guest login; grant usage on schema ${schema} to guest; grant all on all tables in schema ${schema} to guest`,
    );
    const as = (user: string, place: string): string => place.replace("//gateway", `//${user}`);
    const stores = await openStores(as("guest", url));
    await checkTokenStore(stores.tokens);
    await stores.close();
    await expect(openStores(as("guest", await own.url()))).rejects.toThrow(/not allowed what is needed|3F000/);
    await expect(openStores(as("nobody", url))).rejects.toThrow(/does not accept the user/);
  });

  postgres("may go away, come back and stand still: what is asked meanwhile fails, and nothing else does", async () => {
    await comesAndGoes(await connected(await server()));
  });
});

async function eventuallyRefused(work: () => Promise<unknown>): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      await work();
    } catch (error) {
      return (error as Error).message;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return "it was never refused";
}
