import closeWithGrace from "close-with-grace";
import type { Logger } from "pino";

/** Milliseconds that a thread of the pool has to return before the process ends without it. */
const MAX_POOL_WAIT = 1_000;
/** Milliseconds that the last lines of the log have to be read. */
const MAX_LOG_WAIT = 500;

/** Whether threads of libuv's pool are at work for requests such as opening a file or looking up a name. */
const isPoolBusy = (): boolean => process.getActiveResourcesInfo().some((name) => /Req/.test(name));

/**
 * Ends the process now. `process.exit` waits for the threads of the pool, and one of them may be stuck in the operating
 * system for ever, for example while it opens a named pipe; then the process kills itself, and its status says so.
 */
function endProcess(status: number): never {
  if (isPoolBusy()) {
    process.kill(process.pid, "SIGKILL");
    // The first process of a container cannot be killed by itself.
    if (process.pid === 1) process.abort();
  }
  process.exit(status);
}

/** The same as `endProcess`, once the pool has done its work, for which it has a moment. */
export async function endProcessSoon(status: number): Promise<never> {
  const end = Date.now() + MAX_POOL_WAIT;
  while (isPoolBusy() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  return endProcess(status);
}

/** What is to be done when the process ends. */
export interface Shutdown {
  readonly log: Logger;
  /** Finishes what was begun; told which signal it was, unless it was a failure. */
  readonly close: (signal?: NodeJS.Signals) => Promise<void>;
  /** Resolves when the last lines of the log are written, or so many milliseconds have passed. */
  readonly settled: (limit: number) => Promise<void>;
  /** Milliseconds within which the process ends, whatever `close` does. */
  readonly limits: { readonly afterSignal: number; readonly afterFailure: number };
}

/**
 * Ends the process on a signal or an unexpected failure: what was begun is finished within the limits,
 * and a second signal or failure ends it at once. Status 0 only after a signal and a
 * whole drain.
 */
export function endOnSignals({ log, close, settled, limits }: Shutdown): void {
  // The timer of the library is as long for failures as for signals, and its end waits for the pool: ours does not.
  const grace = { delay: null, logger: undefined, onSecondSignal: () => endProcess(1), onSecondError: () => endProcess(1) };
  closeWithGrace(grace, async ({ err, signal }) => {
    setTimeout(() => endProcess(1), err ? limits.afterFailure : limits.afterSignal).unref();
    let status = err ? 1 : 0;
    // In case nothing is left to wait for, and `close` never ends.
    process.exitCode = 1;
    try {
      if (err) log.fatal({ err }, "unexpected failure, stopping");
      else log.info({ signal }, "stopping");
      await close(signal);
    } catch (error) {
      status = 1;
      log.error({ err: error }, "stopping failed");
    }
    await settled(MAX_LOG_WAIT);
    await endProcessSoon(status);
  });
}
