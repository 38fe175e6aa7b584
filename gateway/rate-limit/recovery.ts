/** Milliseconds in which the rate is back after the first accepted request: where a limit was never confirmed, and where it was. */
const FIRST_RECOVERY = 200;
export const RECOVERY = 1_200;
/** Part of the accepted rate at which recovery starts with the first accepted request, where a limit was never confirmed. */
const START = 0.5;
/** Part of the accepted rate to which a confirmed limit recovers. */
const PLATEAU = 0.95;
/** Milliseconds in which the rate doubles, beyond what was accepted before, where a limit was never confirmed. */
const DOUBLING = 250;
/** A probe doubles the rate within so many milliseconds, or within the time of so many answers, whichever is longer. */
const PROBE = 2_500;
const PROBE_ANSWERS = 16;
/** Part of that time within which a probe then is back at the best rate known, or doubles the rate again. */
const RETURN = 0.4;

/**
 * What is known of a limit that is in force. The rate is lowered by a refusal, recovers with the first accepted request to
 * what was accepted before, and is raised by a probe to see whether the limit has moved. Times are milliseconds, rates are
 * requests per second.
 */
export interface Slowed {
  /** When the limit came into force. */
  readonly since: number;
  /** When the rate was lowered last, and until when nothing is sent at all. */
  loweredAt: number;
  restsUntil: number;
  /** The rate until a request is accepted, and the one that was accepted before the refusal. */
  low: number;
  good: number;
  /** The rate that was accepted before the first refusal of all. */
  readonly best: number;
  /** Whether requests were accepted between refusals, so that there is a rate that the other end allows. */
  isConfirmed: boolean;
  /** Requests accepted since the rate was lowered, and when the first of them was. */
  accepted: number;
  acceptedAt: number | undefined;
  /** Since when requests are counted to measure the limit, and for how much of that time there were any. */
  countedFrom: number;
  activeFor: number;
  /** For how long the rate was used up since it began to grow. */
  grownFor: number;
  /** About how many milliseconds an answer takes. */
  latency: number;
  /** How many requests the last probe cost: those refused since the rate was last measured. */
  cost: number;
  /** How often the rate was lowered, and how often it was refused at the floor or below. */
  refusals: number;
  atFloor: number;
  /** How many probes in a row found the limit where it was, and for how long the rate stays before the next probe. */
  failedProbes: number;
  hold: number;
}

/** The rate to which a limit recovers without a probe. */
export const goalOf = ({ good, isConfirmed }: Slowed): number => (isConfirmed ? good * PLATEAU : good);

/** When the rate has recovered, if nothing is refused; `Infinity` as long as nothing was accepted. */
export const recoversAt = ({ acceptedAt = Infinity, isConfirmed }: Slowed): number =>
  acceptedAt + (isConfirmed ? RECOVERY : FIRST_RECOVERY);

/** When the rate begins to grow, if it is used up. */
export const growsAt = (slowed: Slowed): number => recoversAt(slowed) + (slowed.isConfirmed ? slowed.hold : 0);

/**
 * The rate at a time. It stays low until a request is accepted, soon recovers to what was accepted before, and then grows
 * while it is used up: without a confirmed limit at once; with one after `hold`, by a probe, slowly at first.
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
