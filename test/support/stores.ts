import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "@jest/globals";
import { postgresPrograms, redisProgram, startPostgres, startRedis, type Server } from "./servers.js";

/** A kind of store that a test runs on. */
export interface StoreUnderTest {
  readonly name: "memory" | "lmdb" | "redis" | "postgres";
  readonly durable: boolean;
  readonly multiProcess: boolean;
  /** Whether its leases run by the clock of a test; otherwise they run by the server's. */
  readonly movableClock: boolean;
  /** The address of an empty store. */
  url(): Promise<string>;
  /** The server behind it, where there is one. */
  readonly server: Server;
}

type Kind = Omit<StoreUnderTest, "url" | "server"> & {
  /** Whether what it needs is installed here. */
  readonly installed: boolean;
  start(): Promise<{ url(): Promise<string>; server?: Server; close(): Promise<void> }>;
};

const served = async (server: Server) => ({ url: () => server.url(), server, close: () => server.close() });

const KINDS: readonly Kind[] = [
  {
    ...{ name: "memory", durable: false, multiProcess: false, movableClock: true, installed: true },
    start: async () => ({ url: async () => "memory:", close: async () => undefined }),
  },
  {
    ...{ name: "lmdb", durable: true, multiProcess: true, movableClock: true, installed: true },
    async start() {
      const folder = mkdtempSync(join(tmpdir(), "asgw-lmdb-"));
      let used = 0;
      return {
        url: async () => `lmdb:${join(folder, String(used++))}`,
        close: async () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  },
  {
    ...{ name: "redis", durable: true, multiProcess: true, movableClock: false, installed: redisProgram !== undefined },
    start: async () => served(await startRedis()),
  },
  {
    ...{ name: "postgres", durable: true, multiProcess: true, movableClock: false, installed: postgresPrograms !== undefined },
    start: async () => served(await startPostgres()),
  },
];

/**
 * Runs tests on each kind of store, or on those named; a real server is started where the store is one. Where it is not
 * installed its tests are skipped by name, except in CI: there they fail.
 */
export function onEachStore(tests: (store: StoreUnderTest) => void, ...names: StoreUnderTest["name"][]): void {
  for (const { installed, start, ...kind } of KINDS) {
    if (names.length > 0 && !names.includes(kind.name)) continue;
    const run = installed || process.env["NOTHING_SKIPPED"] ? describe : describe.skip;
    run(`on ${kind.name}`, () => {
      let started: Awaited<ReturnType<typeof start>>;
      beforeAll(async () => {
        started = await start();
      });
      afterAll(() => started?.close());
      tests({
        ...kind,
        url: () => started.url(),
        get server() {
          return started.server!;
        },
      });
    });
  }
}
