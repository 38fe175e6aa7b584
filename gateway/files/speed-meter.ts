/** Bytes a second that a client sends or reads at least, on the average of `SPEED_WINDOW`, while others wait for its place. */
export const MIN_SPEED = 8_192;
/** Milliseconds of waiting for a client over which its speed is measured. */
export const SPEED_WINDOW = 30_000;
/** Milliseconds of waiting that are measured as one. */
const STEP = 1_000;

/** How fast a client is, by the time for which it was waited for: what Actionstep takes is not its doing. */
export interface SpeedMeter {
  /** It is waited for from now on. */
  waiting(now: number): void;
  /** It has sent or taken so many bytes, and is waited for no more. */
  moved(now: number, bytes: number): void;
  /** Bytes a second over the last window; `Infinity` as long as it was not waited for so long. */
  speed(now: number): number;
}

/** Makes a meter that has measured nothing yet. It keeps as many numbers as the window has steps. */
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
