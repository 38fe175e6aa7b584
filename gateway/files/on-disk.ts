import { mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

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
      await pipeline(bytes, file.createWriteStream({ start: 0, autoClose: false }));
      const { size } = await file.stat();
      const stream = file.createReadStream({ start: 0, autoClose: false, highWaterMark: 262_144 });
      try {
        return await work({ size, bytes: stream as AsyncIterable<Buffer> });
      } finally {
        stream.destroy();
      }
    } finally {
      await file.close();
    }
  } finally {
    await remove();
  }
}
