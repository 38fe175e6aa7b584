import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.js";
import { installed } from "./installed.js";

const run = promisify(execFile);

/** A database server of a test: on a port of its own, with its files in a folder that goes away with it. */
export interface Server {
  /** Where it is; each call names a place nobody has used yet. */
  url(): Promise<string>;
  /** Ends it at once, as a power cut would, or sends it another signal. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again over the same files, if it is not running. */
  start(): Promise<void>;
  /** Runs a command of its own and answers what it printed. */
  ask(...command: string[]): Promise<string>;
  /** All that is on its disk, and whatever else it would give away. */
  readonly folder: string;
  close(): Promise<void>;
}

/** `redis-server` or its sibling, where it is installed. */
export const redisProgram = installed("redis-server", "valkey-server");

/** The folder of PostgreSQL's programs, where it is installed: the newest of several. */
export const postgresPrograms = ((): string | undefined => {
  try {
    const versions = readdirSync("/usr/lib/postgresql").sort((a, b) => Number(b) - Number(a));
    return versions[0] === undefined ? undefined : join("/usr/lib/postgresql", versions[0], "bin");
  } catch {
    const found = installed("initdb");
    return found === undefined ? undefined : join(found, "..");
  }
})();

/** Resolves when something listens on a port. */
async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server on port ${port} ended with ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => (socket.destroy(), resolve(true)));
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nothing listens on port ${port}`);
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

async function ended(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  await new Promise((resolve) => child.once("exit", resolve));
}

/** Starts Redis; what is written is on the disk before it is confirmed, unless the arguments say otherwise. */
export async function startRedis(...args: string[]): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "asgw-redis-"));
  const port = await freePort();
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--databases", "10000", "--save", ""];
  const durable = ["--appendonly", "yes", "--appendfsync", "always"];
  let child: ChildProcess | undefined;
  let used = 0;
  const client = redisProgram!.replace(/-server$/, "-cli");
  const server: Server = {
    folder,
    url: async () => `redis://127.0.0.1:${port}/${used++}`,
    async kill(signal = "SIGKILL") {
      child!.kill(signal);
      if (signal === "SIGKILL" || signal === "SIGTERM") await ended(child!);
    },
    async start() {
      if (child && isRunning(child)) return;
      child = spawn(redisProgram!, [...options, ...durable, ...args], { stdio: "ignore" });
      await listening(port, child);
      // It listens before it has read its files.
      while (!(await server.ask("PING").catch(() => "")).includes("PONG"))
        await new Promise((resolve) => setTimeout(resolve, 20));
    },
    ask: async (...command) => (await run(client, ["-p", String(port), ...command])).stdout,
    async close() {
      child!.kill("SIGKILL");
      await ended(child!);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** PostgreSQL will not run as root; Debian's package brings a user for it. */
function whoRunsPostgres(): { uid?: number; gid?: number } {
  if (userInfo().uid !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** Starts PostgreSQL; each `url()` is a schema of its own. */
export async function startPostgres(...args: string[]): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "asgw-postgres-"));
  const as = whoRunsPostgres();
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid!);
  const port = await freePort();
  const data = join(folder, "data");
  await run(
    join(postgresPrograms!, "initdb"),
    ["-D", data, "-U", "gateway", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
    as,
  );
  let child: ChildProcess | undefined;
  let used = 0;
  // No test pulls the plug of the machine: what a process has written stays without being forced to the disk.
  const options = ["-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=${folder}`, "-c", "fsync=off"];
  const server: Server = {
    folder,
    async url() {
      const schema = `s${used++}`;
      await server.ask(`create schema ${schema}`);
      return `postgres://gateway:unused@127.0.0.1:${port}/postgres?options=-csearch_path%3D${schema}`;
    },
    async kill(signal = "SIGKILL") {
      // "Immediate" is PostgreSQL's own power cut: killed outright, it leaves children that hold its memory.
      child!.kill(signal === "SIGKILL" ? "SIGQUIT" : signal);
      if (signal === "SIGKILL" || signal === "SIGTERM") await ended(child!);
    },
    async start() {
      if (child && isRunning(child)) return;
      child = spawn(join(postgresPrograms!, "postgres"), ["-D", data, "-p", String(port), ...options, ...args], {
        ...as,
        stdio: "ignore",
      });
      await listening(port, child);
      while (!(await server.ask("select 'ready'").catch(() => "")).includes("ready"))
        await new Promise((resolve) => setTimeout(resolve, 20));
    },
    ask: async (...command) =>
      (
        await run(join(postgresPrograms!, "psql"), [
          ...["-h", "127.0.0.1", "-p", String(port), "-U", "gateway", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-Atqc"],
          command.join(" "),
        ])
      ).stdout,
    async close() {
      child!.kill("SIGQUIT");
      await ended(child!);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
