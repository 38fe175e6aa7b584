/** A stored value, as the text the store keeps. */
export type Raw = string;

/** What a store can promise. `durable`: survives a restart. `multiProcess`: other processes see the same values. */
export interface StoreCapabilities {
  readonly cas: boolean;
  readonly lease: boolean;
  readonly take: boolean;
  readonly durable: boolean;
  readonly multiProcess: boolean;
}

/** What a store says of its own set-up. */
export interface StoreFindings {
  /** Why it must not be used, each in words that say what to change; empty when nothing is wrong. */
  readonly refusals: readonly string[];
  /** What an operator should know although it can be used. */
  readonly warnings: readonly string[];
}

/**
 * Where connections live. Every method either does what it says or throws: a store that is down never looks like an
 * empty one. Nothing stored here expires by itself.
 */
export interface TokenStore {
  readonly capabilities: StoreCapabilities;
  /** The value, or null when there is none. */
  read(key: string): Promise<Raw | null>;
  /** Replaces `expected` by `next` and says whether it did; null stands for no value, so that it also creates and removes. */
  cas(key: string, expected: Raw | null, next: Raw | null): Promise<boolean>;
  /** Removes the value and returns it: of several callers at once, one gets it and the others get null. */
  take(key: string): Promise<Raw | null>;
  /** Makes `owner` the holder for `ttlMs` of the store's own clock, unless somebody else is. */
  lease(key: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Lengthens a lease `owner` still holds. */
  extend(key: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Ends a lease `owner` still holds, and nobody else's. */
  release(key: string, owner: string): Promise<boolean>;
  /** Keys that begin with `prefix`, in order, some at a time; pass `cursor` back for the next ones. */
  scan(prefix: string, cursor?: string): Promise<{ keys: string[]; cursor?: string }>;
  /** The store's own clock, the same for everybody, in milliseconds since 1970. */
  now(): Promise<number>;
  /** Looks at the set-up of the store itself: whether it evicts, loses or refuses what it is given. */
  inspect(): Promise<StoreFindings>;
}

/** Counts what happens in windows of time, over every process that shares the store. Other than tokens, counts are forgotten by themselves. */
export interface WindowCounter {
  /**
   * Counts one more for `key`. The first one opens a window of `windowMs` by the store's clock; `count` is how many there
   * have been in it, this one included, and `resetsAt` when it ends, in milliseconds since 1970.
   */
  increment(key: string, windowMs: number): Promise<{ count: number; resetsAt: number }>;
}

/** Counts what happens in windows of time, over every process that shares the store. Other than tokens, counts are forgotten by themselves. */
export interface WindowCounter {
  /**
   * Counts one more for `key`. The first one opens a window of `windowMs` by the store's clock; `count` is how many there
   * have been in it, this one included, and `resetsAt` when it ends, in milliseconds since 1970.
   */
  increment(key: string, windowMs: number): Promise<{ count: number; resetsAt: number }>;
}

/** Where sessions live: values that may be forgotten after `ttlMs`. A Keyv instance is one. */
export interface SessionStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttlMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}
