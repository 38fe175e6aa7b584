import { createCipheriv, createHash } from "node:crypto";

/** A file that is made while it is read: never all of it is in memory. The same seed gives the same bytes. */
export interface GeneratedFile {
  readonly size: number;
  /** Its bytes, in pieces. */
  bytes(): AsyncGenerator<Buffer>;
  readonly sha256: string;
}

const PIECE = 65_536;

/** Makes a file of this size that looks random. */
export function generatedFile(size: number, seed = 1): GeneratedFile {
  function* pieces(): Generator<Buffer> {
    const stream = createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16));
    const nothing = Buffer.alloc(PIECE);
    for (let left = size; left > 0; left -= PIECE) yield stream.update(left < PIECE ? nothing.subarray(0, left) : nothing);
  }
  const hash = createHash("sha256");
  for (const piece of pieces()) hash.update(piece);
  return {
    size,
    sha256: hash.digest("hex"),
    async *bytes() {
      yield* pieces();
    },
  };
}
