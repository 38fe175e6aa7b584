import { goalOf, growsAt, rateOf, RECOVERY, recoversAt, type Slowed } from "./recovery.js";

/** Requests per second: no rate is lower, until a request at this rate is refused. */
export const FLOOR = 1;
/** Requests per second that are taken to be accepted where few or none were sent before the first refusal. */
const UNKNOWN = 4;
/** Below the floor, how many requests are refused at a rate before it is halved; and the lowest rate of all. */
const REFUSALS_AT_RATE = 4;
const LEAST = 1 / 16;
/** Part of the accepted rate that is left after a refusal: where nothing is known, and where the limit is. */
const FIRST_DECREASE = 0.5;
const DECREASE = 0.7;
const DECREASE_AGAIN = 1 / 3;
/** Accepted requests of which a rate can be measured. */
const MIN_SAMPLE = 6;
/** Milliseconds: the first wait before the rate is raised to see whether the limit has moved, doubled by each failure. */
const FIRST_HOLD = 1_000;
const MAX_FAILED_PROBES = 6;
/** A limit that is found higher by this factor has moved: the next probe may come soon. */
const MOVED = 1.2;
/** Part by which each answer changes what is known of the time that answers take. */
const LATENCY_WEIGHT = 0.1;
/** Requests that are accepted for each that is refused, if the limit stands still. */
const ACCEPTED_FOR_ONE = 18;
/** Milliseconds between two requests that count as time in which requests are sent, where nobody had to wait. */
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
/** Milliseconds for which a limit is known after its last refusal; doubled each time it is found again. */
const MEMORY = 60_000;
const MAX_MEMORY = 16 * 60_000;

/** A 429. */
export interface RefusalOfRate {
  /** When the refused request was sent, in milliseconds. */
  readonly sentAt: number;
  /** Requests per second that were accepted before. */
  readonly acceptedRate: number;
  /** Milliseconds for which nothing may be sent, if the answer said so. */
  readonly pause?: number | undefined;
}

/**
 * How fast requests may be sent where refusals are counted together. Holds nothing back until the first refusal. All
 * times are milliseconds of the caller's clock.
 */
export class RateLimit {
  /** Nothing is sent before. */
  pausedUntil = -Infinity;
  private slowed: Slowed | undefined;
  private tokens = 0;
  private filledAt = 0;
  private takenAt = -Infinity;
  private heldAt = -Infinity;
  private isHeld = false;
  /** What is left of a limit that was lifted: until when another refusal confirms it, and for how long after that. */
  private rememberedUntil = -Infinity;
  private memory = MEMORY;
  private liftedAt = -Infinity;

  /** Whether requests are spaced by a rate. */
  get isInForce(): boolean {
    return this.slowed !== undefined;
  }

  /** Whether requests were refused and let through in turn, so that there is a rate that the other end allows. */
  get isConfirmed(): boolean {
    return this.slowed?.isConfirmed ?? false;
  }

  /** When it came into force; never, where it is not. */
  get since(): number {
    return this.slowed?.since ?? -Infinity;
  }

  /** Requests per second; infinite where nothing is held back. */
  rate(now: number): number {
    return this.slowed ? rateOf(this.slowed, now) : Infinity;
  }

  /** The rate to reckon with for those who wait: infinite while it is not known that the limit stands. */
  expectedRate(now: number): number {
    if (!this.slowed || !this.isConfirmed) return Infinity;
    return Math.max(rateOf(this.slowed, now), goalOf(this.slowed));
  }

  /** Whether somebody had to wait because of it in the last second. */
  isBusy(now: number): boolean {
    return this.isInForce && now - this.heldAt <= 1_000;
  }

  /**
   * Whether a refusal is what was to be expected here: the request was on its way when the rate was lowered, or the rate
   * is above the one at which it was refused before.
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
    // When a pause is over there is a token. Fractions do not add up to whole numbers: what is as good as one is one.
    const wait = pause > 0 ? pause : this.tokens > 0.999 ? 0 : ((1 - this.tokens) / this.rate(now)) * 1_000;
    if (wait > 0) {
      this.isHeld = true;
      this.heldAt = now;
    }
    return wait;
  }

  /** A request is sent. */
  acquire(now: number): void {
    if (!this.slowed) return;
    this.fill(now);
    this.tokens = Math.max(-1, this.tokens - 1);
    const { slowed } = this;
    const rested = now - Math.max(this.takenAt, slowed.countedFrom);
    slowed.activeFor += this.isHeld ? rested : Math.min(rested, MAX_GAP);
    // Only a rate that is used up shows what would be accepted: it does not grow while nobody waits.
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
  refuse(now: number, { sentAt, acceptedRate, pause = 0 }: RefusalOfRate): void {
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

  /** There is no limit here after all: nothing of it is kept. */
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

  private lower(now: number, slowed: Slowed, isTold: boolean): void {
    const rate = rateOf(slowed, now);
    slowed.refusals += 1;
    if (slowed.accepted === 0) {
      // Nothing was let through since the last refusal: that says nothing of where the limit is.
      if (rate > FLOOR) slowed.low = Math.max(FLOOR, rate * DECREASE_AGAIN);
      else if (!isTold && slowed.atFloor++ % REFUSALS_AT_RATE === 0) slowed.low = Math.max(LEAST, rate / 2);
    } else {
      // From one refusal to the next exactly as many are let through as the limit allows.
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

  /** The more requests the last refusal cost, the later the next probe; the first ones come early all the same. */
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

  /** Drops what time has made worthless. */
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

  /** Holds nothing back from now on; a refusal soon after shows that the limit stands. */
  private forget(now: number): void {
    // Where requests were refused again and again, however slow, it was no matter of how many there were; once.
    const { isConfirmed, refusals, since } = this.slowed!;
    const isLimit = isConfirmed || refusals === 1 || since - this.liftedAt < this.memory;
    this.rememberedUntil = isLimit ? now + this.memory : -Infinity;
    this.liftedAt = now;
    this.slowed = undefined;
  }
}
