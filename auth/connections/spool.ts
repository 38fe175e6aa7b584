import type { Pending } from "./connection-record.js";

/** A token answer that the store would not take, sealed for its connection. */
export interface Spooled extends Pending {
  readonly connectionId: string;
}

/** A place outside the store for tokens the store would not take, until it does: on this machine, surviving the process. */
export interface Spool {
  /** Resolves when it would survive a crash; rejects when it cannot be kept. */
  keep(spooled: Spooled): Promise<void>;
  /** Everything that is kept. */
  all(): Promise<readonly Spooled[]>;
  /** Removes what is kept of an attempt, if anything is. */
  drop(spooled: Pick<Spooled, "connectionId" | "attemptId">): Promise<void>;
}

/** Where nothing can be kept. */
export const NO_SPOOL: Spool = {
  keep: () => Promise.reject(new Error("there is no spool")),
  all: () => Promise.resolve([]),
  drop: () => Promise.resolve(),
};
