import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import { canSpool } from "../stores/file-spool.js";

/**
 * The folders for files of unknown size while they arrive, the first choice first. Logs a warning when the first, or both,
 * cannot be written to.
 */
export async function uploadDirectories(spoolDirectory: string, log: Logger): Promise<readonly string[]> {
  const directories = [join(spoolDirectory, "uploads"), tmpdir()];
  const [isFirstUsable, isSecondUsable] = await Promise.all(directories.map(canSpool));
  if (!isFirstUsable && isSecondUsable)
    log.warn("SPOOL_DIRECTORY cannot be written to: uploads of unknown size go to the folder for temporary files");
  if (!isFirstUsable && !isSecondUsable)
    log.warn("neither SPOOL_DIRECTORY nor the folder for temporary files can be written to: uploads of unknown size are refused");
  return directories;
}
