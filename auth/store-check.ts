import { randomUUID } from "node:crypto";
import type { SessionStore, TokenStore } from "./store.js";
import { pause } from "./waiting.js";

/** A store that does not keep its promises, and which one. */
export class StoreCheckFailure extends Error {
  constructor(promise: string) {
    super(`The store does not keep its promises: ${promise}.`);
    this.name = "StoreCheckFailure";
  }
}

const LEASE = 100;

/** Tries everything that is relied on against the store itself; rejects with {@link StoreCheckFailure}. */
export async function checkTokenStore(store: TokenStore): Promise<void> {
  const { cas, lease, take } = store.capabilities;
  const promise = (kept: boolean, words: string): void => {
    if (!kept) throw new StoreCheckFailure(words);
  };
  promise(cas && lease && take, "it has no compare-and-set, lease or take");
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
    await checkLease(store, key, promise);
  } finally {
    await store.take(key);
  }
}

async function checkLease(store: TokenStore, key: string, promise: (kept: boolean, words: string) => void): Promise<void> {
  promise(await store.lease(key, "a", LEASE), "a free lease was not given");
  promise(!(await store.lease(key, "b", LEASE)), "a lease was given to two");
  promise(!(await store.extend(key, "b", LEASE)), "a lease was extended for somebody who does not hold it");
  promise(!(await store.release(key, "b")), "a lease was released for somebody who does not hold it");
  promise(await store.extend(key, "a", LEASE), "a lease was not extended for its holder");
  const until = performance.now() + 20 * LEASE;
  let given = false;
  while (!given && performance.now() < until) {
    await pause(LEASE / 2);
    given = await store.lease(key, "b", LEASE);
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
  if (value?.probe !== 1) throw new StoreCheckFailure("a session just written is not read back");
  const after = await store.get(key);
  if (after !== undefined && after !== null) throw new StoreCheckFailure("a session that was deleted is still there");
}
