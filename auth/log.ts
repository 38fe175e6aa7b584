import { SealFailure } from "./crypto/seal.js";
import { StoreUnavailable } from "./store/store-failure.js";
import { TokenRequestFailure } from "./connections/token-outcome.js";

/** Where the auth module writes what happened: a pino logger is one. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * What may be logged of an error: its kind, and its message only when it is one of ours.
 * Causes are never followed: those of a token request hold the whole answer.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (error instanceof TokenRequestFailure)
    return { outcome: error.outcome, status: error.status, error: error.error, problem: error.message };
  if (error instanceof SealFailure || error instanceof StoreUnavailable) return { problem: error.message };
  const { name, code } = error instanceof Error ? (error as Error & { code?: unknown }) : { name: typeof error, code: undefined };
  return { problem: name, ...(typeof code === "string" && { code }) };
}

/** Conditions an operator has to end. Each is logged as an error once, however often it is met, until it is over. */
export interface Alarms {
  raise(kind: AlarmKind, fields: object, message: string): void;
  end(kind: AlarmKind): void;
  /** The ones that are on. */
  active(): AlarmKind[];
}

/** What can be wrong that no viewer can put right. */
export type AlarmKind = "client-config" | "api-endpoint" | "provider" | "keys" | "org-mismatch" | "clock";

/** How long a condition that goes on stays quiet before it is logged as an error again. */
const REMINDER = 600_000;

/** Makes the alarms of one process. */
export function createAlarms(log: Log): Alarms {
  const raised = new Map<AlarmKind, number>();
  return {
    raise(kind, fields, message) {
      const now = performance.now();
      const last = raised.get(kind);
      if (last !== undefined && now - last < REMINDER) return log.debug({ alarm: kind, ...fields }, message);
      raised.set(kind, now);
      log.error({ alarm: kind, ...fields }, message);
    },
    end: (kind) => void raised.delete(kind),
    active: () => [...raised.keys()],
  };
}
