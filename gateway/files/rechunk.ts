/** Reads bytes that arrive in pieces of any size in portions that the reader chooses. */
export interface Rechunker {
  /** Fills the target, or less of it when the bytes end. Resolves to the number of bytes it has put there. */
  fill(target: Uint8Array): Promise<number>;
  /** Whether more bytes follow. */
  hasMore(): Promise<boolean>;
}

/** Makes a rechunker. It holds at most one piece in memory. */
export function createRechunker(bytes: AsyncIterable<Buffer>): Rechunker {
  const pieces = bytes[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const hasMore = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const next = await pieces.next();
      if (next.done) return false;
      rest = next.value;
    }
    return true;
  };
  return {
    hasMore,
    async fill(target) {
      let filled = 0;
      while (filled < target.length && (await hasMore())) {
        const count = rest.copy(target, filled);
        rest = rest.subarray(count);
        filled += count;
      }
      return filled;
    },
  };
}
