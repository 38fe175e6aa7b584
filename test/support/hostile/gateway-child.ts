import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../dist/gateway/main.js", import.meta.url));

/** The built gateway in a small heap, and what is wrong with what it wrote. */
export interface GatewayChild {
  readonly pid: number;
  /** How it ended; undefined as long as it has not. */
  readonly ended: () => string | undefined;
  /** Lines at level error or fatal, and those with something in them that is nobody's business; forgotten once told. */
  readonly badLines: () => string[];
  /** The last of what it wrote. */
  readonly tail: () => string;
  /** Why it ended, where it said so. */
  readonly lastWords: () => string;
  /** Bytes of its heap, and of buffers outside it, after a forced collection; for a child started with `HEAP_REPORT`. */
  heap(): Promise<number>;
  /** Milliseconds that its first thread has worked so far, or the time where the system does not tell. */
  worked(): number;
  kill(): Promise<void>;
}

/** Options of Node with which a child tells of its heap. */
export const HEAP_REPORT = ["--expose-gc", "--import", new URL("heap-report.js", import.meta.url).href];

/** Starts it; `isSecret` says whether a line holds what no log may hold. */
export function startGatewayChild(
  cwd: string,
  environment: Readonly<Record<string, string>>,
  { nodeOptions = [], isSecret }: { nodeOptions?: readonly string[]; isSecret: (line: string) => boolean },
): GatewayChild {
  const child = spawn(process.execPath, ["--max-old-space-size=512", ...nodeOptions, main], {
    cwd,
    env: { PATH: process.env["PATH"]!, ...environment },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  let bad: string[] = [];
  let tail: string[] = [];
  const read = (line: string): void => {
    tail = [...tail.slice(-40), line.slice(0, 300)];
    if (isSecret(line)) bad.push(`a line of the log that gives something away: ${line.slice(0, 200)}`);
    const level = /^\{"level":(\d+)/.exec(line)?.[1];
    if (Number(level ?? 0) >= 50) bad.push(`a line of the log: ${line.slice(0, 400)}`);
  };
  for (const stream of [child.stdout!, child.stderr!]) {
    let rest = "";
    stream.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop()!;
      for (const line of lines) read(line);
    });
  }
  let ended: string | undefined;
  const exit = new Promise<void>((resolve) =>
    child.once("exit", (code, signal) => {
      ended = `with ${signal ?? code}`;
      resolve();
    }),
  );
  return {
    pid: child.pid!,
    ended: () => ended,
    badLines() {
      const told = bad;
      bad = [];
      return told;
    },
    tail: () => tail.join("\n"),
    lastWords: () => tail.find((line) => /FATAL|Error/.test(line)) ?? tail.join("\n").slice(-600),
    heap: () =>
      new Promise((resolve) => {
        (child.stdio[3] as Readable).once("data", (bytes: Buffer) => resolve(Number(bytes.toString())));
        child.kill("SIGWINCH");
      }),
    worked() {
      try {
        return Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
      } catch {
        return performance.now();
      }
    },
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
  };
}
