/** Takes bytes that come in pieces of any size in portions of one's own choice. */
export interface Filler {
  /** Fills as much of the target as there are bytes left; how much that was. */
  fill(target: Uint8Array): Promise<number>;
  /** Whether there is anything left. */
  hasMore(): Promise<boolean>;
}

/** Makes a filler. It reads no further ahead than one piece. */
export function createFiller(bytes: AsyncIterable<Buffer>): Filler {
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
