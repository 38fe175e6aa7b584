/** What one operation has cost so far, as clients see it in `extensions.cost`. */
export interface Cost {
  /** HTTP requests sent to Actionstep's REST API. */
  readonly upstreamRequests: number;
  /** In how many sequential waves: a request that started after another had ended may have waited for it. */
  readonly rounds: number;
  /** Records that were wanted and already there. */
  readonly cacheHits: number;
}

/** Counts the cost of one operation. */
export interface CostMeter extends Cost {
  /** A request leaves; the result is to be called when it has ended. */
  request(): () => void;
  hit(): void;
}

/** Starts counting at nothing. */
export function createCostMeter(): CostMeter {
  let upstreamRequests = 0;
  let rounds = 0;
  let ended = 0;
  let cacheHits = 0;
  return {
    get upstreamRequests() {
      return upstreamRequests;
    },
    get rounds() {
      return rounds;
    },
    get cacheHits() {
      return cacheHits;
    },
    request() {
      upstreamRequests += 1;
      const round = ended + 1;
      rounds = Math.max(rounds, round);
      return () => {
        ended = Math.max(ended, round);
      };
    },
    hit() {
      cacheHits += 1;
    },
  };
}
