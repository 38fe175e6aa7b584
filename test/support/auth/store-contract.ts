import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { checkSessionStore, checkTokenStore } from "../../../auth/store/store-check.js";
import type { TokenStore } from "../../../auth/index.js";
import { openStores, type Stores } from "../../../gateway/stores/index.js";
import type { StoreUnderTest } from "../stores.js";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The promises every kind of store keeps; run for each. */
export function storeContract({ url, durable, multiProcess }: StoreUnderTest): void {
  describe("The contract", () => {
    let stores: Stores;
    let tokens: TokenStore;
    let key: string;
    beforeEach(async () => {
      stores = await openStores(await url());
      tokens = stores.tokens;
      key = `test:${randomUUID()}`;
    });
    afterEach(() => stores.close());

    test("passes the check made at every start", async () => {
      await checkTokenStore(tokens);
      await checkSessionStore(stores.sessions);
    });

    test("says what it can do", () => {
      expect(tokens.capabilities).toEqual({ cas: true, lease: true, take: true, durable, multiProcess });
    });

    test("reads null where nothing is", async () => {
      expect(await tokens.read(key)).toBeNull();
      expect(await tokens.take(key)).toBeNull();
    });

    test("sets a value only where it is still the expected one", async () => {
      expect(await tokens.cas(key, "x", "1")).toBe(false);
      expect(await tokens.cas(key, null, "1")).toBe(true);
      expect(await tokens.cas(key, null, "2")).toBe(false);
      expect(await tokens.cas(key, "2", "3")).toBe(false);
      expect(await tokens.read(key)).toBe("1");
      expect(await tokens.cas(key, "1", "2")).toBe(true);
      expect(await tokens.cas(key, "2", "2")).toBe(true);
      expect(await tokens.read(key)).toBe("2");
    });

    test("removes a value only where it is still the expected one", async () => {
      await tokens.cas(key, null, "1");
      expect(await tokens.cas(key, "2", null)).toBe(false);
      expect(await tokens.read(key)).toBe("1");
      expect(await tokens.cas(key, "1", null)).toBe(true);
      expect(await tokens.read(key)).toBeNull();
      expect(await tokens.scan(key)).toEqual({ keys: [] });
      expect(await tokens.cas(key, "1", null)).toBe(false);
      expect(await tokens.cas(key, null, null)).toBe(true);
    });

    test("tells its time", async () => {
      const before = await tokens.now();
      expect(Math.abs(before - Date.now())).toBeLessThan(5_000);
      await pause(30);
      expect((await tokens.now()) - before).toBeGreaterThanOrEqual(25);
    });

    test("has nothing against its own set-up when it is set up well", async () => {
      expect((await tokens.inspect()).refusals).toEqual([]);
    });

    test("lets one of many win who set at once", async () => {
      const won = await Promise.all(Array.from({ length: 50 }, (_, index) => tokens.cas(key, null, `winner ${index}`)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await tokens.read(key)).toBe(`winner ${won.indexOf(true)}`);
    });

    test("loses no update when everybody tries until they succeed", async () => {
      const increment = async (): Promise<void> => {
        for (;;) {
          const raw = await tokens.read(key);
          if (await tokens.cas(key, raw, String(Number(raw ?? 0) + 1))) return;
          await pause(Math.random() * 3);
        }
      };
      await Promise.all(Array.from({ length: 40 }, increment));
      expect(await tokens.read(key)).toBe("40");
    });

    test("gives a value that is taken to one alone", async () => {
      await tokens.cas(key, null, "once");
      const taken = await Promise.all(Array.from({ length: 20 }, () => tokens.take(key)));
      expect(taken.filter((value) => value === "once")).toHaveLength(1);
      expect(taken.filter((value) => value === null)).toHaveLength(19);
      expect(await tokens.read(key)).toBeNull();
      expect(await tokens.cas(key, null, "again")).toBe(true);
    });

    test("keeps any text as it is", async () => {
      const text = JSON.stringify({ text: "Kauri & Söhne – 律师 \u0000\u2028", long: "x".repeat(100_000) });
      await tokens.cas(key, null, text);
      expect(await tokens.read(key)).toBe(text);
      expect(await tokens.cas(key, text, "short")).toBe(true);
    });

    test("gives a lease to one owner until it runs out", async () => {
      expect(await tokens.lease(key, "a", 80)).toBe(true);
      expect(await tokens.lease(key, "b", 80)).toBe(false);
      expect(await tokens.lease(key, "a", 80)).toBe(true);
      await pause(120);
      expect(await tokens.lease(key, "b", 10_000)).toBe(true);
      expect(await tokens.extend(key, "a", 10_000)).toBe(false);
      expect(await tokens.release(key, "a")).toBe(false);
      expect(await tokens.lease(key, "a", 80)).toBe(false);
    });

    test("lengthens and ends a lease for its holder only", async () => {
      await tokens.lease(key, "a", 400);
      expect(await tokens.extend(key, "b", 10_000)).toBe(false);
      expect(await tokens.extend(key, "a", 10_000)).toBe(true);
      await pause(440);
      expect(await tokens.lease(key, "b", 80)).toBe(false);
      expect(await tokens.release(key, "a")).toBe(true);
      expect(await tokens.release(key, "a")).toBe(false);
      expect(await tokens.extend(key, "a", 80)).toBe(false);
      expect(await tokens.lease(key, "b", 80)).toBe(true);
    });

    test("keeps leases and values apart", async () => {
      await tokens.lease(key, "a", 10_000);
      expect(await tokens.read(key)).toBeNull();
      expect(await tokens.cas(key, null, "1")).toBe(true);
      expect(await tokens.lease(key, "b", 10_000)).toBe(false);
    });

    test("lists keys by prefix, some at a time and each once", async () => {
      const prefix = `${key}:`;
      const written = Array.from({ length: 1_203 }, (_, index) => `${prefix}${String(index).padStart(5, "0")}`);
      await Promise.all(written.map((each) => tokens.cas(each, null, "x")));
      await tokens.cas(`${key};after`, null, "x");
      await tokens.cas(key, null, "x");
      const found: string[] = [];
      let pages = 0;
      let cursor: string | undefined;
      do {
        const page = await tokens.scan(prefix, cursor);
        found.push(...page.keys);
        cursor = page.cursor;
        pages++;
      } while (cursor !== undefined);
      expect(found).toEqual(written);
      expect(pages).toBeGreaterThan(1);
      expect(await tokens.scan(`nothing:${key}`)).toEqual({ keys: [] });
    });

    test("keeps sessions for as long as it is told", async () => {
      await stores.sessions.set(key, { n: 1 }, 60_000);
      expect(await stores.sessions.get(key)).toEqual({ n: 1 });
      await stores.sessions.set(key, { n: 2 }, 40);
      await pause(60);
      expect(await stores.sessions.get(key)).toBeUndefined();
      await stores.sessions.set(key, 3, 60_000);
      await stores.sessions.delete(key);
      expect(await stores.sessions.get(key)).toBeUndefined();
    });

    test("counts in windows, each count once", async () => {
      const counter = stores.counter("tries");
      const before = Date.now();
      const counted = await Promise.all(Array.from({ length: 30 }, () => counter.increment(key, 60_000)));
      expect(counted.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 30 }, (_, index) => index + 1),
      );
      const ends = new Set(counted.map(({ resetsAt }) => resetsAt));
      expect(ends.size).toBe(1);
      expect(Math.abs([...ends][0]! - before - 60_000)).toBeLessThan(5_000);
      // The window is the first one's; a later wish does not change it.
      expect(await counter.increment(key, 1)).toEqual({ count: 31, resetsAt: [...ends][0] });
    });

    test("begins to count anew when the window is over", async () => {
      const counter = stores.counter("tries");
      const first = await counter.increment(key, 80);
      expect((await counter.increment(key, 80)).count).toBe(2);
      await pause(120);
      const again = await counter.increment(key, 80);
      expect(again.count).toBe(1);
      expect(again.resetsAt).toBeGreaterThan(first.resetsAt);
    });

    test("counts apart what has different names or keys", async () => {
      const [one, two] = [stores.counter("one"), stores.counter("two")];
      await one.increment(key, 60_000);
      expect((await two.increment(key, 60_000)).count).toBe(1);
      expect((await one.increment(`${key}x`, 60_000)).count).toBe(1);
      expect((await stores.counter("one").increment(key, 60_000)).count).toBe(2);
    });

    test("keeps what belongs to different names apart", async () => {
      const [one, two] = [stores.namespace("one"), stores.namespace("two")];
      await one.set(key, "1", 60_000);
      await two.set(key, "2", 60_000);
      await stores.sessions.set(key, "3", 60_000);
      expect([await one.get(key), await two.get(key), await stores.sessions.get(key)]).toEqual(["1", "2", "3"]);
      expect(await stores.namespace("one").get(key)).toBe("1");
    });
  });
}
