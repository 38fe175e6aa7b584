import { mkdir, mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { SizeRequired } from "./errors.js";

const PIECE = 262_144;

async function* bytesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

/** Makes a new directory that only its owner may read, in the first of the folders where that works. */
async function privateDirectory(parents: readonly string[]): Promise<string> {
  let code = "ENOENT";
  for (const parent of parents) {
    try {
      await mkdir(parent, { recursive: true, mode: 0o700 });
      return await mkdtemp(join(parent, "gateway-upload-"));
    } catch (error) {
      code = codeOf(error);
    }
  }
  throw new SizeRequired(code);
}

/**
 * Writes bytes to a temporary file, which tells their number, does some work with it, and removes it. Rejects with
 * `SizeRequired` when no folder can be written to or the disk is full.
 */
export async function withTempFile<T>(
  parents: readonly string[],
  bytes: AsyncIterable<Buffer>,
  work: (file: { readonly size: number; readonly bytes: AsyncIterable<Buffer> }) => Promise<T>,
): Promise<T> {
  const directory = await privateDirectory(parents);
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const file = await open(join(directory, "file"), "wx+", 0o600);
    try {
      // A file without a name vanishes with the process, even one that is killed. Some systems do not remove a file in use.
      await remove().catch(() => undefined);
      for await (const piece of bytes)
        await file.appendFile(piece).catch((error: unknown) => {
          throw new SizeRequired(codeOf(error));
        });
      const { size } = await file.stat();
      return await work({ size, bytes: bytesOf(file) });
    } finally {
      await file.close();
    }
  } finally {
    await remove();
  }
}
