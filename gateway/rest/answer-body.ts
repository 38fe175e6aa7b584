import type { Readable } from "node:stream";
import { UpstreamAnswerTooLong } from "../../schema/errors.js";
import { MAX_UPSTREAM_PIECES } from "./answer-limits.js";

/** The bodies that are arriving at one time, all of which have a limit together. */
export interface ArrivingBodies {
  /** A body has begun to arrive; `cut` ends it if all together are too much and it is the longest of them. */
  add(cut: () => void): ArrivingBody;
}

/** One of them. */
export interface ArrivingBody {
  /** It takes so many bytes of memory now. */
  holds(bytes: number): void;
  /** It is there, or given up. */
  end(): void;
}

/** No bodies yet, of at most so many bytes together. */
export function createArrivingBodies(maxBytes: number): ArrivingBodies {
  const bodies = new Set<{ bytes: number; readonly cut: () => void }>();
  let sum = 0;
  return {
    add(cut) {
      const body = { bytes: 0, cut };
      bodies.add(body);
      const end = (): void => {
        if (bodies.delete(body)) sum -= body.bytes;
      };
      return {
        end,
        holds(bytes) {
          if (!bodies.has(body)) return;
          sum += bytes - body.bytes;
          body.bytes = bytes;
          while (sum > maxBytes) {
            const longest = [...bodies].reduce((one, other) => (other.bytes > one.bytes ? other : one));
            bodies.delete(longest);
            sum -= longest.bytes;
            longest.cut();
          }
        },
      };
    },
  };
}

/** How a body is read. */
export interface BodyLimit {
  /** Bytes that are kept of it. */
  readonly maxBytes: number;
  /** Whether the rest of a longer one is dropped; otherwise a longer one is refused. */
  readonly dropsRest: boolean;
  /** Bytes it is said to have, where that was said. */
  readonly said: number | undefined;
  readonly arriving: ArrivingBodies;
}

/** Bytes for which there is room before it is known how many come. */
const FIRST_ROOM = 16 * 1024;
/** A length that is said is believed this far: room for it is made at once. */
const BELIEVED = 1024 * 1024;

/**
 * Reads a body to its end, or to its limit: then the connection is cut. Rejects with `UpstreamAnswerTooLong`, or with what
 * the body itself fails with. It is copied into one room that grows: a piece of one byte would take a hundred.
 */
export function readBody(body: Readable, { maxBytes, dropsRest, said, arriving }: BodyLimit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let room = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(said ?? FIRST_ROOM, 0), BELIEVED));
    let length = 0;
    let pieces = 0;
    const tooLong = (): void => {
      if (dropsRest) resolve(room.subarray(0, length));
      else reject(new UpstreamAnswerTooLong());
      stop();
    };
    const own = arriving.add(tooLong);
    const stop = (): void => {
      own.end();
      body.off("data", take);
      body.destroy();
    };
    const take = (piece: Buffer): void => {
      pieces += 1;
      const taken = Math.min(piece.length, maxBytes - length);
      if (length + taken > room.length) {
        const larger = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(2 * room.length, length + taken)));
        room.copy(larger, 0, 0, length);
        room = larger;
      }
      piece.copy(room, length, 0, taken);
      length += taken;
      own.holds(room.length);
      if (taken < piece.length || pieces > MAX_UPSTREAM_PIECES) tooLong();
    };
    // Also after it was read or cut off: a stream that fails while nobody listens ends the process.
    body.on("error", (error) => {
      own.end();
      reject(error);
    });
    if (!dropsRest && said !== undefined && said > maxBytes) return tooLong();
    body.on("data", take).once("end", () => {
      own.end();
      resolve(room.subarray(0, length));
    });
    body.once("close", () => own.end());
  });
}
