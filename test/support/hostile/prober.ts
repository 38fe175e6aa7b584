import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What was seen of an address since it was last looked at. */
export interface Seen {
  /** Milliseconds of the longest wait for an answer. */
  readonly longest: number;
  /** Answers that were none. */
  readonly failures: readonly string[];
}

/** Asks an address every 50 ms from a process of its own. */
export interface Prober {
  look(): Promise<Seen>;
  close(): void;
}

const program = fileURLToPath(new URL("probe-process.js", import.meta.url));

/** Starts one for an address of a process. */
export function startProber(url: string, pid: number): Prober {
  const child = fork(program, [url, String(pid)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  return {
    look: () =>
      new Promise((resolve) => {
        child.once("message", (seen) => resolve(seen as Seen));
        child.send({});
      }),
    close: () => void child.kill("SIGKILL"),
  };
}
