import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Spool, Spooled } from "../../auth/index.js";
import { storeDirectory } from "./key-file.js";

/** How the names of whole files end; a file with another name was not written to its end. */
const ENDING = ".json";

/** The spool's folder: the configured one, or `spool` beside the store. */
export const spoolDirectoryOf = (config: { readonly spoolDirectory?: string; readonly storeUrl: string }): string =>
  config.spoolDirectory ?? join(storeDirectory(config.storeUrl), "spool");

/** A spool whose values are files in one folder, which only their owner may read. The contents are sealed already. */
export function fileSpool(directory: string): Spool {
  const fileOf = ({ connectionId, attemptId }: Pick<Spooled, "connectionId" | "attemptId">): string =>
    join(directory, `${connectionId}.${attemptId}${ENDING}`);
  return {
    async keep(spooled) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const draft = `${fileOf(spooled)}.draft`;
      const file = await open(draft, "w", 0o600);
      try {
        await file.writeFile(JSON.stringify(spooled));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, fileOf(spooled));
      // The new name survives a crash only after the folder, too, is synced.
      const folder = await open(directory, "r");
      await folder.sync().finally(() => folder.close());
    },
    async all() {
      const names = await readdir(directory).catch(unlessMissing([]));
      const texts = names.filter((name) => name.endsWith(ENDING)).map((name) => readFile(join(directory, name), "utf8"));
      // A file may be missing by now: another process of this machine can have saved and dropped it.
      const read = await Promise.all(texts.map((text) => text.catch(unlessMissing(""))));
      return read.filter((text) => text !== "").map((text) => JSON.parse(text) as Spooled);
    },
    drop: (spooled) => rm(fileOf(spooled), { force: true }),
  };
}

/** Whether a file can be written to a folder. Makes the folder when it is missing. */
export async function canSpool(directory: string): Promise<boolean> {
  const probe = join(directory, `probe-${process.pid}`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await (await open(probe, "w", 0o600)).close();
    await rm(probe);
    return true;
  } catch {
    return false;
  }
}

const unlessMissing =
  <T>(otherwise: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === "ENOENT") return otherwise;
    throw error;
  };
