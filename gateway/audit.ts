import { closeSync, openSync, writeSync } from "node:fs";
import type { Logger } from "pino";
import { auditEventOf, type AuthEvent } from "../auth/index.js";

/** Where the audit trail is written. */
export interface Audit {
  record(event: AuthEvent): void;
  close(): void;
}

/** How many refused requests a minute are written one by one: anybody can cause them. Of the others it is written how many there were. */
const MAX_REFUSALS_PER_MINUTE = 600;
const MINUTE = 60_000;

/**
 * Writes the audit trail to the log, marked `audit: true`, and to a file when there is one: a line of JSON for each event,
 * appended at once. Throws when the file cannot be opened.
 */
export function openAudit(log: Logger, file: string | undefined): Audit {
  // What is audited is not a matter of how much is logged, short of nothing at all.
  const stream = log.child({ audit: true }, log.level === "silent" ? {} : { level: "info" });
  // Appending is done by the system: several processes may share the file, and rotation may empty it.
  let descriptor = file === undefined ? undefined : openSync(file, "a", 0o600);
  let refusals = { since: -Infinity, count: 0 };
  /** Whether a refusal is one too many in its minute. */
  const isTooMany = (at: number): boolean => {
    if (at - refusals.since >= MINUTE) {
      const omitted = refusals.count - MAX_REFUSALS_PER_MINUTE;
      if (omitted > 0) log.warn({ omitted }, "more requests were refused within a minute than the audit trail holds");
      refusals = { since: at, count: 0 };
    }
    return ++refusals.count > MAX_REFUSALS_PER_MINUTE;
  };
  return {
    record(event) {
      const audited = auditEventOf(event);
      if (!audited || (audited.outcome === "refused" && isTooMany(event.at))) return;
      stream.info(audited, audited.action);
      if (descriptor === undefined) return;
      try {
        writeSync(descriptor, `${JSON.stringify(audited)}\n`);
      } catch (error) {
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
