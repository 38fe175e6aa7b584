/** Part of the rate that is left after a refusal, and after the first one, when the rate is only guessed at. */
const DECREASE = 0.65;
const FIRST_DECREASE = 0.5;
/** Accepted requests, and seconds, in which the rate grows back to where it was refused; whichever takes longer. */
const REQUESTS_TO_RECOVER = 35;
const SECONDS_TO_RECOVER = 4;
/** Milliseconds after a refusal or a pause in which it does not grow: what was saved up at the other end tells nothing. */
const HOLD = 2_000;
/** Requests per second: never fewer, and as many to begin with where nothing was accepted yet. */
const LEAST = 0.1;
const UNKNOWN = 2;
/** Part of itself by which each accepted request raises a rate that was only guessed at. */
const SEARCH = 0.03;
/** Milliseconds without a refusal after which a limit is forgotten: where the rate has doubled, and in any case. */
const CALM = 60_000;
const LONG_CALM = 300_000;
/** Milliseconds in which a limit that was found takes shape. */
const SETTLING = 3_000;
/** Seconds of the rate that may be sent at once after a rest. */
const BURST_SECONDS = 0.2;

/**
 * How fast requests may be sent for somebody. Nothing is held back until the first refusal; from then on requests are
 * spaced by a rate that each refusal lowers by a part and each accepted request raises by the same small amount.
 */
export class Limit {
  /** Requests per second; infinite while nothing is known of a limit. */
  rate = Infinity;
  /** When it came into force. */
  since = -Infinity;
  /** Nothing is sent before. */
  pausedUntil = -Infinity;
  private tokens = 0;
  private filledAt = 0;
  private loweredAt = -Infinity;
  private refusedAtRate = Infinity;
  private isBusy = false;
  /** Whether there was only one refusal so far. */
  private isGuess = false;
  /** Accepted in the second that began at `second`, and in the one before. */
  private second = -Infinity;
  private accepted = 0;
  private acceptedBefore = 0;

  get isInForce(): boolean {
    return this.rate < Infinity;
  }

  /** Whether it holds anything back. */
  holds(now: number): boolean {
    return this.isInForce || this.pausedUntil > now;
  }

  private get most(): number {
    return Math.max(1, this.rate * BURST_SECONDS);
  }

  private fill(now: number): void {
    this.tokens = Math.min(this.most, this.tokens + ((now - this.filledAt) / 1000) * this.rate);
    this.filledAt = now;
  }

  /** Milliseconds until the next request may be sent. */
  wait(now: number): number {
    const pause = Math.max(0, this.pausedUntil - now);
    if (now - this.loweredAt > LONG_CALM) this.lift();
    if (!this.isInForce) return pause;
    this.fill(now);
    // A hair's breadth is no reason to wait: fractions do not add up to whole numbers.
    return Math.max(pause, this.tokens > 0.999 ? 0 : ((1 - this.tokens) / this.rate) * 1000);
  }

  /** The rate to reckon with: a limit just found is lower than it will be, and nothing is foretold from it. */
  expected(now: number): number {
    return now - this.since < SETTLING ? Infinity : Math.max(this.rate, this.refusedAtRate);
  }

  /** A request is sent. */
  take(now: number): void {
    if (!this.isInForce) return;
    this.fill(now);
    this.isBusy = this.tokens < this.most;
    this.tokens -= 1;
  }

  /** A request was not refused. */
  accept(now: number, sentAt: number): void {
    this.turn(now);
    this.accepted += 1;
    if (!this.isInForce) return;
    const calm = now - this.loweredAt;
    if (calm > CALM && this.rate > 2 * this.refusedAtRate) return this.lift();
    // The burst at whose end the first refusal came is answered bit by bit.
    if (this.isGuess && sentAt < this.since) return this.guess(this.refusedAtRate + 1);
    // What nobody uses up proves nothing about what would be accepted.
    if (!this.isBusy || now < Math.max(this.loweredAt, this.pausedUntil) + HOLD) return;
    const requests = Math.max(REQUESTS_TO_RECOVER, this.refusedAtRate * SECONDS_TO_RECOVER);
    const step = ((1 - DECREASE) * this.refusedAtRate) / requests;
    this.rate += this.isGuess ? Math.max(step, this.rate * SEARCH) : step;
  }

  /** A request was refused; those that were on their way when the rate was lowered say nothing new. */
  refuse(now: number, sentAt: number): void {
    if (sentAt < this.loweredAt) return;
    if (!this.isInForce) {
      this.turn(now);
      this.since = now;
      this.isGuess = true;
      this.guess(Math.max(this.accepted + this.acceptedBefore, UNKNOWN / FIRST_DECREASE));
    } else {
      this.isGuess = false;
      this.refusedAtRate = this.rate;
      this.rate = Math.max(LEAST, this.rate * DECREASE);
    }
    this.loweredAt = now;
    this.tokens = 0;
    this.filledAt = now;
  }

  private guess(rate: number): void {
    this.refusedAtRate = rate;
    this.rate = rate * FIRST_DECREASE;
  }

  /** There is no limit after all. */
  lift(): void {
    this.rate = Infinity;
    this.since = -Infinity;
  }

  private turn(now: number): void {
    const age = now - this.second;
    if (age < 1000) return;
    this.acceptedBefore = age < 2000 ? this.accepted : 0;
    this.accepted = 0;
    this.second = now;
  }
}
