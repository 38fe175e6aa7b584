import { closeSync, constants, fstatSync, openSync, writeSync } from "node:fs";
import type { Logger } from "pino";
import { auditEventOf, type AuthEvent } from "../../auth/index.js";
import { ConfigError } from "../config.js";

/** Where the audit trail is written. */
export interface Audit {
  record(event: AuthEvent): void;
  close(): void;
}

/** Refused requests a minute that are each written, since anybody can cause them; of the rest only the number is logged. */
const MAX_REFUSALS_PER_MINUTE = 600;
const MINUTE = 60_000;

/**
 * Opens a file to append to. Throws `ConfigError` when it cannot be opened or is no regular file: writing to a pipe that
 * nobody reads would stop the whole process.
 */
function openFile(file: string): number {
  const refused = (problem: string): ConfigError => new ConfigError([`AUDIT_FILE ${problem}; expected a file to append to.`]);
  let descriptor: number;
  try {
    // Without O_NONBLOCK, opening a pipe waits until somebody reads from it.
    const { O_APPEND, O_CREAT, O_WRONLY, O_NONBLOCK } = constants;
    descriptor = openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NONBLOCK, 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refused(code === "ENXIO" ? "is a pipe or a device" : `cannot be opened (${code})`);
  }
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw refused("is a pipe or a device");
}

/**
 * Opens the audit trail. Each event is logged with `audit: true` and, when a file is given, appended to it as a line of JSON.
 * A line that cannot be written is logged as an error and reported to `onLost`. Throws when the file cannot be opened.
 */
export function openAudit(log: Logger, file: string | undefined, onLost: () => void = () => undefined): Audit {
  // Audit events are logged at every log level but `silent`.
  const stream = log.child({ audit: true }, log.level === "silent" ? {} : { level: "info" });
  // The file is opened for appending: the system writes at its end, also when processes share it or a rotation empties it.
  let descriptor = file === undefined ? undefined : openFile(file);
  let refusals = { since: -Infinity, count: 0 };
  /** Counts a refusal. Returns whether its minute already has `MAX_REFUSALS_PER_MINUTE` of them. */
  const isTooMany = (at: number): boolean => {
    if (at - refusals.since >= MINUTE) {
      const omitted = refusals.count - MAX_REFUSALS_PER_MINUTE;
      if (omitted > 0) log.warn({ omitted }, "more requests were refused within a minute than the audit trail holds");
      refusals = { since: at, count: 0 };
    }
    return ++refusals.count > MAX_REFUSALS_PER_MINUTE;
  };
  let isCutOff = false;
  const append = (to: number, line: string): void => {
    // After a line that a full disk cut off, the next one begins on a new line.
    const bytes = Buffer.from(`${isCutOff ? "\n" : ""}${line}\n`);
    let at = 0;
    try {
      while (at < bytes.length) at += writeSync(to, bytes, at);
      isCutOff = false;
    } catch (error) {
      isCutOff ||= at > 0;
      throw error;
    }
  };
  return {
    record(event) {
      const audited = auditEventOf(event);
      if (!audited || (audited.outcome === "refused" && isTooMany(event.at))) return;
      stream.info(audited, audited.action);
      if (descriptor === undefined) return;
      try {
        append(descriptor, JSON.stringify(audited));
      } catch (error) {
        onLost();
        log.error(
          { code: (error as NodeJS.ErrnoException).code, id: audited.id },
          "an audit event could not be written to AUDIT_FILE",
        );
      }
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
