import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

const PIECE = 262_144;

async function* bytesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Does some work with bytes that are on disk first, so that it is known how many they are; nothing stays there. */
export async function onDisk<T>(
  parent: string,
  bytes: AsyncIterable<Buffer>,
  work: (file: { readonly size: number; readonly bytes: AsyncIterable<Buffer> }) => Promise<T>,
): Promise<T> {
  // A directory of its own, which nobody else may look into.
  const directory = await mkdtemp(join(parent, "gateway-upload-"));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const file = await open(join(directory, "file"), "wx+", 0o600);
    try {
      // Without a name it is gone with the process, however that ends. Not every system lets go of a file in use.
      await remove().catch(() => undefined);
      for await (const piece of bytes) await file.appendFile(piece);
      const { size } = await file.stat();
      return await work({ size, bytes: bytesOf(file) });
    } finally {
      await file.close();
    }
  } finally {
    await remove();
  }
}
