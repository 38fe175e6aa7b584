/** A sum whose parts fade with time: what was added one `window` ago, in milliseconds, counts for about a third. */
export class DecayingSum {
  private sum = 0;
  private at = -Infinity;

  constructor(private readonly window: number) {}

  read(now: number): number {
    return this.sum === 0 ? 0 : this.sum * Math.exp(-Math.max(0, now - this.at) / this.window);
  }

  add(now: number, amount: number): void {
    this.sum = this.read(now) + amount;
    this.at = Math.max(this.at, now);
  }

  clear(): void {
    this.sum = 0;
  }
}

/** Milliseconds over which accepted requests are counted to say how many a second there are. */
const RATE_WINDOW = 1_000;
/** Milliseconds over which the highest rate fades, so that a pause between two pages does not hide what was accepted. */
const PEAK_WINDOW = 10_000;

/** Measures how many requests a second were accepted, at most, of late. */
export class AcceptedRate {
  private readonly accepted = new DecayingSum(RATE_WINDOW);
  private peak = 0;
  private peakAt = -Infinity;

  /** Requests per second. */
  read(now: number): number {
    const faded = this.peak === 0 ? 0 : this.peak * Math.exp(-(now - this.peakAt) / PEAK_WINDOW);
    return Math.max(faded, this.accepted.read(now) / (RATE_WINDOW / 1_000));
  }

  /** Counts one accepted request. */
  accept(now: number): void {
    this.accepted.add(now, 1);
    this.peak = this.read(now);
    this.peakAt = now;
  }
}
