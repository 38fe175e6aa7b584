import { execFileSync, spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { createServer, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { MAX_LOG_BACKLOG, streamDestination } from "../../gateway/observability/standard-streams.js";
import { freePort } from "../support/free-port.js";

const built = (file: string): string => fileURLToPath(new URL(`../../dist/gateway/${file}`, import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "gateway-"));
const children: ChildProcess[] = [];
const descriptors: number[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let pipes = 0;
const opened = (path: string, flags: number): number => {
  const descriptor = openSync(path, flags);
  descriptors.push(descriptor);
  return descriptor;
};
function namedPipe(): string {
  const path = join(directory, `pipe-${++pipes}`);
  execFileSync("mkfifo", [path]);
  return path;
}

/** The end of a pipe to write to, which is full already, and which nobody reads. */
function fullPipe(): number {
  const path = namedPipe();
  const reader = opened(path, constants.O_RDWR | constants.O_NONBLOCK);
  const filling = "x".repeat(4_096);
  try {
    for (;;) writeSync(reader, filling);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe("EAGAIN");
  }
  return opened(path, constants.O_WRONLY);
}

/** The end of a pipe to write to, whose reader has gone. */
function closedPipe(): number {
  const path = namedPipe();
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = opened(path, constants.O_WRONLY);
  closeSync(reader);
  return writer;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
const runNode = (
  args: readonly string[],
  environment: Record<string, string>,
  stdio: StdioOptions,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } => {
  const child = spawn(process.execPath, args, { cwd: directory, env: { PATH: process.env["PATH"]!, ...environment }, stdio });
  children.push(child);
  return { child, ended: new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal }))) };
};

