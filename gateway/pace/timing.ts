/** Time as the pace-keeper needs it: it only goes forward. */
export interface Timing {
  /** Milliseconds since whenever. */
  now(): number;
  /** Calls back later; the result takes that back. */
  after(milliseconds: number, then: () => void): () => void;
}

/** The process's own time, which no change of the machine's clock moves. */
export const STEADY: Timing = {
  now: () => performance.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds);
    return () => clearTimeout(timer);
  },
};
