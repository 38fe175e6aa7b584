import { fstatSync, writeSync } from "node:fs";
import type { DestinationStream } from "pino";

/** Bytes of log lines that wait in memory for whoever reads stdout; lines beyond that are dropped and counted. */
export const MAX_LOG_BACKLOG = 1_048_576;

/** Where log lines go: writing never blocks and never throws. */
export interface LogDestination extends DestinationStream {
  /** How many lines were dropped, since nobody read them or they could not be written. */
  dropped(): number;
  /** Resolves when all lines are written, or so many milliseconds have passed. */
  settled(limit: number): Promise<void>;
}

/** Terminals are written to synchronously unless Node is told otherwise; one that is paused would freeze the process. */
interface WithHandle {
  readonly _handle?: { setBlocking?(isBlocking: boolean): unknown } | null;
}

/**
 * Makes stdout and stderr of this process harmless: a closed one is no failure of the process, and a full one never
 * blocks it. Node writes to pipes without blocking once it has made a stream of them; before, even an abort for want of
 * memory would wait for a reader of stderr.
 */
export function guardStandardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => undefined);
    if (stream.isTTY) (stream as WithHandle)._handle?.setBlocking?.(false);
  }
}

/** A file, or a device that is no terminal: written at once, without a stream that a full disk would end for good. */
function fileDestination(descriptor: number): LogDestination {
  let dropped = 0;
  return {
    write(text) {
      try {
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length; at += writeSync(descriptor, bytes, at));
      } catch {
        dropped++;
      }
    },
    dropped: () => dropped,
    settled: async () => undefined,
  };
}

/** A stream, of which at most `MAX_LOG_BACKLOG` bytes wait to be read. */
export function streamDestination(stream: NodeJS.WritableStream & { readonly writableLength: number }): LogDestination {
  let dropped = 0;
  return {
    write(text) {
      if (stream.writableLength + text.length > MAX_LOG_BACKLOG) {
        dropped++;
        return;
      }
      stream.write(text, (error) => {
        if (error) dropped++;
      });
    },
    dropped: () => dropped,
    async settled(limit) {
      const end = Date.now() + limit;
      while (stream.writableLength > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
}

/** Stdout, as the log writes to it. `guardStandardStreams` comes first. */
export function standardOutput(): LogDestination {
  const kind = fstatSync(1);
  return process.stdout.isTTY || kind.isFIFO() || kind.isSocket() ? streamDestination(process.stdout) : fileDestination(1);
}
