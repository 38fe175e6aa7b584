import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A sealing key: 32 bytes, and the id that sealed values carry to tell by which key they were sealed. */
export interface SealingKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** The folder for files that belong to the store: beside an LMDB store, else `.data` in the working directory. */
export const storeDirectory = (storeUrl: string): string =>
  storeUrl.startsWith("lmdb:") ? dirname(storeUrl.slice("lmdb:".length)) : ".data";

/**
 * The sealing key of a gateway that only this machine uses. It is made once and kept in the file `auth-key`, which only
 * its owner may read. Throws when the file holds no key. A gateway that others can reach needs `AUTH_KEYS` instead.
 */
export function localKey(directory: string): SealingKey {
  const file = join(directory, "auth-key");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  writeFileSync(draft, randomBytes(32).toString("base64"), { mode: 0o600 });
  try {
    // A link to the draft appears whole, and only if there is no key: of two processes that start together one makes it.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  const key = Buffer.from(readFileSync(file, "utf8"), "base64");
  if (key.length !== 32)
    throw new Error(
      `${file} does not hold a key of 32 bytes: restore it, or delete it to have a new one made and every viewer connect again.`,
    );
  return { id: "local", key: new Uint8Array(key) };
}
