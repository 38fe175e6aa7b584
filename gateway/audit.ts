import { closeSync, openSync, writeSync } from "node:fs";
import type { Logger } from "pino";
import { auditEventOf, type AuthEvent } from "../auth/index.js";

/** Where the audit trail is written. */
export interface Audit {
  record(event: AuthEvent): void;
  close(): void;
}

/**
 * Writes the audit trail to the log, marked `audit: true`, and to a file when there is one: a line of JSON for each event,
 * appended at once. Throws when the file cannot be opened.
 */
export function openAudit(log: Logger, file: string | undefined): Audit {
  // What is audited is not a matter of how much is logged, short of nothing at all.
  const stream = log.child({ audit: true }, log.level === "silent" ? {} : { level: "info" });
  // Appending is done by the system: several processes may share the file, and rotation may empty it.
  let descriptor = file === undefined ? undefined : openSync(file, "a", 0o600);
  return {
    record(event) {
      const audited = auditEventOf(event);
      if (!audited) return;
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
