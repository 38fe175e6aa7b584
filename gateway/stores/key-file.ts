import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A sealing key: 32 bytes and the name by which sealed values remember it. */
export interface SealingKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** Where a gateway keeps what belongs to its store: beside it, or in the working directory when it is in memory. */
export const storeDirectory = (storeUrl: string): string =>
  storeUrl.startsWith("lmdb:") ? dirname(storeUrl.slice("lmdb:".length)) : ".data";

/**
 * The key of a gateway that only this machine uses: made once, kept in a file only its owner may read.
 * Where others can reach the gateway, `AUTH_KEYS` is required instead.
 */
export function localKey(directory: string): SealingKey {
  const file = join(directory, "auth-key");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  writeFileSync(draft, randomBytes(32).toString("base64"), { mode: 0o600 });
  try {
    // Whole or not at all, and only once: of two processes starting together one makes the key.
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
