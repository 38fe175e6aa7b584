import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { checkSessionStore, checkTokenStore } from "../../../auth/store/store-check.js";
import type { TokenStore } from "../../../auth/index.js";
import { openStores } from "../../../gateway/stores/index.js";
import { onEachStore } from "../../support/stores.js";
import { storeContract } from "../../support/auth/store-contract.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "asgw-store-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

onEachStore(storeContract);

describe("Opening a store", () => {
  test.each([
    ["mysql://user:hunter2@db/x", /"mysql:" is not a supported kind of store/],
    ["redis://:hunter2@[cache", /what follows "redis:" is no address/],
    ["redis://:hunter2@127.0.0.1:1/0", /"redis:" store cannot be used: nothing listens at its address \(ECONNREFUSED\)/],
    ["postgres://user:hunter2@127.0.0.1:1/x", /"postgres:" store cannot be used: nothing listens at its address/],
    ["somewhere", /names no kind of store/],
    ["lmdb:", /needs a folder/],
    ["memory:x", /takes nothing after the colon/],
  ])("%s is refused in words that say what is expected", async (url, words) => {
    const opening = openStores(url);
    await expect(opening).rejects.toThrow(words);
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });

  test("a folder is made when it is missing, for its owner alone", async () => {
    const path = join(folder, "new", "store.d");
    await (await openStores(`lmdb:${path}`)).close();
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  test("what was stored is there when it is opened again", async () => {
    const url = `lmdb:${join(folder, "again")}`;
    const first = await openStores(url);
    await first.tokens.cas("conn:1", null, "kept");
    await first.sessions.set("s", { kept: true }, 60_000);
    await first.close();
    const second = await openStores(url);
    expect(await second.tokens.read("conn:1")).toBe("kept");
    expect(await second.sessions.get("s")).toEqual({ kept: true });
    await second.close();
    await expect(second.tokens.read("conn:1")).rejects.toThrow();
    await expect(second.sessions.get("s")).rejects.toThrow();
    await expect(second.sessions.set("s", 1, 1_000)).rejects.toThrow();
  });
});

onEachStore(
  (store) => {
    test("several processes share it, and lose no update", async () => {
      const url = await store.url();
      const stores = await openStores(url);
      const script = `
        import { openStores } from ${JSON.stringify(pathToFileURL("gateway/stores/index.ts").href)};
        const { tokens, counter, close } = await openStores(${JSON.stringify(url)});
        for (let done = 0; done < 100;) {
          const raw = await tokens.read("count");
          if (await tokens.cas("count", raw, String(Number(raw ?? 0) + 1))) done++;
          else await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
        }
        const won = await tokens.lease("one", String(process.pid), 60_000);
        const taken = await tokens.take("prize");
        for (let n = 0; n < 50; n++) await counter("tries").increment("somebody", 600_000);
        console.log(JSON.stringify({ won, taken }));
        await close();`;
      await stores.tokens.cas("prize", null, "gold");
      const run = promisify(execFile);
      const results = await Promise.all(
        [1, 2, 3].map(async () => {
          const { stdout } = await run(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
            timeout: 25_000,
          });
          return JSON.parse(stdout) as { won: boolean; taken: string | null };
        }),
      );
      expect(await stores.tokens.read("count")).toBe("300");
      expect(results.filter(({ won }) => won)).toHaveLength(1);
      expect(results.filter(({ taken }) => taken === "gold")).toHaveLength(1);
      expect((await stores.counter("tries").increment("somebody", 600_000)).count).toBe(151);
      await stores.close();
    });
  },
  "lmdb",
  "redis",
  "postgres",
);

describe("The check made at every start", () => {
  const broken = async (change: (store: TokenStore) => Partial<TokenStore>): Promise<TokenStore> => {
    const { tokens } = await openStores("memory:");
    return { ...tokens, ...change(tokens) };
  };

  test.each<[string, (store: TokenStore) => Partial<TokenStore>, RegExp]>([
    ["has no compare-and-set", ({ capabilities }) => ({ capabilities: { ...capabilities, cas: false } }), /no compare-and-set/],
    ["says it stored what it did not", () => ({ cas: async () => true }), /not read back/],
    [
      "sets whatever was expected",
      (store) => ({ cas: async (key, _expected, next) => store.cas(key, await store.read(key), next) }),
      /created where there was one/,
    ],
    ["does not remove what is taken", (store) => ({ take: (key) => store.read(key) }), /taken twice/],
    ["forgets at once", () => ({ read: async () => null }), /not read back/],
    ["gives a lease to everybody", () => ({ lease: async () => true }), /a lease was given to two/],
    ["ends anybody's lease", () => ({ release: async () => true }), /released for somebody/],
    [
      "never ends a lease",
      (store) => ({ lease: (key, owner) => store.lease(key, owner, 1e9), extend: (key, owner) => store.extend(key, owner, 1e9) }),
      /does not run out/,
    ],
    [
      "removes whatever was expected",
      (store) => ({ cas: async (key, old, next) => store.cas(key, next === null ? await store.read(key) : old, next) }),
      /was removed although/,
    ],
    [
      "is refused by its own set-up",
      () => ({ inspect: async () => ({ refusals: ["it evicts", "it forgets"], warnings: [] }) }),
      /as it is set up: it evicts; it forgets/,
    ],
    ["cannot list", () => ({ scan: async () => ({ keys: [] }) }), /not found by its prefix/],
  ])("finds out a store that %s", async (_what, change, words) => {
    await expect(broken(change).then(checkTokenStore)).rejects.toThrow(words);
  });

  test("refuses a store that several processes cannot share, when several are to use it", async () => {
    const { tokens } = await openStores("memory:");
    await expect(checkTokenStore(tokens, { shared: true })).rejects.toThrow(/cannot be shared by several processes.*redis:/);
    expect(await checkTokenStore(tokens, { shared: false })).toEqual([expect.stringContaining("forgets everybody")]);
  });

  test("finds out sessions that are not kept, or not deleted", async () => {
    const { sessions } = await openStores("memory:");
    const store = {
      get: (key: string) => sessions.get(key),
      set: sessions.set.bind(sessions),
      delete: (key: string) => sessions.delete(key),
    };
    await expect(checkSessionStore({ ...store, set: async () => true })).rejects.toThrow(/not read back/);
    await expect(checkSessionStore({ ...store, delete: async () => true })).rejects.toThrow(/still there/);
  });
});
