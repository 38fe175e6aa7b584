/** Bytes a second that a client must send or read, averaged over `SPEED_WINDOW`, while others wait for its permit. */
export const MIN_SPEED = 8_192;
/** Milliseconds of waiting for a client over which its speed is measured. */
export const SPEED_WINDOW = 30_000;
/** Milliseconds of waiting that make one step of the window. */
const STEP = 1_000;

/** Measures how fast a client sends or reads. Only time spent waiting for the client counts, not the time Actionstep takes. */
export interface SpeedMeter {
  /** The gateway waits for the client from now on. */
  waiting(now: number): void;
  /** The client has sent or read so many bytes; the gateway waits for it no more. */
  moved(now: number, bytes: number): void;
  /** Bytes a second over the last window; `Infinity` until the gateway has waited for a whole window. */
  speed(now: number): number;
}

/** Makes a meter that has measured nothing yet. It remembers one window, step by step. */
export function createSpeedMeter(): SpeedMeter {
  let steps: { waited: number; bytes: number }[] = [];
  let since: number | undefined;
  return {
    waiting(now) {
      since ??= now;
    },
    moved(now, bytes) {
      const waited = since === undefined ? 0 : now - since;
      since = undefined;
      const last = steps.at(-1);
      if (last && last.waited < STEP) {
        last.waited += waited;
        last.bytes += bytes;
      } else {
        steps.push({ waited, bytes });
        steps = steps.slice(-SPEED_WINDOW / STEP - 1);
      }
    },
    speed(now) {
      let waited = since === undefined ? 0 : now - since;
      let bytes = 0;
      for (let index = steps.length - 1; index >= 0 && waited < SPEED_WINDOW; index--) {
        waited += steps[index]!.waited;
        bytes += steps[index]!.bytes;
      }
      return waited < SPEED_WINDOW ? Infinity : (bytes * 1_000) / waited;
    },
  };
}
