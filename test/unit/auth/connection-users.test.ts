import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { createConnectionUsers } from "../../../auth/callers/connection-users.js";
import { openStores } from "../../../gateway/stores/index.js";

describe.each(["memory", "lmdb"])("Who can use a connection, kept in %s", (kind) => {
  async function withHolders(work: (make: (clock?: () => number) => ReturnType<typeof createConnectionUsers>) => Promise<void>) {
    const folder = await mkdtemp(join(tmpdir(), "asgw-holders-"));
    const stores = await openStores(kind === "memory" ? "memory:" : `lmdb:${folder}`);
    try {
      await work((clock = Date.now) => createConnectionUsers(stores.tokens, clock));
    } finally {
      await stores.close();
      await rm(folder, { recursive: true, force: true });
    }
  }
  const later = Date.now() + 60_000;

  test("is complete, however many are added and removed at once", () =>
    withHolders(async (make) => {
      const [one, other] = [make(), make()];
      const names = Array.from({ length: 40 }, (_, n) => `s${n}`);
      await Promise.all(
        names.map((name, n) => (n % 2 ? one : other).put("c", { kind: "session", name, key: `k${n}`, until: later })),
      );
      expect((await one.of("c")).map(({ name }) => name).sort()).toEqual([...names].sort());
      await Promise.all([
        ...names.slice(0, 20).map((name) => one.remove("c", { kind: "session", name })),
        ...names.slice(20).map((name) => other.put("c", { kind: "session", name, key: "new", until: later })),
      ]);
      const left = await one.of("c");
      expect(left.map(({ name }) => name).sort()).toEqual(names.slice(20).sort());
      expect(new Set(left.map(({ key }) => key))).toEqual(new Set(["new"]));
    }));

  test("tells sessions from tokens of the same name, and forgets what is over when it is next changed", () =>
    withHolders(async (make) => {
      let now = 0;
      const holders = make(() => now);
      await holders.put("c", { kind: "session", name: "x", key: "k", until: 10 });
      await holders.put("c", { kind: "token", name: "x", until: 20 });
      expect(await holders.of("c")).toHaveLength(2);
      now = 15;
      await holders.remove("c", { kind: "session", name: "unknown" });
      expect(await holders.of("c")).toEqual([{ kind: "token", name: "x", until: 20 }]);
      expect(await holders.of("other")).toEqual([]);
    }));
});
