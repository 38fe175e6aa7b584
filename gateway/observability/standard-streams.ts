import { fstatSync, writeSync } from "node:fs";
import type { DestinationStream } from "pino";

/** Bytes of log lines that may wait in memory for a reader of stdout; further lines are dropped and counted. */
export const MAX_LOG_BACKLOG = 1_048_576;

/** A destination of log lines. Writing never throws, and blocks only for a file. */
export interface LogDestination extends DestinationStream {
  /** How many lines were dropped because nobody read them or they could not be written. */
  dropped(): number;
  /** Resolves when all lines are written, or so many milliseconds have passed. */
  settled(limit: number): Promise<void>;
}

/** The handle of a terminal. By default Node writes to terminals synchronously: a paused one would stop the process. */
interface WithHandle {
  readonly _handle?: { setBlocking?(isBlocking: boolean): unknown } | null;
}

/**
 * Keeps stdout and stderr from ending or blocking the process when they are closed or full. Reading `process.stderr` makes a
 * stream of it, after which Node writes to a pipe without blocking; before, even a crash for want of memory waits for a reader.
 */
export function guardStandardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => undefined);
    if (stream.isTTY) (stream as WithHandle)._handle?.setBlocking?.(false);
  }
}

/** A destination for a file or a device that is no terminal. It needs no stream, which a full disk would end for good. */
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

/** A destination for a stream, which drops lines while `MAX_LOG_BACKLOG` bytes wait to be read. */
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

/** The destination for stdout. Call `guardStandardStreams` before. */
export function standardOutput(): LogDestination {
  const kind = fstatSync(1);
  return process.stdout.isTTY || kind.isFIFO() || kind.isSocket() ? streamDestination(process.stdout) : fileDestination(1);
}
