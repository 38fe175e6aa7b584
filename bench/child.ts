import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { getHeapStatistics } from "node:v8";

/** What a process has used since it was last asked. */
export interface Usage {
  /** Milliseconds of processor time, in all threads. */
  readonly cpu: number;
  /** Megabytes in use at the most, as far as sampled; and resident now. */
  readonly heapPeak: number;
  readonly rss: number;
}

/** A process of the bench. */
export interface Child<Ready> {
  readonly ready: Ready;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** Starts a process of `bench/processes/` and waits until it is ready. */
export async function startChild<Ready>(name: string, input: object = {}): Promise<Child<Ready>> {
  const file = fileURLToPath(new URL(`processes/${name}.js`, import.meta.url));
  const process = fork(file, [JSON.stringify(input)], { env: { NODE_ENV: "production" }, execArgv: ["--expose-gc"] });
  const exited = new Promise<void>((resolve) => process.once("exit", () => resolve()));
  const message = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      process.once("message", (value) => resolve(value as T));
      void exited.then(() => reject(new Error(`The process "${name}" has ended.`)));
    });
  const ready = await message<Ready>();
  return {
    ready,
    usage: () => {
      const answer = message<Usage>();
      process.send("usage");
      return answer;
    },
    stop: async () => {
      process.disconnect();
      await exited;
    },
  };
}

const MEGABYTE = 1024 * 1024;
const SAMPLE_EVERY = 20;

/** Runs as a process of the bench: does what its input says, then tells what it uses whenever asked. */
export function runChild<Input, Ready extends object>(start: (input: Input) => Promise<Ready>): void {
  let peak = 0;
  let before = process.cpuUsage();
  const sample = (): void => {
    peak = Math.max(peak, getHeapStatistics().used_heap_size);
  };
  setInterval(sample, SAMPLE_EVERY).unref();
  process.on("message", () => {
    sample();
    const { user, system } = process.cpuUsage(before);
    const usage: Usage = { cpu: (user + system) / 1000, heapPeak: peak / MEGABYTE, rss: process.memoryUsage.rss() / MEGABYTE };
    globalThis.gc?.();
    peak = 0;
    before = process.cpuUsage();
    process.send!(usage);
  });
  // Whoever started it has gone.
  process.on("disconnect", () => process.exit(0));
  void start(JSON.parse(process.argv[2]!) as Input).then((ready) => process.send!(ready));
}

/** The address of a server that listens on a free port. */
export const addressOf = (server: { address(): unknown }): string =>
  `http://localhost:${(server.address() as { port: number }).port}`;
