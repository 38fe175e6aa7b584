/** The only error that the Redis and PostgreSQL stores throw. It has a code and nothing of the failure's own text. */
export class StoreFault extends Error {
  constructor(readonly code: string) {
    super(`The store failed (${code}).`);
    this.name = "StoreFault";
  }
}

/** Waits for work. Throws a `StoreFault` with code `ETIMEDOUT` after `ms` milliseconds: a server that hangs never answers. */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreFault("ETIMEDOUT")), ms);
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
    // After a time-out nobody awaits the work: without this, its rejection would end the process.
    work.catch(() => undefined);
  }
}
