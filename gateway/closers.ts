/** What was opened so far, to be closed in the opposite order. */
export interface Closers {
  /** Adds what closes something that was just opened. */
  add(close: () => unknown): void;
  /** Closes everything, what was opened last first, each after the one before has ended. A second call finds nothing left. */
  close(): Promise<void>;
}

/** Makes an empty stack of closers. */
export function createClosers(): Closers {
  const closers: (() => unknown)[] = [];
  return {
    add: (close) => void closers.push(close),
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}
