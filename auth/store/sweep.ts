import { describeError, type Log } from "../log.js";
import type { TokenStore } from "./store.js";

/** How often there is a look round. */
const EVERY = 600_000;

/** What is of no use any more at a time, by the beginning of its key. Each value says when it was made or when it ends. */
const STALE: readonly (readonly [prefix: string, isStale: (value: never, now: number) => boolean])[] = [
  ["tx:", ({ createdAt }: { createdAt: number }, now) => now - createdAt > 1_200_000],
  ["pending:", ({ createdAt }: { createdAt: number }, now) => now - createdAt > 24 * 3_600_000],
  ["pat:", ({ expiresAt }: { expiresAt: number }, now) => now > expiresAt],
  ["holders:", (users: readonly { until: number }[], now) => users.every(({ until }) => now > until)],
];

/** Clears away sign-ins nobody finished and what has ended by itself, in the background and now and then; nothing depends on it. */
export function createSweep(tokens: TokenStore, clock: () => number, log: Log): () => void {
  let last = -Infinity;
  const sweep = async (prefix: string, isStale: (value: never, now: number) => boolean): Promise<void> => {
    let cursor: string | undefined;
    do {
      const page = await tokens.scan(prefix, cursor);
      for (const key of page.keys) {
        const raw = await tokens.read(key);
        // Compared, so that a list somebody has just been added to stays.
        if (raw !== null && isOver(raw, isStale, clock())) await tokens.cas(key, raw, null);
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
  };
  return () => {
    if (clock() - last < EVERY) return;
    last = clock();
    for (const [prefix, isStale] of STALE)
      sweep(prefix, isStale).catch((error: unknown) => log.warn(describeError(error), "what is over could not be cleared away"));
  };
}

/** Whether a stored value is stale. What cannot be read is left where it is, for an operator to look at. */
function isOver(raw: string, isStale: (value: never, now: number) => boolean, now: number): boolean {
  try {
    return isStale(JSON.parse(raw) as never, now);
  } catch {
    return false;
  }
}
