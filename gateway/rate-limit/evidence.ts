import { DecayingSum } from "./decaying.js";

/** Milliseconds over which the weight of refusals and of accepted requests fades. */
const EVIDENCE_WINDOW = 10_000;
/** Milliseconds after a refusal in which an accepted request counts as a witness, where no limit is in force. */
const SAME_TIME = 1_000;
/** Milliseconds without a refusal after which all that was counted is dropped. */
const MAX_AGE = 30_000;
/** Milliseconds after an accepted request for which its key is expected to send another. */
const ACTIVE = 1_000;
/** Keys below one scope that are counted at one time. */
const MAX_KEYS = 32;
/** A shared limit that is less likely than this is not believed: where one is in force, and where one would be new. */
const UNLIKELY_IN_FORCE = 0.05;
const UNLIKELY_NEW = 0.5;
/** From this weight on a key counts as refused, or as a witness. */
const MIN_WEIGHT = 0.3;

/** What is counted of one key. */
interface Counted {
  /** When a request was accepted last, in milliseconds, whether or not it was counted as a witness. */
  activeAt: number;
  readonly accepted: DecayingSum;
  readonly refused: DecayingSum;
}

/**
 * Weighs whether refusals below a scope are the scope's own, or those of single keys below it: whether an organisation is
 * limited, say, or single viewers of it. A limit of the scope refuses whoever comes, so every key whose requests are
 * accepted at the same time is a witness against it.
 */
export class LimitEvidence {
  private readonly keys = new Map<string, Counted>();
  private refusedAt = -Infinity;

  /** A request of a key was accepted; `isInForce`: while the scope's own limit was in force. */
  accept(key: string, now: number, isInForce: boolean): void {
    const counted = this.of(key, now);
    counted.activeAt = now;
    if (now - this.refusedAt <= (isInForce ? MAX_AGE : SAME_TIME)) counted.accepted.add(now, 1);
  }

  /** A request of a key was refused. */
  refuse(key: string, now: number): void {
    if (now - this.refusedAt > MAX_AGE)
      for (const { accepted, refused } of this.keys.values()) {
        accepted.clear();
        refused.clear();
      }
    this.refusedAt = now;
    this.of(key, now).refused.add(now, 1);
  }

  /** The keys whose requests were refused of late. */
  refused(now: number): string[] {
    return [...this.keys].flatMap(([key, { refused }]) => (refused.read(now) >= MIN_WEIGHT ? [key] : []));
  }

  /** Whether the scope itself refuses. `isInForce`: its limit holds back requests already, so it takes witnesses to say no. */
  isShared(now: number, isInForce: boolean): boolean {
    if (isInForce) return !this.isRefuted(now);
    const suspects = this.refused(now).length;
    return suspects > 1 && !this.isAnybodyUntested(now) && this.likelihood(now, 0) >= UNLIKELY_NEW;
  }

  /** Whether witnesses speak against the scope. The first refusal of each key is left out: somebody is always the first. */
  isRefuted(now: number): boolean {
    return this.likelihood(now, this.refused(now).length) < UNLIKELY_IN_FORCE;
  }

  /** Whether some key sent requests a moment ago, and it is not known yet whether its next one is refused as well. */
  private isAnybodyUntested(now: number): boolean {
    return [...this.keys.values()].some(
      ({ activeAt, accepted, refused }) =>
        now - activeAt <= ACTIVE && accepted.read(now) < MIN_WEIGHT && refused.read(now) < MIN_WEIGHT,
    );
  }

  /**
   * From 0 to 1, how likely it is that none of the witnesses was refused if the scope refuses any request as readily as any
   * other: as when that many refusals, less `discount`, are drawn from all requests and none belongs to a witness.
   */
  private likelihood(now: number, discount: number): number {
    let refused = 0;
    let accepted = 0;
    let witnesses = 0;
    for (const each of this.keys.values()) {
      const refusals = each.refused.read(now);
      if (refusals >= MIN_WEIGHT) {
        refused += refusals;
        accepted += each.accepted.read(now);
      } else witnesses += each.accepted.read(now);
    }
    const all = refused + accepted + witnesses;
    let likelihood = 1;
    for (let drawn = 0; drawn < Math.round(refused - discount) && likelihood > 0; drawn++)
      likelihood *= Math.max(0, (all - witnesses - drawn) / (all - drawn));
    return likelihood;
  }

  private of(key: string, now: number): Counted {
    let found = this.keys.get(key);
    if (!found) {
      if (this.keys.size >= MAX_KEYS) this.keys.delete(this.leastTelling(now));
      found = { activeAt: -Infinity, accepted: new DecayingSum(EVIDENCE_WINDOW), refused: new DecayingSum(EVIDENCE_WINDOW) };
      this.keys.set(key, found);
    }
    return found;
  }

  /** The key that is dropped for a new one: of those that were not refused, the one that was active longest ago. */
  private leastTelling(now: number): string {
    let least: [string, number] | undefined;
    for (const [key, { activeAt, refused }] of this.keys)
      if (refused.read(now) < MIN_WEIGHT && (!least || activeAt < least[1])) least = [key, activeAt];
    return least?.[0] ?? (this.keys.keys().next().value as string);
  }
}
