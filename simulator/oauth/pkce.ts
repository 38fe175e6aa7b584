import { createHash } from "node:crypto";
import { sameSecret } from "./secrets.js";

/** Whether a string can be an S256 challenge: the base64url of a SHA-256. */
export const isChallenge = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);

/** Whether a verifier belongs to a challenge. Without a challenge there must be no verifier: somebody took the challenge away. */
export function verifyChallenge(challenge: string | undefined, verifier: string | null): boolean {
  if (challenge === undefined) return verifier === null;
  return verifier !== null && sameSecret(createHash("sha256").update(verifier).digest("base64url"), challenge);
}
