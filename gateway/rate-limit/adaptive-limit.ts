import { goalOf, growsAt, rateOf, RECOVERY, recoversAt, type Slowed } from "./recovery.js";

/** Requests per second: the rate is not lowered below this until a request at this rate is refused. */
const FLOOR = 1;
/** Requests per second that are taken to be accepted where few or none were sent before the first refusal. */
const UNKNOWN = 4;
/** Refusals at a rate of the floor or below after which that rate is halved; and the lowest rate of all. */
const MAX_REFUSALS_AT_RATE = 4;
const MIN_RATE = 1 / 16;
/** Part of the accepted rate that is left after a refusal: the first one, a later one, and one with nothing accepted before. */
const FIRST_DECREASE = 0.5;
const DECREASE = 0.7;
const DECREASE_AGAIN = 1 / 3;
/** Accepted requests from which on a rate can be measured. */
const MIN_SAMPLE = 6;
/** Milliseconds that the rate stays before the first probe; doubled by each probe that fails, so many times. */
const FIRST_HOLD = 1_000;
const MAX_FAILED_PROBES = 6;
/** A limit that a probe finds higher by this factor has moved: the next probe may come soon. */
const MOVED = 1.2;
/** Part by which each answer changes the average time of answers. */
const LATENCY_WEIGHT = 0.1;
/** How many requests are to be accepted for each that a probe has refused, where the limit stands still. */
const ACCEPTED_FOR_ONE = 18;
/** Milliseconds between two requests that count, at most, as time in which requests were sent, where nobody had to wait. */
const MAX_GAP = 300;
/** Seconds of the rate that may be sent at once after a rest. */
const BURST_SECONDS = 0.2;
/** Milliseconds without anybody held back after which a limit that was never confirmed is lifted. */
const QUIET = 400;
/** Milliseconds after the last refusal or the end of its pause, after which the same holds if nothing was sent at all. */
const IDLE = 2_500;
/** Requests per second, and part of the accepted rate, from which on a limit that was never confirmed is lifted. */
const MAX_RATE = 500;
const MAX_GROWTH = 16;
/** Milliseconds for which a limit is remembered after its last refusal; doubled each time it is found again, up to a most. */
const MEMORY = 60_000;
const MAX_MEMORY = 16 * 60_000;

/** A request that was answered with a 429. */
export interface RefusedRequest {
  /** When the refused request was sent, in milliseconds. */
  readonly sentAt: number;
  /** Requests per second that were accepted before. */
  readonly acceptedRate: number;
  /** Milliseconds for which nothing may be sent, if the answer said so. */
  readonly pause?: number | undefined;
}

/**
 * The rate limit of one scope, found out from its refusals: a token bucket whose rate adapts. Holds nothing back until the
 * first refusal. All times are milliseconds of the caller's clock.
 */
export class RateLimit {
  /** Until when nothing is sent at all. */
  pausedUntil = -Infinity;
  private slowed: Slowed | undefined;
  private tokens = 0;
  private filledAt = 0;
  private takenAt = -Infinity;
  private heldAt = -Infinity;
  private isHeld = false;
  /** Of a limit that was lifted: until when another refusal confirms it, for how long it is remembered, when it was lifted. */
  private rememberedUntil = -Infinity;
  private memory = MEMORY;
  private liftedAt = -Infinity;

  /** Whether there is a limit: requests are spaced by a rate. */
  get isInForce(): boolean {
    return this.slowed !== undefined;
  }

  /** Whether requests were accepted between refusals, so that there is a rate that the other end allows. */
  get isConfirmed(): boolean {
    return this.slowed?.isConfirmed ?? false;
  }

  /** When the limit came into force; `-Infinity` where none is. */
  get since(): number {
    return this.slowed?.since ?? -Infinity;
  }

  /** Requests per second; `Infinity` where no limit is in force. */
  rate(now: number): number {
    return this.slowed ? rateOf(this.slowed, now) : Infinity;
  }

  /** The rate by which waits are estimated; `Infinity` while the limit is not confirmed. */
  expectedRate(now: number): number {
    if (!this.slowed || !this.isConfirmed) return Infinity;
    return Math.max(rateOf(this.slowed, now), goalOf(this.slowed));
  }

