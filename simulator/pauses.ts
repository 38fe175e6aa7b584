/** Waits that end with the simulator instead of keeping it alive. */
export interface Pauses {
  /** Resolves after some milliseconds, at once for none, and never once the pauses are over. */
  wait(milliseconds: number): Promise<void>;
  /** Lets go of every wait. */
  end(): void;
}

/** Keeps the waits of one simulator. */
export function createPauses(): Pauses {
  const timers = new Set<NodeJS.Timeout>();
  let over = false;
  return {
    wait: (milliseconds) =>
      new Promise((resolve) => {
        if (over) return;
        if (milliseconds <= 0) return resolve();
        const timer = setTimeout(() => {
          timers.delete(timer);
          resolve();
        }, milliseconds);
        timers.add(timer);
      }),
    end: () => {
      over = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
