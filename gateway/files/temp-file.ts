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

/** A directory of its own, which nobody else may look into, in the first folder that takes one. */
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
 * Does some work with bytes that are on disk first, so that it is known how many they are; nothing stays there.
 * Rejects with `SizeRequired` where no folder takes them.
 */
export async function onDisk<T>(
  parents: readonly string[],
  bytes: AsyncIterable<Buffer>,
  work: (file: { readonly size: number; readonly bytes: AsyncIterable<Buffer> }) => Promise<T>,
): Promise<T> {
  const directory = await privateDirectory(parents);
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const file = await open(join(directory, "file"), "wx+", 0o600);
    try {
      // Without a name it is gone with the process, however that ends. Not every system lets go of a file in use.
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
