import type { Pending } from "./connection-record.js";

/** A token answer that the store would not take, sealed for its connection. */
export interface Spooled extends Pending {
  readonly connectionId: string;
}

/** A place on this machine, outside the store, for token answers that could not be saved. It outlives the process. */
export interface Spool {
  /** Resolves when the answer would survive a crash. Rejects when it cannot be written. */
  keep(spooled: Spooled): Promise<void>;
  /** All answers in the spool. */
  all(): Promise<readonly Spooled[]>;
  /** Removes the answer of an attempt, if there is one. */
  drop(spooled: Pick<Spooled, "connectionId" | "attemptId">): Promise<void>;
}

/** The spool of a gateway that has none: `keep` always rejects. */
export const NO_SPOOL: Spool = {
  keep: () => Promise.reject(new Error("there is no spool")),
  all: () => Promise.resolve([]),
  drop: () => Promise.resolve(),
};
