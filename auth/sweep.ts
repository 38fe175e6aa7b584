import { describeError, type Log } from "./log.js";
import type { TokenStore } from "./store.js";

/** How often there is a look round. */
const EVERY = 600_000;

/** What is of no use after a while, and how long that is. Each value says when it was made. */
const LIVES: readonly (readonly [prefix: string, lifeMs: number])[] = [
  ["tx:", 1_200_000],
  ["pending:", 24 * 3_600_000],
];

/** Clears away sign-ins nobody finished, in the background and now and then; nothing depends on it. */
export function createSweep(tokens: TokenStore, clock: () => number, log: Log): () => void {
  let last = -Infinity;
  const sweep = async (prefix: string, lifeMs: number): Promise<void> => {
    let cursor: string | undefined;
    do {
      const page = await tokens.scan(prefix, cursor);
      for (const key of page.keys) {
        const raw = await tokens.read(key);
        if (raw !== null && clock() - (JSON.parse(raw) as { createdAt: number }).createdAt > lifeMs) await tokens.take(key);
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
  };
  return () => {
    if (clock() - last < EVERY) return;
    last = clock();
    Promise.all(LIVES.map(([prefix, lifeMs]) => sweep(prefix, lifeMs))).catch((error: unknown) =>
      log.warn(describeError(error), "unfinished sign-ins could not be cleared away"),
    );
  };
}