/** How something ends, or that it does not in time. */
const within = <T>(limit: number, promise: Promise<T>): Promise<T | "still running"> => {
  let timer: NodeJS.Timeout;
  const late = new Promise<"still running">((resolve) => (timer = setTimeout(() => resolve("still running"), limit)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

const statusOf = (url: string): Promise<number | string> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status,
    ({ name }: Error) => name,
  );

async function untilLive(url: string): Promise<void> {
  for (let attempt = 0; attempt < 400 && (await statusOf(`${url}/health/ready`)) !== 200; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A gateway whose output goes where it is told. */
async function startGateway(stdio: StdioOptions, settings: Record<string, string> = {}) {
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const environment = { PORT: String(port), SIMULATOR_PORT: String(simulatorPort), STORE_URL: "memory:", ...settings };
  const started = runNode([built("main.js")], environment, stdio);
  await untilLive(url);
  return { ...started, url, port, simulatorPort };
}

const LOGGED_REQUESTS = 50;

describe("a gateway whose output nobody reads", () => {
  test.each<[string, () => StdioOptions]>([
    ["stdout is closed", () => ["ignore", closedPipe(), "ignore"]],
    ["stderr is closed", () => ["ignore", "ignore", closedPipe()]],
    ["stdout and stderr are full", () => ["ignore", fullPipe(), fullPipe()]],
  ])("answers, ends when it is told to, and lets its ports go: %s", async (_, stdio) => {
    const { child, ended, url, port, simulatorPort } = await startGateway(stdio());
    for (let count = 0; count < LOGGED_REQUESTS; count++) expect(await statusOf(`${url}/health/live`)).toBe(200);
    child.kill("SIGTERM");
    expect(await within(10_000, ended)).toEqual({ code: 0, signal: null });
    expect([await canListen(port), await canListen(simulatorPort)]).toEqual([true, true]);
  });

  test("counts the lines of its log that a full disk does not take", async () => {
    const { child, ended, url } = await startGateway(["ignore", opened("/dev/full", constants.O_WRONLY), "ignore"]);
    for (let count = 0; count < LOGGED_REQUESTS; count++) expect(await statusOf(`${url}/health/live`)).toBe(200);
    const [, dropped] = /^gateway_log_lines_dropped_total (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())!;
    expect(Number(dropped)).toBeGreaterThanOrEqual(LOGGED_REQUESTS);
    child.kill("SIGTERM");
    expect(await within(10_000, ended)).toEqual({ code: 0, signal: null });
  });

  test("survives a reader that leaves after the first line, as `| grep -m1` does", async () => {
    const { child, ended, url } = await startGateway(["ignore", "pipe", "ignore"]);
    child.stdout!.once("data", () => child.stdout!.destroy());
    for (let count = 0; count < LOGGED_REQUESTS; count++) expect(await statusOf(`${url}/health/live`)).toBe(200);
    child.kill("SIGTERM");
    expect(await within(10_000, ended)).toEqual({ code: 0, signal: null });
  });

  test("keeps lines for a reader that comes back, up to a megabyte, and counts those it drops", async () => {
    const taken: (() => void)[] = [];
    const stream = new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) });
    const destination = streamDestination(stream);
    const line = `${"x".repeat(99)}\n`;
    for (let count = 0; count < 30_000; count++) destination.write(line);
    expect(stream.writableLength).toBe(Math.floor(MAX_LOG_BACKLOG / 100) * 100);
    expect(destination.dropped()).toBe(30_000 - stream.writableLength / 100);
    while (stream.writableLength > 0) {
      taken.shift()?.();
      await new Promise((resolve) => process.nextTick(resolve));
    }
    const dropped = destination.dropped();
    destination.write(line);
    expect([stream.writableLength, destination.dropped()]).toEqual([100, dropped]);
  });

  test("is refused, not stopped, where the audit trail would go to a pipe", async () => {
    const path = namedPipe();
    const { child, ended } = runNode(
      [built("main.js")],
      { PORT: String(await freePort()), SIMULATOR_PORT: String(await freePort()), STORE_URL: "memory:", AUDIT_FILE: path },
      ["ignore", "ignore", "pipe"],
    );
    let said = "";
    child.stderr!.on("data", (chunk: Buffer) => (said += chunk.toString()));
    expect(await within(10_000, ended)).toEqual({ code: 1, signal: null });
    expect(said).toMatch(/^The configuration cannot be used:\n {2}- AUDIT_FILE is a pipe or a device; expected a file/);
  });
});

/** Runs some lines with the parts of the gateway that end a process. */
const runLines = (lines: string, options: readonly string[] = [], stdio: StdioOptions = "ignore") =>
  runNode(
    [
      ...options,
      "--input-type=module",
      "-e",
      `import { open } from "node:fs";
       import { endOnSignals } from ${JSON.stringify(built("http/shutdown.js"))};
       import { guardStandardStreams } from ${JSON.stringify(built("observability/standard-streams.js"))};
       const log = { info() {}, fatal() {}, error() {} };
       const never = new Promise(() => setInterval(() => undefined, 1_000));
       guardStandardStreams();
       const end = (close) => endOnSignals({ log, close, settled: async () => undefined, limits: { afterSignal: 300, afterFailure: 200 } });
       ${lines}`,
    ],
    {},
    stdio,
  );

describe("a process", () => {
  test("that is told to stop twice ends at once, whatever it has begun", async () => {
    const { child, ended, port } = await startGateway("ignore");
    const request = connect(port, "127.0.0.1");
    request.on("error", () => undefined);
    request.write("POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{");
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill("SIGTERM");
    expect(await within(500, ended)).toBe("still running");
    child.kill("SIGTERM");
    expect(await within(2_000, ended)).toEqual({ code: 1, signal: null });
    request.destroy();
  });

  test.each([
    ["cannot finish what it has begun", "end(() => never);", { code: 1, signal: null }],
    [
      "has nothing left to do and yet has not finished",
      "end(() => new Promise(() => undefined)); const on = setInterval(() => undefined, 50); process.once('SIGTERM', () => clearInterval(on));",
      { code: 1, signal: null },
    ],
    [
      "has a thread stuck in the system",
      `open(process.cwd() + "/stuck", "w", () => undefined); end(async () => undefined);`,
      { code: null, signal: "SIGKILL" },
    ],
    [
      "fails to stop",
      "end(async () => { throw new Error('no'); }); setInterval(() => undefined, 1_000);",
      { code: 1, signal: null },
    ],
  ])("that %s ends within its limit, and its status says so", async (_, lines, expected) => {
    if (lines.includes("stuck")) execFileSync("mkfifo", [join(directory, "stuck")]);
    const { child, ended } = runLines(`${lines} process.stdout.write("ready");`, [], ["ignore", "pipe", "ignore"]);
    await new Promise((resolve) => child.stdout!.once("data", resolve));
    child.kill("SIGTERM");
    expect(await within(5_000, ended)).toEqual(expected);
  });

  test.each([
    ["an exception nobody catches", "setTimeout(() => { throw new Error('unexpected'); }, 10);"],
    ["a rejection nobody handles", "void Promise.reject(new Error('unexpected'));"],
  ])("ends with status 1 after %s, however long closing takes", async (_, lines) => {
    expect(await within(5_000, runLines(`end(() => never); ${lines}`).ended)).toEqual({ code: 1, signal: null });
  });

  test("that has no memory left ends, also when nobody reads what it says of it", async () => {
    const { ended } = runLines(
      "const kept = []; for (;;) kept.push(new Array(1_000).fill(Math.random()));",
      ["--max-old-space-size=40"],
      ["ignore", "ignore", fullPipe()],
    );
    expect(await within(30_000, ended)).toEqual({ code: null, signal: "SIGABRT" });
  }, 40_000);
});
