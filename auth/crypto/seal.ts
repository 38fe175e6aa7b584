import { createHmac } from "node:crypto";
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import type { KeyPurpose, KeyRing } from "./keys.js";

/** Why a sealed value could not be opened: its key is not configured, or it is not the value that was sealed for this place. */
export class SealFailure extends Error {
  constructor(readonly problem: "unknown key" | "not ours") {
    super(`A sealed value could not be opened: ${problem}.`);
    this.name = "SealFailure";
  }
}

/** Encrypts values for the store. What is sealed for one place cannot be opened as another's: `place` is authenticated with it. */
export interface Sealer {
  seal(purpose: KeyPurpose, place: string, value: unknown): Promise<string>;
  /** The value; rejects with {@link SealFailure}. */
  open(purpose: KeyPurpose, place: string, sealed: string): Promise<unknown>;
  /** An identity for a token that tells nothing about it. */
  fingerprint(token: string): string;
}

/** Seals with the first key of the ring and opens with whichever one was used. */
export function createSealer(ring: KeyRing): Sealer {
  const text = new TextEncoder();
  return {
    seal: (purpose, place, value) =>
      new CompactEncrypt(text.encode(JSON.stringify(value)))
        .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: ring.current, ctx: place })
        .encrypt(ring.derive(ring.current, purpose)!),
    async open(purpose, place, sealed) {
      try {
        const { plaintext, protectedHeader } = await compactDecrypt(
          sealed,
          ({ kid }) => {
            const key = kid === undefined ? undefined : ring.derive(kid, purpose);
            if (!key) throw new SealFailure("unknown key");
            return key;
          },
          { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] },
        );
        if (protectedHeader["ctx"] === place) return JSON.parse(new TextDecoder().decode(plaintext)) as unknown;
      } catch (error) {
        if (error instanceof SealFailure) throw error;
        // The original error may quote the plaintext: it goes no further.
      }
      throw new SealFailure("not ours");
    },
    fingerprint: (token) =>
      createHmac("sha256", ring.derive(ring.current, "fingerprint")!)
        .update(token)
        .digest()
        .subarray(0, 16)
        .toString("base64url"),
  };
}

/** The name of the key that sealed a value, or undefined when it is not a sealed value. */
export function kidOf(sealed: string): string | undefined {
  try {
    return decodeProtectedHeader(sealed).kid;
  } catch {
    return undefined;
  }
}
