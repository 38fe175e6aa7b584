import { createHash, timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";

const REDACTED = "[redacted]";

/** A value that shows itself only when asked to with `reveal()`: printed, logged or serialised it is "[redacted]". */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself; for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return REDACTED;
  }
  toJSON(): string {
    return REDACTED;
  }
  [inspect.custom](): string {
    return REDACTED;
  }
}

/** What is stored in place of an identifier only its bearer may know. */
export function digest(value: string): string {
  return createHash("sha256").update(value).digest("base64url");
}

/** Says whether `value` is the one this digest was made of, in the same time whether it is or not. */
export function matchesDigest(value: string, expected: string): boolean {
  const [ours, theirs] = [Buffer.from(digest(value)), Buffer.from(expected)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}
