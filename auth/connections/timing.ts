/** The times of the auth module, in milliseconds. */
export interface Timing {
  /** The time-out of one request to Actionstep. */
  readonly httpTimeout: number;
  /** How long a lease lasts unless it is extended, and the interval at which it is. */
  readonly lease: number;
  readonly heartbeat: number;
  /** How long a refresh tries to save its result before it returns and saving goes on in the background. */
  readonly saveWindow: number;
  /** How long another process's attempt is taken to be under way. */
  readonly intentGrace: number;
  /** How long a refresh waits for another process that refreshes the same connection. */
  readonly maxWait: number;
  /** How long a caller waits for a refresh. */
  readonly callerWait: number;
  /** How long before its end an access token counts as expired: this, or a tenth of its life if that is shorter. */
  readonly hardSkew: number;
  /** How long a connection that was read from the store is used without reading it again. */
  readonly reuse: number;
  /**
   * A token bucket for refreshes after a 401: how many may begin at once, and the time after which one more may. A server that
   * refuses every access token is not sent refreshes without end.
   */
  readonly forcedAtOnce: number;
  readonly forcedEvery: number;
  /** How long after it was found dead a grant is tried once more. */
  readonly probeAfter: number;
  /** The pause before the one retry of a request that was never sent. */
  readonly neverSentPause: number;
  /** The shortest pause after a failed refresh, and the longest. */
  readonly backoff: number;
  readonly backoffLimit: number;
  /** The pauses before each further try to read the current user. */
  readonly identityPauses: readonly number[];
  /** How long closing waits for unfinished saves. */
  readonly closeWait: number;
  /** The interval between two rounds of keep-alive. */
  readonly keepAliveEvery: number;
  /** The least time between two refreshes that keep-alive begins, and the number (no time) that may be under way. */
  readonly keepAliveInterval: number;
  readonly keepAliveParallel: number;
  /** How long after its last refresh keep-alive refreshes a connection, and by how much that varies between connections. */
  readonly keepAliveAfter: number;
  readonly keepAliveSpread: number;
  /** How long before a refresh token expires `connection.expiring` is emitted. */
  readonly expiringBefore: number;
  /** How long the record of a disconnected connection is kept. */
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
  keepAliveEvery: 600_000,
  keepAliveInterval: 500,
  keepAliveParallel: 4,
  keepAliveAfter: 7 * DAY,
  keepAliveSpread: DAY / 2,
  expiringBefore: 3 * DAY,
  tombstoneLife: 30 * DAY,
};

/** Milliseconds after its last use for which a connection is kept alive, by default. */
export const KEEP_ALIVE_FOR = 90 * DAY;

/** Life of a refresh token in milliseconds: 21 days, as documented. Token answers do not state it. */
export const REFRESH_TOKEN_LIFE = 21 * DAY;

/** Milliseconds to pause after the n-th failure in a row: random, from `backoff` to a limit that doubles with each failure. */
export function backoffAfter(failures: number, { backoff, backoffLimit }: Timing, random: () => number): number {
  const most = Math.min(backoffLimit, backoff * 2 ** Math.min(failures, 30));
  return backoff + random() * Math.max(0, most - backoff);
}
