import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
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
  try {
    const path = join(directory, "file");
    await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
    const stream = createReadStream(path, { highWaterMark: 262_144 });
    try {
      return await work({ size: (await stat(path)).size, bytes: stream as AsyncIterable<Buffer> });
    } finally {
      stream.destroy();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
