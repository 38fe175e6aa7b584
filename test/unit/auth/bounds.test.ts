import type { FastifyRequest } from "fastify";
import { describe, expect, test } from "@jest/globals";
import { LIMITS, createLimiter } from "../../../auth/http/limits.js";
import { createSweep } from "../../../auth/store/sweep.js";
import { openStores } from "../../../gateway/stores/index.js";
import { memoryLog } from "../../support/memory-log.js";

const MINUTE = 60_000;

describe("what people who never sign in can make the gateway keep", () => {
  test("is ten thousand sign-ins a minute, from all networks together", async () => {
    let counted = 0;
    const limiter = createLimiter({
      limits: LIMITS,
      // Each address and each network is new; there is one count for all.
      counter: { increment: async (key) => ({ count: key.includes("Anybody") ? ++counted : 1, resetsAt: 5_000 }) },
      fingerprint: (text) => text,
      clock: () => 0,
    });
    const begin = () => limiter.exceeded("connects", { ip: "203.0.113.7" } as FastifyRequest, undefined);
    for (let count = 0; count < 10_000; count++) expect(await begin()).toBeNull();
    expect(await begin()).toBe(5);
  });

  test("is a hundred thousand counts in the memory of a process, of which the oldest is forgotten", async () => {
    const stores = await openStores("memory:", { clock: () => 0 });
    const counter = stores.counter("limits");
    await counter.increment("first", MINUTE);
    for (let count = 0; count < 99_999; count++) await counter.increment(`other ${count}`, MINUTE);
    expect(await counter.increment("first", MINUTE)).toMatchObject({ count: 2 });
    await counter.increment("one too many", MINUTE);
    expect(await counter.increment("first", MINUTE)).toMatchObject({ count: 1 });
    await stores.close();
  });
});

test("what has ended by itself is swept out of the store, and what has not stays", async () => {
  const now = 100 * 24 * 60 * MINUTE;
  const stores = await openStores("memory:", { clock: () => now });
  const put = (key: string, value: object): Promise<boolean> => stores.tokens.cas(key, null, JSON.stringify(value));
  await put("tx:old", { createdAt: now - 21 * MINUTE });
  await put("tx:new", { createdAt: now - 19 * MINUTE });
  await put("pending:old", { createdAt: now - 25 * 60 * MINUTE });
  await put("pending:new", { createdAt: now - 23 * 60 * MINUTE });
  await put("pat:old", { expiresAt: now - 1 });
  await put("pat:new", { expiresAt: now + 1 });
  await put("holders:old", [{ until: now - 1 }]);
  await put("holders:new", [{ until: now - 1 }, { until: now + 1 }]);
  createSweep(stores.tokens, () => now, memoryLog())();
  // A store in memory answers within the turn.
  await new Promise(setImmediate);
  const left = await Promise.all(["tx:", "pending:", "pat:", "holders:"].map((prefix) => stores.tokens.scan(prefix)));
  expect(left.flatMap(({ keys }) => keys)).toEqual(["tx:new", "pending:new", "pat:new", "holders:new"]);
  await stores.close();
});
