/** How long things take and wait, in milliseconds. */
export interface Timing {
  /** One request to Actionstep. */
  readonly httpTimeout: number;
  /** How long a lease lasts unless renewed, and how often it is. */
  readonly lease: number;
  readonly heartbeat: number;
  /** How long a refresh waits for the store to take its result before it goes on saving in the background. */
  readonly saveWindow: number;
  /** How long somebody else's attempt may still be holding an answer. */
  readonly intentGrace: number;
  /** How long a refresh waits for another process's. */
  readonly maxWait: number;
  /** How long a caller waits for a token. */
  readonly callerWait: number;
  /** How long before its end an access token counts as expired; never more than a tenth of its life. */
  readonly hardSkew: number;
  /** How long what was read from the store is used again. */
  readonly reuse: number;
  /**
   * Refreshes that refused access tokens may ask for at once, and the time after which one of them is given back: now and
   * then a token is refused twice, and a server that refuses all must not be stormed.
   */
  readonly forcedAtOnce: number;
  readonly forcedEvery: number;
  /** When a grant found dead is tried once more. */
  readonly probeAfter: number;
  /** The pause before the one retry of a request that was never sent. */
  readonly neverSentPause: number;
  /** The pause after a failure: the shortest, and the longest it grows to. */
  readonly backoff: number;
  readonly backoffLimit: number;
  /** The pauses before further tries to learn who somebody is. */
  readonly identityPauses: readonly number[];
  /** How long closing waits for unfinished saves. */
  readonly closeWait: number;
  /** How often connections nobody uses are looked after. */
  readonly upkeepEvery: number;
  /** The least time between two refreshes that keep-alive begins, and how many may be under way. */
  readonly upkeepPace: number;
  readonly upkeepParallel: number;
  /** How long after its last refresh a connection nobody uses is refreshed, and how far that varies from one to the next. */
  readonly keepAliveAfter: number;
  readonly keepAliveSpread: number;
  /** How long before its end it is told that a refresh token has not been renewed. */
  readonly expiringBefore: number;
  /** How long it is remembered that somebody ended a connection. */
  readonly tombstoneLife: number;
}

const DAY = 86_400_000;

export const TIMING: Timing = {
  httpTimeout: 10_000,
  lease: 15_000,
  heartbeat: 5_000,
  saveWindow: 20_000,
  intentGrace: 35_000,
  maxWait: 12_000,
  callerWait: 25_000,
  hardSkew: 30_000,
  reuse: 5_000,
  forcedAtOnce: 3,
  forcedEvery: 20_000,
  probeAfter: 600_000,
  neverSentPause: 200,
  backoff: 1_000,
  backoffLimit: 300_000,
  identityPauses: [250, 750],
  closeWait: 25_000,
  upkeepEvery: 600_000,
  upkeepPace: 500,
  upkeepParallel: 4,
  keepAliveAfter: 7 * DAY,
  keepAliveSpread: DAY / 2,
  expiringBefore: 3 * DAY,
  tombstoneLife: 30 * DAY,
};

/** How long after its last use a connection is kept alive, unless said otherwise. */
export const KEEP_ALIVE_FOR = 90 * DAY;

/** Life of a refresh token at Actionstep; what it says itself is not known. */
export const REFRESH_TOKEN_LIFE = 21 * DAY;

/** The pause after the n-th failure in a row: doubling, drawn anew between the shortest and that. */
export function backoffAfter(failures: number, { backoff, backoffLimit }: Timing, random: () => number): number {
  const most = Math.min(backoffLimit, backoff * 2 ** Math.min(failures, 30));
  return backoff + random() * Math.max(0, most - backoff);
}
