/** Values of its answer that one operation makes before it lets others have the event loop. */
export const MAX_AT_ONCE = 25_000;

let last: Promise<void> = Promise.resolve();

/**
 * Resolves in a turn of the event loop of its own: between two callers everything else that waits is served, however many
 * operations go on at the same moment, as those do that waited for one answer of Actionstep.
 */
export function nextTurn(): Promise<void> {
  last = last.then(
    () =>
      new Promise((resolve) => {
        setImmediate(resolve);
      }),
  );
  return last;
}

/** Counts the values that one operation makes in one turn of the event loop. */
export class Share {
  #since = 0;

  /** Whether so many more values are too many for the present turn; they then count for the next. Called before they are made. */
  isUsedUp(values: number): boolean {
    this.#since += values;
    if (this.#since <= MAX_AT_ONCE) return false;
    this.#since = values;
    return true;
  }
}
