/** Numbers that look random but follow from a seed, so that the same seed makes the same data. */
export class Random {
  private state: number;

  constructor(private readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** A generator of its own for one part of the data, so that a change in one part leaves the others as they were. */
  fork(label: string): Random {
    let hash = this.seed ^ 0x9e3779b9;
    for (let index = 0; index < label.length; index++) hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193);
    return new Random(hash ^ (hash >>> 15));
  }

  /** From 0 up to, not including, 1 (mulberry32). */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error("There is nothing to pick from.");
    return list[Math.floor(this.fraction() * list.length)]!;
  }

  /** One of the list, or null as often as said. */
  maybe<T>(probability: number, list: readonly T[]): T | null {
    return this.chance(probability) && list.length > 0 ? this.pick(list) : null;
  }

  /** Some different ones of the list, in random order; all when fewer than `count`. */
  some<T>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    const taken: T[] = [];
    while (taken.length < count && rest.length > 0) taken.push(...rest.splice(Math.floor(this.fraction() * rest.length), 1));
    return taken;
  }
}
