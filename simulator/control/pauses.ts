import type { Time } from "../../time/time.js";

/** Waits that end with the simulator instead of keeping it alive. */
export interface Pauses {
  /** Resolves after some milliseconds, at once for none, and never once the pauses are over. */
  wait(milliseconds: number): Promise<void>;
  /** Lets go of every wait. */
  end(): void;
}

/** Keeps the waits of one simulator. */
export function createPauses(time: Time): Pauses {
  const cancels = new Set<() => void>();
  let over = false;
  return {
    wait: (milliseconds) =>
      new Promise((resolve) => {
        if (over) return;
        if (milliseconds <= 0) return resolve();
        const cancel = time.after(milliseconds, () => {
          cancels.delete(cancel);
          resolve();
        });
        cancels.add(cancel);
      }),
    end: () => {
      over = true;
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}