  /** Whether the limit made somebody wait within the last second. */
  isBusy(now: number): boolean {
    return this.isInForce && now - this.heldAt <= 1_000;
  }

  /**
   * Whether this limit makes a refusal expected: the request was on its way already when the rate was lowered, or the rate
   * is growing, or is not confirmed yet.
   */
  explains(sentAt: number): boolean {
    const { slowed } = this;
    if (!slowed) return false;
    return sentAt < slowed.loweredAt || (slowed.accepted > 0 && (slowed.grownFor > 0 || !slowed.isConfirmed));
  }

  /** Milliseconds until the next request may be sent. */
  wait(now: number): number {
    this.expire(now);
    const pause = Math.max(0, this.pausedUntil - now);
    if (!this.slowed) return pause;
    this.fill(now);
    // When a pause is over there is a token. Sums of fractions miss whole numbers by a little: 0.999 counts as a token.
    const wait = pause > 0 ? pause : this.tokens > 0.999 ? 0 : ((1 - this.tokens) / this.rate(now)) * 1_000;
    if (wait > 0) {
      this.isHeld = true;
      this.heldAt = now;
    }
    return wait;
  }

  /** Takes a token: a request is sent. */
  acquire(now: number): void {
    if (!this.slowed) return;
    this.fill(now);
    this.tokens = Math.max(-1, this.tokens - 1);
    const { slowed } = this;
    const rested = now - Math.max(this.takenAt, slowed.countedFrom);
    slowed.activeFor += this.isHeld ? rested : Math.min(rested, MAX_GAP);
    // Only a rate that is used up shows whether more would be accepted: it does not grow while nobody waits.
    if (this.isHeld) slowed.grownFor += Math.max(0, now - Math.max(this.takenAt, growsAt(slowed)));
    this.isHeld = false;
    this.takenAt = now;
  }

  /** A request was not refused. */
  accept(now: number, sentAt: number): void {
    const { slowed } = this;
    if (!slowed || sentAt < slowed.loweredAt) return;
    slowed.accepted += 1;
    slowed.acceptedAt ??= now;
    slowed.latency += (now - sentAt - slowed.latency) * LATENCY_WEIGHT;
  }

  /** A request was refused. Those that were on their way when the rate was lowered do not lower it again. */
  refuse(now: number, { sentAt, acceptedRate, pause = 0 }: RefusedRequest): void {
    this.expire(now);
    if (!this.slowed) this.begin(now, acceptedRate);
    else if (sentAt < this.slowed.loweredAt || sentAt < (this.slowed.acceptedAt ?? -Infinity)) this.slowed.cost += 1;
    else this.lower(now, this.slowed, pause > 0);
    this.setHold();
    if (pause <= 0) return;
    // When the pause is over, one request may be sent.
    this.pausedUntil = Math.max(this.pausedUntil, now + pause);
    this.slowed!.restsUntil = this.pausedUntil;
  }

  /** Drops the limit and all memory of it: there is none here after all. */
  lift(): void {
    this.slowed = undefined;
    this.pausedUntil = -Infinity;
    this.rememberedUntil = -Infinity;
    this.liftedAt = -Infinity;
    this.memory = MEMORY;
  }

  private begin(now: number, acceptedRate: number): void {
    const good = Math.max(UNKNOWN, acceptedRate);
    const isConfirmed = now < this.rememberedUntil;
    if (isConfirmed) this.memory = Math.min(MAX_MEMORY, this.memory * 2);
    const low = Math.max(FLOOR, good * FIRST_DECREASE);
    this.slowed = {
      since: now,
      loweredAt: now,
      restsUntil: now,
      low,
      good,
      best: good,
      isConfirmed,
      accepted: 0,
      acceptedAt: undefined,
      countedFrom: now,
      activeFor: 0,
      grownFor: 0,
      latency: 0,
      cost: 1,
      refusals: 1,
      atFloor: 0,
      failedProbes: 0,
      hold: 0,
    };
    this.tokens = 0;
    this.filledAt = now;
  }

