/** Failures in a row after which nothing is sent for a while. */
const FAILURES = 8;
/** Milliseconds for which failures of one resource alone must go on: it may be that resource's own trouble. */
const ONE_RESOURCE = 10_000;
/** Milliseconds until it is tried again: at first, and at most. */
const FIRST_REST = 5_000;
const LONGEST_REST = 40_000;

/** Milliseconds for which others wait for the request that tries. */
const PATIENCE = 2_000;

/** What failed. */
export interface Failing {
  readonly resource: string;
  /** There was no connection at all, which is no resource's own trouble. */
  readonly unconnected: boolean;
}

/**
 * Stops sending to a host that does not answer, and tries with one request whether it does again. Only failures with
 * nothing answered in between count, so that whatever still works keeps working.
 */
export class Breaker {
  state: "closed" | "open" | "probing" = "closed";
  private failures = 0;
  private since = 0;
  private until = 0;
  private triedAt = 0;
  private rest = FIRST_REST;
  private isConnected = true;
  private readonly resources = new Set<string>();

  /** Milliseconds until it is worth trying; undefined when a request may be sent. */
  blockedFor(now: number): number | undefined {
    if (this.state === "closed") return undefined;
    if (this.state === "open" ? now >= this.until : now < this.triedAt + PATIENCE) return undefined;
    return Math.max(1_000, this.until - now);
  }

  /** Milliseconds for which the others still wait for the one that tries, if there is one. */
  patience(now: number): number | undefined {
    return this.state === "probing" ? this.triedAt + PATIENCE - now : undefined;
  }

  /** A request is sent; whether it is the one that tries. */
  begin(now: number): boolean {
    if (this.state !== "open") return false;
    this.state = "probing";
    this.triedAt = now;
    return true;
  }

  /** It answers. */
  succeed(): void {
    this.state = "closed";
    this.failures = 0;
    this.rest = FIRST_REST;
    this.isConnected = true;
    this.resources.clear();
  }

  /** It failed; whether nothing is sent from now on. */
  fail(now: number, { resource, unconnected }: Failing, isProbe: boolean): boolean {
    if (this.state !== "closed") {
      if (!isProbe) return false;
      this.rest = Math.min(LONGEST_REST, this.rest * 2);
      return this.open(now);
    }
    if (this.failures === 0) this.since = now;
    this.failures += 1;
    this.resources.add(resource);
    if (unconnected) this.isConnected = false;
    const isEverything = !this.isConnected || this.resources.size > 1 || now - this.since >= ONE_RESOURCE;
    return this.failures >= FAILURES && isEverything && this.open(now);
  }

  /** The request that tried was given up before it had an answer: the next one tries. */
  abandon(isProbe: boolean): void {
    if (isProbe && this.state === "probing") this.state = "open";
  }

  private open(now: number): true {
    this.state = "open";
    this.until = now + this.rest;
    return true;
  }
}
