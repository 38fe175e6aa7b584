/** What one operation has cost so far, as clients see it in `extensions.cost`. */
export interface Cost {
  /**
   * HTTP requests sent to Actionstep's REST API. One that several operations share is counted by one of them, so that
   * the sum over all operations is what was sent.
   */
  readonly upstreamRequests: number;
  /** In how many sequential waves: a request that started after another had ended may have waited for it. */
  readonly rounds: number;
  /** Records that were wanted and already there. */
  readonly cacheHits: number;
}

/** Counts the cost of one operation. */
export interface CostMeter extends Cost {
  /** The operation begins to wait for an answer; the result is to be called when that has come. */
  wait(): () => void;
  /** A request leaves, at this operation's expense. */
  sent(): void;
  hit(): void;
  /** An answer has come: its rows, side-loaded ones included, and its bytes. Throws where the operation may not read more. */
  received(rows: number, bytes: number): void;
}

/** What an operation may still read. */
export interface ReadBudget {
  receive(rows: number, bytes: number): void;
}

/** Starts counting at nothing. */
export function createCostMeter(budget?: ReadBudget): CostMeter {
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
    wait() {
      const round = ended + 1;
      rounds = Math.max(rounds, round);
      return () => {
        ended = Math.max(ended, round);
      };
    },
    sent() {
      upstreamRequests += 1;
    },
    hit() {
      cacheHits += 1;
    },
    received: (rows, bytes) => budget?.receive(rows, bytes),
  };
}
