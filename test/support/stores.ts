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
  /** The address of an empty store. */
  url(): Promise<string>;
  /** The server behind it, where there is one. */
  readonly server: Server;
  /** Forgets everything that is in it, as an operator might by mistake. */
  empty(): Promise<unknown>;
}

type Kind = Omit<StoreUnderTest, "url" | "server" | "empty"> & {
  /** Whether what it needs is installed here. */
  readonly installed: boolean;
  start(): Promise<{ url(): Promise<string>; server?: Server; close(): Promise<void> }>;
};

const served = async (server: Server) => ({ url: () => server.url(), server, close: () => server.close() });

const KINDS: readonly Kind[] = [
  {
    ...{ name: "memory", durable: false, multiProcess: false, installed: true },
    start: async () => ({ url: async () => "memory:", close: async () => undefined }),
  },
  {
    ...{ name: "lmdb", durable: true, multiProcess: true, installed: true },
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
    ...{ name: "redis", durable: true, multiProcess: true, installed: redisProgram !== undefined },
    start: async () => served(await startRedis()),
  },
  {
    ...{ name: "postgres", durable: true, multiProcess: true, installed: postgresPrograms !== undefined },
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
        empty: () =>
          kind.name === "redis"
            ? started.server!.ask("FLUSHALL")
            : started.server!.ask(
                "do $$ declare each record; begin for each in select schemaname, tablename from pg_tables where tablename like 'asgw_%' loop",
                "execute format('truncate %I.%I', each.schemaname, each.tablename); end loop; end $$",
              ),
        get server() {
          return started.server!;
        },
      });
    });
  }
}
