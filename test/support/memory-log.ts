import type { Log } from "../../resolvers/context.js";

/** A log that keeps its lines, for tests to look at. */
export interface MemoryLog extends Log {
  readonly lines: readonly Record<string, unknown>[];
}

/** Makes an empty one. */
export function memoryLog(): MemoryLog {
  const lines: Record<string, unknown>[] = [];
  const at =
    (level: string) =>
    (details: object, message: string): void => {
      lines.push({ level, message, ...details });
    };
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
