/** Failures in a row after which nothing is sent for a while. */
const MAX_FAILURES = 8;
/** Milliseconds for which failures of one resource alone must go on: they may be that resource's own trouble. */
const ONE_RESOURCE = 10_000;
/** Milliseconds until a host that failed is tried again: at first, doubled by each try that fails, and at most. */
const FIRST_REST = 5_000;
const MAX_REST = 40_000;
/** Milliseconds for which other requests wait for the one that tries the host. */
const PROBE_TIMEOUT = 2_000;

/** A request that failed in a way that speaks against its host. */
export interface HostFailure {
  readonly resource: string;
  /** Whether there was no connection at all, which is no resource's own trouble. */
  readonly unconnected: boolean;
}

/**
 * The circuit breaker of one host: stops sending to a host that does not answer, and tries with one request, the probe,
 * whether it answers again. Only failures with no answer in between count, so that whatever still works keeps working.
 * All times are milliseconds of the caller's clock.
 */
export class Breaker {
  /** `closed`: requests are sent; `open`: none is; `probing`: one is on its way, and others wait for it. */
  state: "closed" | "open" | "probing" = "closed";
  private failures = 0;
  private firstFailedAt = 0;
  private openUntil = 0;
  private probedAt = 0;
  private rest = FIRST_REST;
  private isConnected = true;
  private readonly resources = new Set<string>();

  /** Milliseconds until it is worth trying, at least a second; undefined when a request may be sent. */
  blockedFor(now: number): number | undefined {
    if (this.state === "closed") return undefined;
    if (this.state === "open" ? now >= this.openUntil : now < this.probedAt + PROBE_TIMEOUT) return undefined;
    return Math.max(1_000, this.openUntil - now);
  }

  /** Milliseconds for which the other requests still wait for the probe; undefined when none is on its way. */
  probeTimeLeft(now: number): number | undefined {
    return this.state === "probing" ? this.probedAt + PROBE_TIMEOUT - now : undefined;
  }

  /** A request is sent; answers whether it is the probe. */
  begin(now: number): boolean {
    if (this.state !== "open") return false;
    this.state = "probing";
    this.probedAt = now;
    return true;
  }

  /** A request was answered. */
  succeed(): void {
    this.state = "closed";
    this.failures = 0;
    this.rest = FIRST_REST;
    this.isConnected = true;
    this.resources.clear();
  }

  /** A request failed; answers whether nothing is sent from now on. */
  fail(now: number, { resource, unconnected }: HostFailure, isProbe: boolean): boolean {
    if (this.state !== "closed") {
      if (!isProbe) return false;
      this.rest = Math.min(MAX_REST, this.rest * 2);
      return this.open(now);
    }
    if (this.failures === 0) this.firstFailedAt = now;
    this.failures += 1;
    this.resources.add(resource);
    if (unconnected) this.isConnected = false;
    const isEverything = !this.isConnected || this.resources.size > 1 || now - this.firstFailedAt >= ONE_RESOURCE;
    return this.failures >= MAX_FAILURES && isEverything && this.open(now);
  }

  /** A request was given up before it had an answer; if it was the probe, the next request is. */
  abandon(isProbe: boolean): void {
    if (isProbe && this.state === "probing") this.state = "open";
  }

  private open(now: number): true {
    this.state = "open";
    this.openUntil = now + this.rest;
    return true;
  }
}
