import type { ConnectionRecord } from "./connection-record.js";
import type { RefreshParts } from "./refresh-parts.js";
import { StoreUnavailable } from "../store/store-failure.js";
import type { OpenConnection } from "./sealed-tokens.js";
import { pause, settledWithin } from "../store/waiting.js";

/** A change to a connection's record, or undefined when it no longer applies. */
export type Change = (record: ConnectionRecord | null) => ConnectionRecord | undefined;

/** Saves tokens however long the store is away, and keeps them in memory meanwhile. */
export interface WriteBehind {
  /**
   * Applies a change to the stored record and resolves to the result. If the store is away for longer than the save window,
   * resolves to the record of `unsaved` and goes on saving in the background.
   */
  save(unsaved: OpenConnection, attemptId: string, change: Change): Promise<ConnectionRecord | null>;
  /** A connection with tokens that are not saved yet. */
  unsaved(id: string): OpenConnection | undefined;
  readonly count: number;
  /** Waits up to `ms` milliseconds for unfinished saves, then gives them up. */
  close(ms: number): Promise<void>;
}

/** Milliseconds before the second try to save, and at most before a later one. */
const MIN_PAUSE = 20;
const MAX_PAUSE = 2_000;

/** Makes the write-behind of one process. */
export function createWriteBehind({ records, spool, timing, time, log, emit }: RefreshParts): WriteBehind {
  const waiting = new Map<string, { open: OpenConnection; saved: Promise<void> }>();
  let givenUp = false;

  const attempts = async (
    id: string,
    change: Change,
    until: number,
  ): Promise<{ record: ConnectionRecord | null } | undefined> => {
    for (let wait = MIN_PAUSE; ; wait = Math.min(wait * 2, MAX_PAUSE)) {
      try {
        return { record: await records.change(id, change) };
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        if (givenUp || time.now() >= until) return undefined;
        if (wait === MIN_PAUSE) {
          log.warn(
            { connectionId: id, problem: error.message },
            "refreshed tokens are not saved yet: the store is not available",
          );
          emit({ name: "store.unsaved", connectionId: id });
        }
        await pause(time, wait);
      }
    }
  };
  // A saved answer is no longer needed in the spool. If it stays there, the next start finds that it no longer counts.
  const unspool = (connectionId: string, attemptId: string): Promise<void> =>
    spool.drop({ connectionId, attemptId }).catch(() => undefined);
  const spooled = async (attemptId: string): Promise<boolean> =>
    (await spool.all().catch(() => [])).some((each) => each.attemptId === attemptId);

  const later = async (id: string, attemptId: string, change: Change): Promise<void> => {
    try {
      const saved = await attempts(id, change, Infinity);
      if (saved) {
        log.info({ connectionId: id }, "refreshed tokens are saved");
        await unspool(id, attemptId);
      } else if (await spooled(attemptId))
        log.warn(
          { connectionId: id },
          "refreshed tokens could not be saved before closing: the spool has them for the next start",
        );
      else
        log.error(
          { connectionId: id },
          "refreshed tokens could not be saved before closing: unless the store has their answer, this viewer has to connect again",
        );
    } finally {
      waiting.delete(id);
    }
  };

  return {
    async save(unsaved, attemptId, change) {
      const saved = await attempts(unsaved.id, change, time.now() + timing.saveWindow);
      if (saved) {
        await unspool(unsaved.id, attemptId);
        return saved.record;
      }
      const work = later(unsaved.id, attemptId, change).catch(() => undefined);
      waiting.set(unsaved.id, { open: unsaved, saved: work });
      return unsaved.record;
    },
    unsaved: (id) => waiting.get(id)?.open,
    get count() {
      return waiting.size;
    },
    async close(ms) {
      const all = Promise.allSettled([...waiting.values()].map(({ saved }) => saved));
      await settledWithin(time, all, ms);
      givenUp = true;
      await all;
    },
  };
}
