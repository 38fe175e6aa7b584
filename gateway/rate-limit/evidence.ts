import { DecayingSum } from "./decaying.js";

/** Milliseconds over which refusals and accepted requests fade. */
const EVIDENCE_WINDOW = 10_000;
/** Milliseconds after a refusal in which whoever is let through is a witness, where nothing is held back. */
const AT_THE_SAME_TIME = 1_000;
/** Milliseconds without a refusal after which nothing is weighed. */
const MEMORY = 30_000;
/** Milliseconds after an accepted request for which its key is expected to send another. */
const ACTIVE = 1_000;
/** Keys below one scope that are weighed at one time. */
const MAX_WEIGHED = 32;
/** What is less likely than this is not believed: where a limit is in force, and where it would be new. */
const UNLIKELY_IN_FORCE = 0.05;
const UNLIKELY_ANEW = 0.5;
/** From this weight on a key counts as refused, or as a witness. */
const COUNTS = 0.3;

interface Evidence {
  /** When a request was accepted last, whether or not it is weighed. */
  activeAt: number;
  readonly accepted: DecayingSum;
  readonly refused: DecayingSum;
}

/**
 * Weighs whether refusals below a scope (of the viewers of an organisation, say) are the scope's own or those of single
 * keys. A limit of the scope refuses whoever comes; so whoever is let through meanwhile speaks against it.
 */
export class Blame {
  private readonly evidence = new Map<string, Evidence>();
  private refusedAt = -Infinity;

  /** A request of a key was let through. */
  accept(key: string, now: number, isInForce: boolean): void {
    const evidence = this.of(key, now);
    evidence.activeAt = now;
    if (now - this.refusedAt <= (isInForce ? MEMORY : AT_THE_SAME_TIME)) evidence.accepted.add(now, 1);
  }

  /** A request of a key was refused. */
  refuse(key: string, now: number): void {
    if (now - this.refusedAt > MEMORY)
      for (const { accepted, refused } of this.evidence.values()) {
        accepted.clear();
        refused.clear();
      }
    this.refusedAt = now;
    this.of(key, now).refused.add(now, 1);
  }

  /** The keys that were refused something of late. */
  refused(now: number): string[] {
    return [...this.evidence].flatMap(([key, { refused }]) => (refused.read(now) >= COUNTS ? [key] : []));
  }

  /** Whether the scope itself is the one that refuses. */
  isShared(now: number, isInForce: boolean): boolean {
    if (isInForce) return !this.isRefuted(now);
    const suspects = this.refused(now).length;
    return suspects > 1 && !this.isAnybodyUntested(now) && this.likelihood(now, 0) >= UNLIKELY_ANEW;
  }

  /** Whether there are witnesses that it is not. Somebody is always the first to be refused: that proves nothing. */
  isRefuted(now: number): boolean {
    return this.likelihood(now, this.refused(now).length) < UNLIKELY_IN_FORCE;
  }

  /** Whether somebody sent requests a moment ago, and it is not yet known whether they are refused as well. */
  private isAnybodyUntested(now: number): boolean {
    return [...this.evidence.values()].some(
      ({ activeAt, accepted, refused }) => now - activeAt <= ACTIVE && accepted.read(now) < COUNTS && refused.read(now) < COUNTS,
    );
  }

  /** How likely it is that the witnesses all were let through, if the scope refuses any request as readily as any other. */
  private likelihood(now: number, discount: number): number {
    let refused = 0;
    let accepted = 0;
    let witnesses = 0;
    for (const each of this.evidence.values()) {
      const refusals = each.refused.read(now);
      if (refusals >= COUNTS) {
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

  private of(key: string, now: number): Evidence {
    let found = this.evidence.get(key);
    if (!found) {
      if (this.evidence.size >= MAX_WEIGHED) this.evidence.delete(this.leastTelling(now));
      found = { activeAt: -Infinity, accepted: new DecayingSum(EVIDENCE_WINDOW), refused: new DecayingSum(EVIDENCE_WINDOW) };
      this.evidence.set(key, found);
    }
    return found;
  }

  private leastTelling(now: number): string {
    let least: [string, number] | undefined;
    for (const [key, { activeAt, refused }] of this.evidence)
      if (refused.read(now) < COUNTS && (!least || activeAt < least[1])) least = [key, activeAt];
    return least?.[0] ?? (this.evidence.keys().next().value as string);
  }
}
