/** A failure that names itself by a code, which is all that leaves a store. */
export class StoreFault extends Error {
  constructor(readonly code: string) {
    super(`The store failed (${code}).`);
    this.name = "StoreFault";
  }
}

/** The same work, given up after so many milliseconds: a server that stands still never answers, and never refuses either. */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreFault("ETIMEDOUT")), ms);
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
    // When the time was up first, the work's own rejection is nobody's any more.
    work.catch(() => undefined);
  }
}
