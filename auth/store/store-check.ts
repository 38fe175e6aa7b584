import { randomUUID } from "node:crypto";
import { STEADY, type Time } from "../../time/time.js";
import { StoreUnavailable } from "./store-failure.js";
import type { SessionStore, TokenStore } from "./store.js";
import { pause } from "./waiting.js";

/** A store that must not be used, and why. */
export class StoreCheckFailure extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "StoreCheckFailure";
  }
}

/** A lease that outlasts the trying, on however slow a store; and one that is waited for. */
const LONG_LEASE = 30_000;
const LEASE = 100;

/** What a failure while trying means, where its code tells; codes are Redis's words and PostgreSQL's numbers. */
const REASONS: Readonly<Record<string, string>> = {
  READONLY: "it is read only",
  "25006": "it is read only",
  EACCES: "it is read only",
  OOM: "its memory is full and it takes no more",
  MISCONF: "it cannot write to its disk and takes no more",
  "53100": "its disk is full",
  NOPERM: "its user is not allowed what is needed",
  "42501": "its user is not allowed what is needed",
};

/** What the store is to be used for. */
export interface StoreUse {
  /** Whether several processes share it, on this machine or others. */
  readonly shared: boolean;
}

/**
 * Tries everything that is relied on against the store itself, and asks it about its set-up. Resolves to what an operator
 * should know; rejects with {@link StoreCheckFailure} when the store must not be used.
 */
export async function checkTokenStore(
  store: TokenStore,
  { shared }: StoreUse = { shared: false },
  time: Time = STEADY,
): Promise<readonly string[]> {
  const { cas, lease, take, multiProcess } = store.capabilities;
  if (shared && !(cas && multiProcess))
    throw new StoreCheckFailure(
      "The store cannot be shared by several processes: each would spend the other's refresh tokens. Use lmdb: on one machine, redis:// or postgres:// on several.",
    );
  try {
    const { refusals, warnings } = await store.inspect();
    if (refusals.length > 0) throw new StoreCheckFailure(`The store must not be used as it is set up: ${refusals.join("; ")}.`);
    promise(cas && lease && take, "it has no compare-and-set, lease or take");
    await tryTokenStore(store, time);
    return warnings;
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new StoreCheckFailure(`The store must not be used: ${REASONS[error.code ?? ""] ?? "it fails"}. ${error.message}`);
  }
}

function promise(kept: boolean, words: string): void {
  if (!kept) throw new StoreCheckFailure(`The store does not keep its promises: ${words}.`);
}

async function tryTokenStore(store: TokenStore, time: Time): Promise<void> {
  const id = randomUUID();
  const key = `selftest:${id}`;
  try {
    promise((await store.read(key)) === null, "a key nobody wrote has a value");
    promise(await store.cas(key, null, "1"), "a first value was not accepted");
    promise((await store.read(key)) === "1", "a value just written is not read back");
    promise(!(await store.cas(key, null, "2")), "a value was created where there was one");
    promise(!(await store.cas(key, "0", "2")), "a value was replaced although it was not the expected one");
    promise(await store.cas(key, "1", "2"), "a value was not replaced although it was the expected one");
    promise((await store.read(key)) === "2", "a replaced value is not read back");
    promise((await store.scan(`selftest:${id}`)).keys.includes(key), "a key is not found by its prefix");
    const taken = await Promise.all([store.take(key), store.take(key)]);
    promise(
      taken.filter((value) => value === "2").length === 1 && taken.includes(null),
      "a value was taken twice, or not at all",
    );
    promise((await store.read(key)) === null, "a value that was taken is still there");
    await store.cas(key, null, "3");
    promise(!(await store.cas(key, "2", null)), "a value was removed although it was not the expected one");
    promise(await store.cas(key, "3", null), "a value was not removed although it was the expected one");
    promise((await store.read(key)) === null, "a value that was removed is still there");
    await tryLease(store, key, time);
  } finally {
    // Where this fails too, the first failure is the one to be told.
    await store.take(key).catch(() => null);
  }
}

async function tryLease(store: TokenStore, key: string, time: Time): Promise<void> {
  promise(await store.lease(key, "a", LONG_LEASE), "a free lease was not given");
  promise(!(await store.lease(key, "b", LONG_LEASE)), "a lease was given to two");
  promise(!(await store.extend(key, "b", LONG_LEASE)), "a lease was extended for somebody who does not hold it");
  promise(!(await store.release(key, "b")), "a lease was released for somebody who does not hold it");
  promise(await store.extend(key, "a", LEASE), "a lease was not set anew for its holder");
  const until = time.now() + 20 * LEASE;
  let given = false;
  while (!given && time.now() < until) {
    await pause(time, LEASE / 2);
    given = await store.lease(key, "b", LONG_LEASE);
  }
  promise(given, "a lease does not run out");
  promise(!(await store.release(key, "a")), "a lease that ran out was still released for its former holder");
  promise(await store.release(key, "b"), "a lease was not released for its holder");
}

/** Tries what sessions rely on. */
export async function checkSessionStore(store: SessionStore): Promise<void> {
  const key = `selftest:${randomUUID()}`;
  await store.set(key, { probe: 1 }, 60_000);
  const value = (await store.get(key)) as { probe?: unknown } | undefined;
  await store.delete(key);
  promise(value?.probe === 1, "a session just written is not read back");
  const after = await store.get(key);
  promise(after === undefined || after === null, "a session that was deleted is still there");
}
