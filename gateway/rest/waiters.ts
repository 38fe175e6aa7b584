import type { Viewer } from "../../auth/index.js";
import type { Log } from "../../resolvers/context.js";
import type { CostMeter } from "./cost.js";

/** What sending requests needs to know of an operation. */
export interface UpstreamContext {
  /** Throws `UNAUTHENTICATED` when nobody is signed in. */
  readonly viewer: () => Viewer;
  /** Makes a function that gives the URL to connect again with these scopes. */
  readonly connectUrl: (scopes: readonly string[]) => () => string;
  readonly cost: CostMeter;
  readonly log: Log;
  /** Until when requests may be kept waiting for their turn or sent again, in milliseconds since 1970. */
  readonly deadline: number;
  /** Called at every 429, even one that a retry hides from the operation. */
  readonly limited?: () => void;
  /** Aborted when nobody waits for the operation any more. */
  readonly signal?: AbortSignal;
}

/** The operations of one viewer that wait for the same answer. */
export interface Waiters {
  /** Aborted when no operation waits any more. */
  readonly signal: AbortSignal;
  /** Who waits still, in the order they joined. */
  readonly contexts: readonly UpstreamContext[];
  join(upstream: UpstreamContext): void;
  /** Begins a round in the cost of each operation, later joiners included; call the result when the answer arrives. */
  wait(): () => void;
  /** Removes the abort listeners once the answer has come. */
  stopListening(): void;
}

/** Creates waiters, with no operation joined. */
export function createWaiters(): Waiters {
  const waiting = new Map<UpstreamContext, () => void>();
  const deserted = new AbortController();
  let endRounds: (() => void)[] | undefined;
  return {
    signal: deserted.signal,
    get contexts() {
      return [...waiting.keys()];
    },
    join(upstream) {
      if (waiting.has(upstream)) return;
      const leave = (): void => {
        waiting.delete(upstream);
        if (waiting.size === 0) deserted.abort();
      };
      waiting.set(upstream, leave);
      endRounds?.push(upstream.cost.wait());
      if (upstream.signal?.aborted) leave();
      else upstream.signal?.addEventListener("abort", leave, { once: true });
    },
    wait() {
      endRounds = [...waiting.keys()].map(({ cost }) => cost.wait());
      return () => {
        for (const end of endRounds!) end();
        endRounds = undefined;
      };
    },
    stopListening() {
      for (const [upstream, leave] of waiting) upstream.signal?.removeEventListener("abort", leave);
    },
  };
}
