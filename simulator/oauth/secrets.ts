import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A new code, token or session id: 256 random bits, good in URLs and cookies. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What is kept of a secret. */
export const digest = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** Compares in a time that tells nothing about either. */
export const sameSecret = (one: string, other: string): boolean =>
  timingSafeEqual(createHash("sha256").update(one).digest(), createHash("sha256").update(other).digest());
