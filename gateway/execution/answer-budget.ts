import { AnswerTooLarge, RateLimited } from "../../schema/errors.js";
import { BYTES_PER_LEAF, BYTES_PER_ROW, MAX_RECEIVED_FACTOR, RESERVED_FOR_ERRORS } from "../limits.js";

/** How much one operation may read and answer. */
export interface AnswerLimits {
  /** Bytes of JSON, before compression, errors and extensions included. */
  readonly answer: number;
  /** Values and objects of the answer. */
  readonly leaves: number;
  /** Rows read of Actionstep's answers, and their bytes. */
  readonly rows: number;
  readonly received: number;
}

/** Derives all limits of an operation from the bytes that its answer may have. */
export const answerLimits = (maxAnswer: number): AnswerLimits => ({
  answer: maxAnswer,
  leaves: Math.floor(maxAnswer / BYTES_PER_LEAF),
  rows: Math.floor(maxAnswer / BYTES_PER_ROW),
  received: maxAnswer * MAX_RECEIVED_FACTOR,
});

/** Memory that the operations of one process may take together, in bytes. */
export interface MemoryPool {
  readonly taken: number;
  /** Takes bytes for an operation that holds `held` already; answers whether it may. An operation that is alone always may. */
  take(bytes: number, held: number): boolean;
  /** Gives bytes back. */
  give(bytes: number): void;
}

/** Makes a pool of so many bytes. */
export function createMemoryPool(size: number): MemoryPool {
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    take(bytes, held) {
      if (taken + bytes > size && taken > held) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}

/** Bytes of memory that one byte of a REST answer takes as records, and that one value of an answer takes besides its text. */
const RECORD_FACTOR = 4;
const LEAF_BYTES = 24;
/** Bytes that are taken from the pool at one time; operations smaller than that take nothing. */
const STEP = 1_048_576;

/**
 * What one operation has read and answered so far. Whoever makes a part of the answer spends first, so that an answer
 * ends before it is made, not after. `spend` and `receive` throw `ANSWER_TOO_LARGE` beyond the operation's own limits,
 * and `RATE_LIMITED` where all operations of the process together hold too much memory. Once one was thrown every
 * further call throws it again.
 */
export class AnswerBudget {
  #leaves = 0;
  #bytes = RESERVED_FOR_ERRORS;
  #rows = 0;
  #received = 0;
  #held = 0;
  #failure: AnswerTooLarge | RateLimited | undefined;

  #pool: MemoryPool | undefined;

  constructor(
    readonly limits: AnswerLimits,
    pool?: MemoryPool,
  ) {
    this.#pool = pool;
  }

  get leaves(): number {
    return this.#leaves;
  }
  get bytes(): number {
    return this.#bytes - RESERVED_FOR_ERRORS;
  }
  get rows(): number {
    return this.#rows;
  }
  /** Why nothing more may be spent; undefined while something may. */
  get failure(): AnswerTooLarge | RateLimited | undefined {
    return this.#failure;
  }

  /** Counts values and objects of the answer, and their bytes of JSON. */
  spend(leaves: number, bytes: number): void {
    if (this.#failure) throw this.#failure;
    this.#leaves += leaves;
    this.#bytes += bytes;
    if (this.#leaves > this.limits.leaves || this.#bytes > this.limits.answer) this.#fail(this.#tooLarge());
    this.#hold();
  }

  /** The error of a part of the answer that is foreseen to come to so much; undefined where there is room for it. */
  refusal(leaves: number, bytes: number): AnswerTooLarge | undefined {
    const fits = this.#leaves + leaves <= this.limits.leaves && this.#bytes + bytes <= this.limits.answer;
    return fits ? undefined : this.#tooLarge();
  }

  /** Throws `ANSWER_TOO_LARGE` at once for what cannot fit, before any of it is made. */
  foresee(leaves: number, bytes: number): void {
    if (this.#failure) throw this.#failure;
    if (this.refusal(leaves, bytes)) this.#fail(this.#tooLarge());
  }

  /** Counts what cannot be refused, such as the outcome of a write; throws nothing. */
  spendOutcome(leaves: number, bytes: number): void {
    this.#leaves += leaves;
    this.#bytes += bytes;
  }

  /** Counts rows of an answer of Actionstep, and its bytes. */
  receive(rows: number, bytes: number): void {
    if (this.#failure) throw this.#failure;
    this.#rows += rows;
    this.#received += bytes;
    if (this.#rows > this.limits.rows || this.#received > this.limits.received) this.#fail(this.#tooLarge());
    this.#hold();
  }

  /** Gives back what is held of the pool, and takes no more: the answer is sent, or nobody waits for it. */
  release(): void {
    this.#pool?.give(this.#held);
    this.#pool = undefined;
  }

  #tooLarge(): AnswerTooLarge {
    return new AnswerTooLarge(this.limits.answer);
  }

  #fail(failure: AnswerTooLarge | RateLimited): never {
    this.#failure = failure;
    throw failure;
  }

  #hold(): void {
    const size = this.#received * RECORD_FACTOR + this.#bytes + this.#leaves * LEAF_BYTES;
    if (!this.#pool || size < this.#held + STEP) return;
    const more = Math.floor((size - this.#held) / STEP) * STEP;
    if (!this.#pool.take(more, this.#held))
      this.#fail(new RateLimited(1, "The gateway is busy with other large answers: try again after retryAfter seconds."));
    this.#held += more;
  }
}

/** Bytes of JSON that a value of the answer takes. */
export function leafBytes(value: unknown): number {
  if (typeof value === "string") return textBytes(value);
  if (typeof value === "number") return String(value).length;
  if (typeof value === "object" && value !== null) return Buffer.byteLength(JSON.stringify(value));
  return 5;
}

/** Bytes of a text in JSON, quotes included. Most texts have no character that takes more than one. */
export function textBytes(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code > 126 || code === 34 || code === 92) return Buffer.byteLength(JSON.stringify(text));
  }
  return text.length + 2;
}