  private lower(now: number, slowed: Slowed, hasPause: boolean): void {
    const rate = rateOf(slowed, now);
    slowed.refusals += 1;
    if (slowed.accepted === 0) {
      // Nothing was accepted since the last refusal: that does not tell where the limit is.
      if (rate > FLOOR) slowed.low = Math.max(FLOOR, rate * DECREASE_AGAIN);
      else if (!hasPause && slowed.atFloor++ % MAX_REFUSALS_AT_RATE === 0) slowed.low = Math.max(MIN_RATE, rate / 2);
    } else {
      // From one refusal to the next exactly as many requests are accepted as the limit allows.
      const measured = (slowed.accepted * 1_000) / Math.max(1, slowed.activeFor);
      const least = !slowed.isConfirmed ? rate / 2 : slowed.accepted < MIN_SAMPLE ? slowed.good * DECREASE : rate / 4;
      const good = Math.min(rate, Math.max(least, measured));
      const hasMoved = slowed.grownFor > 0 && good > slowed.good * MOVED;
      slowed.failedProbes = !slowed.isConfirmed || hasMoved ? 0 : Math.min(MAX_FAILED_PROBES, slowed.failedProbes + 1);
      slowed.isConfirmed = true;
      slowed.good = good;
      slowed.low = Math.max(Math.min(FLOOR, rate), good * DECREASE);
      slowed.atFloor = 0;
      slowed.cost = 0;
      slowed.countedFrom = now;
      slowed.activeFor = 0;
    }
    slowed.cost += 1;
    slowed.loweredAt = now;
    slowed.restsUntil = now;
    slowed.accepted = 0;
    slowed.acceptedAt = undefined;
    slowed.grownFor = 0;
    this.tokens = 0;
    this.filledAt = now;
  }

  /** Sets the time before the next probe: the more requests the last one cost, the later; the first ones come early all the same. */
  private setHold(): void {
    const slowed = this.slowed!;
    const paid = ((ACCEPTED_FOR_ONE * slowed.cost) / slowed.good) * 1_000 - RECOVERY - 1_000;
    const first = FIRST_HOLD * Math.max(1, slowed.cost / 3);
    slowed.hold = Math.min(first * 2 ** slowed.failedProbes, Math.max(FIRST_HOLD, paid));
  }

  private fill(now: number): void {
    const { slowed } = this;
    if (!slowed) return;
    const rate = rateOf(slowed, now);
    const from = Math.max(this.filledAt, slowed.restsUntil);
    if (this.filledAt < slowed.restsUntil) {
      if (now < slowed.restsUntil) return;
      this.tokens = 1;
    }
    this.tokens = Math.min(Math.max(1, rate * BURST_SECONDS), this.tokens + ((now - from) / 1_000) * rate);
    this.filledAt = now;
  }

  /** Lifts a limit that is no longer to be believed at this time. */
  expire(now: number): void {
    const { slowed } = this;
    if (!slowed) return;
    const rested = Math.max(slowed.loweredAt, this.pausedUntil);
    if (slowed.isConfirmed) {
      if (now - rested > this.memory) this.forget(now);
      return;
    }
    const quiet = now - Math.max(this.heldAt, recoversAt(slowed));
    const idle = now - Math.max(this.heldAt, this.takenAt, rested);
    const timeout = Math.max(IDLE, slowed.low < FLOOR ? 2_000 / slowed.low : 0);
    const rate = rateOf(slowed, now);
    if (quiet >= QUIET || idle >= timeout || rate >= MAX_RATE || rate >= slowed.good * MAX_GROWTH) this.forget(now);
  }

  /** Lifts the limit and remembers it for a while: a refusal within that time confirms it. */
  private forget(now: number): void {
    // What was refused again and again, however slowly it came, was no matter of rates, unless it was lifted just before.
    const { isConfirmed, refusals, since } = this.slowed!;
    const isLimit = isConfirmed || refusals === 1 || since - this.liftedAt < this.memory;
    this.rememberedUntil = isLimit ? now + this.memory : -Infinity;
    this.liftedAt = now;
    this.slowed = undefined;
  }
}
