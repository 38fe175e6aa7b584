/** Milliseconds in which the rate is back after the first accepted request: where a limit was never confirmed, and where it was. */
const FIRST_RECOVERY = 200;
export const RECOVERY = 1_200;
/** Part of the accepted rate with which the first request that is accepted begins, where a limit was never confirmed. */
const START = 0.5;
/** Part of the rate at which it was refused that a limit which stands is used up to. */
const PLATEAU = 0.95;
/** Milliseconds in which the rate doubles beyond what was accepted before, while no limit was confirmed. */
const DOUBLING = 250;
/** Milliseconds, and times that an answer takes, after which a probe has doubled the rate: whichever is longer. */
const PROBE = 2_500;
const PROBE_ANSWERS = 16;
/** Part of that time within which it then is at the best rate known, or doubles again. */
const RETURN = 0.4;

/** What is known of a limit that is in force. Times are milliseconds, rates are requests per second. */
export interface Slowed {
  readonly since: number;
  /** When the rate was lowered last, and until when nothing is sent at all. */
  loweredAt: number;
  restsUntil: number;
  /** The rate until a request is accepted, and the one that was accepted before the refusal. */
  low: number;
  good: number;
  /** The one before the first refusal of all. */
  readonly best: number;
  /** Whether requests were refused and let through in turn, so that there is a rate that the other end allows. */
  isConfirmed: boolean;
  /** Since it was lowered: how many requests were accepted, the first of them when. */
  accepted: number;
  acceptedAt: number | undefined;
  /** From when requests are counted to measure the limit, and for how long there were any since then. */
  countedFrom: number;
  activeFor: number;
  /** For how long the rate was used up since it grows. */
  grownFor: number;
  /** Milliseconds that an answer takes, about. */
  latency: number;
  /** How many requests were refused since the last one that was accepted. */
  cost: number;
  /** How often it was lowered, and how often at the floor or below it. */
  refusals: number;
  atFloor: number;
  /** How many probes in a row found the limit where it was, and for how long the rate stays before the next. */
  failedProbes: number;
  hold: number;
}

/** The rate to which it goes back by itself. */
export const goalOf = ({ good, isConfirmed }: Slowed): number => (isConfirmed ? good * PLATEAU : good);

/** When it is back, if nothing is refused; never, as long as nothing is accepted. */
export const recoversAt = ({ acceptedAt = Infinity, isConfirmed }: Slowed): number =>
  acceptedAt + (isConfirmed ? RECOVERY : FIRST_RECOVERY);

/** When it begins to grow, where somebody waits for it. */
export const growsAt = (slowed: Slowed): number => recoversAt(slowed) + (slowed.isConfirmed ? slowed.hold : 0);

/**
 * The rate at a time. It stays low until a request is accepted, is soon back at what was accepted before, and then
 * grows: at once, where that was never refused; where it was, after a while, and slowly at first.
 */
export function rateOf(slowed: Slowed, now: number): number {
  const { acceptedAt, low, best, isConfirmed, grownFor, latency } = slowed;
  if (acceptedAt === undefined) return low;
  const goal = Math.max(low, goalOf(slowed));
  const end = recoversAt(slowed);
  if (now < end) {
    const start = isConfirmed ? low : Math.max(low, goal * START);
    return start * (goal / start) ** ((now - acceptedAt) / (end - acceptedAt));
  }
  if (!isConfirmed) return goal * 2 ** (grownFor / DOUBLING);
  const probe = Math.max(PROBE, PROBE_ANSWERS * latency);
  if (grownFor < probe) return goal * (1 + grownFor / probe);
  const since = (grownFor - probe) / (probe * RETURN);
  return 2 * goal * (best > 2 * goal && since < 1 ? (best / (2 * goal)) ** since : Math.max(best / (2 * goal), 2 ** since));
}
