import type { SessionStore, TokenStore } from "../../../auth/index.js";

/** Holds every call of one process to its stores until it is let through. */
export interface Gate {
  tokens(store: TokenStore): TokenStore;
  sessions(store: SessionStore): SessionStore;
}

/** One of two works that race: its calls to the store go through one at a time. */
export interface Racer extends Gate {
  /** Begins a work whose calls are held. */
  begin(work: () => Promise<unknown>): void;
  /** Lets one call through; false when the work is done without another. */
  step(): Promise<boolean>;
  /** Lets all calls through until the work is done. */
  finish(): Promise<void>;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Makes one whose gate is open until a work begins. */
export function createRacer(): Racer {
  let held = false;
  let done = false;
  let changed = (): void => undefined;
  const waiting: (() => void)[] = [];

  const through = async <T>(call: () => Promise<T>): Promise<T> => {
    if (held) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        changed();
      });
    }
    return call();
  };

  async function step(): Promise<boolean> {
    while (waiting.length === 0 && !done) await new Promise<void>((resolve) => (changed = resolve));
    if (waiting.length === 0) return false;
    waiting.shift()!();
    // The call itself, and whatever follows from it at once.
    await turn();
    return true;
  }

  return {
    step,
    begin(work) {
      held = true;
      done = false;
      void work().finally(() => {
        held = false;
        done = true;
        changed();
      });
    },
    async finish() {
      while (await step());
    },
    tokens: (store) => ({
      ...store,
      read: (key) => through(() => store.read(key)),
      cas: (key, expected, next) => through(() => store.cas(key, expected, next)),
      take: (key) => through(() => store.take(key)),
      lease: (key, owner, ttlMs) => through(() => store.lease(key, owner, ttlMs)),
      release: (key, owner) => through(() => store.release(key, owner)),
    }),
    sessions: (store) => ({
      get: (key) => through(() => Promise.resolve(store.get(key))),
      set: (key, value, ttlMs) => through(() => Promise.resolve(store.set(key, value, ttlMs))),
      delete: (key) => through(() => Promise.resolve(store.delete(key))),
    }),
  };
}

/** In which order two works take their steps: the first `lead` of one, the other from beginning to end, the rest. Or any, by chance. */
export type Order = { readonly leads: "ending" | "other"; readonly steps: number } | { readonly random: () => number };

/** Runs two works in an order; `ended` is called as soon as the ending one is done. Resolves to whether the order had its say. */
export async function race(ending: Racer, other: Racer, order: Order, ended: () => Promise<void>): Promise<boolean> {
  if ("random" in order) {
    for (const open = new Set([ending, other]); open.size > 0;) {
      const next = [...open][Math.floor(order.random() * open.size)]!;
      if (await next.step()) continue;
      open.delete(next);
      if (next === ending) await ended();
    }
    return true;
  }
  const [first, second] = order.leads === "ending" ? [ending, other] : [other, ending];
  let steps = 0;
  while (steps < order.steps && (await first.step())) steps++;
  const had = steps === order.steps;
  if (!had && first === ending) await ended();
  await second.finish();
  if (second === ending) await ended();
  await first.finish();
  if (had && first === ending) await ended();
  return had;
}
