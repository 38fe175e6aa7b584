import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import { createKeyRing } from "../../../auth/crypto/keys.js";
import { describeError } from "../../../auth/log.js";
import { createSealer, SealFailure } from "../../../auth/crypto/seal.js";
import { Secret } from "../../../auth/index.js";
import { onEachStore } from "../../support/stores.js";
import { json, type RefreshHandler } from "../../support/auth/fake-actionstep.js";
import { createJar } from "../../support/auth/jar.js";
import { createRig, settings, type Rig } from "../../support/auth/rig.js";

const HOUR = 3_600_000;

let folder: string;
let rig: Rig;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "asgw-secrecy-"));
  rig = await createRig({}, `lmdb:${folder}`);
});
afterEach(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

const secrets = (): string[] => [...rig.actionstep.secrets, settings.clientSecret];
const answerOf = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

/** Everything that went wrong and right, as somebody who logs too much would print it. */
async function printed(work: Promise<unknown>): Promise<string> {
  try {
    return print(await work);
  } catch (error) {
    return print(error);
  }
}
const print = (value: unknown): string => {
  const { stack, message, cause, extensions } = (value ?? {}) as Record<string, unknown>;
  return [
    inspect(value, { depth: 20, showHidden: true }),
    JSON.stringify(value),
    String(value),
    inspect({ stack, message, cause, extensions }, { depth: 20 }),
  ].join("\n");
};

describe("Secrets", () => {
  test("O5: whatever happens, no token, code, verifier, secret or cookie is in a log, an event, an error or an answer", async () => {
    const lines: string[] = [];
    const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
    const happened: unknown[] = [];
    const machine = await rig.another({}, { log, on: (event) => void happened.push(event) });
    const jar = createJar(machine.url);
    const kept = new Set<string>();
    const bodies: string[] = [];
    const get = async (path: string): Promise<Response> => {
      const response = await jar.get(path);
      for (const value of jar.cookies.values()) kept.add(value.split(".")[0]!);
      bodies.push(await response.text());
      return response;
    };
    const connect = async (params: (state: string) => Record<string, string>): Promise<void> => {
      const begun = await get("/auth/connect");
      const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
      await get(`/auth/callback?${new URLSearchParams(params(state)).toString()}`);
    };
    // Sign-ins that fail in every way there is, then one that works.
    rig.actionstep.onExchange(() => json(400, { error: "invalid_grant", error_description: "code 12@examplelaw is spent" }));
    await connect((state) => ({ code: "12@examplelaw", state }));
    rig.actionstep.onExchange(async (commit) => json(200, { ...(await answerOf(commit())), token_type: "mac" }));
    await connect((state) => ({ code: "12@examplelaw", state }));
    await connect((state) => ({ code: "12@examplelaw", state, iss: "https://evil.example" }));
    await connect((state) => ({ error: "access_denied", state }));
    await connect(() => ({ code: "12@examplelaw", state: "wrong" }));
    await connect((state) => ({ code: "12@examplelaw", state }));
    await get("/auth/session");
    const viewer = await machine.viewer(jar.header());

    const refusals: RefreshHandler[] = [
      async (commit) => json(500, await answerOf(commit())),
      async (commit) => json(200, { ...(await answerOf(commit())), access_token: { nested: "x" } }),
      async (commit) => new Response(`<pre>${JSON.stringify(await answerOf(commit()))}</pre>`, { status: 200 }),
      (commit) => {
        throw Object.assign(new TypeError("fetch failed"), { cause: { response: commit(), code: "UND_ERR_SOCKET" } });
      },
      async (commit) => json(400, { error: "invalid_request", error_description: JSON.stringify(await answerOf(commit())) }),
      async (commit) => json(400, { error: JSON.stringify(await answerOf(commit())) }),
      async (commit) =>
        json(
          401,
          { error: "invalid_client" },
          { "www-authenticate": `Bearer x="${String((await answerOf(commit()))["access_token"])}"` },
        ),
      async (commit) => json(200, { ...(await answerOf(commit())), api_endpoint: "https://evil.example/" }),
      (commit) => commit(),
    ];
    rig.actionstep.rotation = "lenient";
    const results: string[] = [];
    for (const refusal of refusals) {
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh(refusal);
      results.push(await printed(viewer.accessToken()));
    }
    rig.tokens.fails = () => true;
    rig.clock.advance(HOUR);
    results.push(await printed(viewer.accessToken()), await printed(machine.viewer(jar.header())));
    rig.tokens.fails = () => false;
    results.push(print(viewer), print(machine.auth), print(await machine.auth.health()));
    await jar.post("/auth/disconnect", { "x-csrf": "1" });

    const said = [lines.join(""), JSON.stringify(happened), bodies.join("\n"), results.join("\n")];
    expect(lines.length).toBeGreaterThan(10);
    expect(rig.actionstep.secrets.size).toBeGreaterThan(20);
    for (const secret of [...secrets(), ...kept].filter((each) => each !== "12@examplelaw")) {
      for (const text of said) expect(text).not.toContain(secret);
    }
    expect(said.join("")).not.toMatch(/hunter2/);
    // The code as a person might see it in a URL, too.
    for (const text of said) expect(text).not.toContain("12@examplelaw");
  });

  test("S5: a stolen store holds nothing that works: no token, verifier, session id or cookie", async () => {
    const jar = createJar(rig.url);
    const used = new Set<string>();
    await jar.get("/auth/connect");
    for (const value of jar.cookies.values()) used.add(value.split(".")[0]!);
    await rig.connect("12@examplelaw", jar);
    for (const value of jar.cookies.values()) used.add(value.split(".")[0]!);
    const { token } = await answerOf(await jar.act("POST", "/auth/tokens", { label: "a program" }));
    for (const value of [String(token), String(token).slice(14), jar.cookies.get("__Host-asgw")!]) used.add(value);
    await jar.act("POST", "/auth/switch", { org: "examplelaw" });
    rig.clock.advance(HOUR);
    rig.actionstep.onRefresh(async (commit) => json(200, { ...(await answerOf(commit())), orgkey: "otherlaw" }));
    const cookie = jar.header();
    await (await rig.viewer(cookie)).accessToken().catch(() => undefined);
    const viewer = await rig.viewer(cookie);
    expect((await rig.record(viewer)).pending).toBeDefined();

    const files = await readdir(folder);
    expect(files).toContain("data.mdb");
    const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(join(folder, file)))));
    // What should be there is, so the search does look in the right place.
    expect(bytes.includes(viewer.connectionId)).toBe(true);
    expect(used.size).toBeGreaterThan(1);
    for (const secret of [...secrets(), ...used]) expect(bytes.includes(secret)).toBe(false);
    expect(bytes.includes("lee@example.com")).toBe(false);
  });

  onEachStore(
    (store) => {
      test("O4, O5, S5: what a database server keeps on its disk and answers gives nobody away, and after disconnecting has no tokens", async () => {
        const served = await createRig({}, await store.url());
        const jar = createJar(served.url);
        const used = new Set<string>();
        await jar.get("/auth/connect");
        for (const value of jar.cookies.values()) used.add(value.split(".")[0]!);
        const cookie = await served.connect("12@examplelaw", jar);
        for (const value of jar.cookies.values()) used.add(value.split(".")[0]!);
        const viewer = await served.viewer(cookie);
        served.clock.advance(HOUR);
        served.actionstep.onRefresh(async (commit) => json(200, { ...(await answerOf(commit())), orgkey: "otherlaw" }));
        await viewer.accessToken().catch(() => undefined);
        expect((await served.record(viewer)).pending).toBeDefined();
        await jar.post("/auth/disconnect", { "x-csrf": "1" });
        expect(await served.record(viewer)).toMatchObject({ status: "disconnected", sealed: "", rtFp: "" });
        expect((await served.record(viewer)).pending).toBeUndefined();
        await served.close();

        // The files hold what was there before as well: a log of writes forgets nothing.
        const files = await readdir(store.server.folder, { recursive: true, withFileTypes: true });
        const bytes = Buffer.concat(
          await Promise.all(files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name)))),
        );
        expect(bytes.includes(viewer.connectionId)).toBe(true);
        expect(used.size).toBeGreaterThan(1);
        for (const secret of [...served.actionstep.secrets, settings.clientSecret, ...used])
          expect(bytes.includes(secret)).toBe(false);
        expect(bytes.includes("lee@example.com")).toBe(false);
      });
    },
    "redis",
    "postgres",
  );

  test("a restart keeps sessions and connections", async () => {
    const cookie = await rig.connect();
    const before = (await (await rig.viewer(cookie)).accessToken()).value.reveal();
    await rig.close();
    rig = await createRig({}, `lmdb:${folder}`);
    const viewer = await rig.viewer(cookie);
    expect((await viewer.accessToken()).value.reveal()).toBe(before);
    expect(viewer).toMatchObject({ userId: "12", orgkey: "examplelaw" });
  });

  test("the start is refused with a store that does not keep its promises", async () => {
    await expect(rig.auth.selfTest()).resolves.toBeUndefined();
    rig.tokens.cas = async () => true;
    await expect(rig.auth.selfTest()).rejects.toThrow(/does not keep its promises/);
  });

  test("of an error nobody foresaw only its kind is logged", () => {
    const error = Object.assign(new SyntaxError("unexpected token in hunter2", { cause: { body: "hunter2" } }), {
      code: "E_PARSE",
    });
    expect(describeError(error)).toEqual({ problem: "SyntaxError", code: "E_PARSE" });
    expect(describeError("hunter2")).toEqual({ problem: "string" });
  });

  test("a secret shows itself only when asked", () => {
    const secret = new Secret("hunter2");
    expect(secret.reveal()).toBe("hunter2");
    expect([String(secret), JSON.stringify({ secret }), inspect({ secret }), print(secret)].join()).not.toContain("hunter2");
  });
});

describe("Sealing", () => {
  const key = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
  const sealer = createSealer(createKeyRing([{ id: "k1", key: key(1) }]));

  /** The same with one letter of the ciphertext another one. */
  const changed = (sealed: string): string => {
    const parts = sealed.split(".");
    parts[3] = (parts[3]!.startsWith("A") ? "B" : "A") + parts[3]!.slice(1);
    return parts.join(".");
  };

  test("opens what it sealed, and never seals the same way twice", async () => {
    const value = { at: "a", rt: "r" };
    const [one, two] = [await sealer.seal("token", "conn:1", value), await sealer.seal("token", "conn:1", value)];
    expect(one).not.toBe(two);
    expect(await sealer.open("token", "conn:1", one)).toEqual(value);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["another place", async () => sealer.open("token", "conn:2", await sealer.seal("token", "conn:1", 1))],
    ["another purpose", async () => sealer.open("transaction", "conn:1", await sealer.seal("token", "conn:1", 1))],
    [
      "a key of the same name",
      async () => createSealer(createKeyRing([{ id: "k1", key: key(2) }])).open("token", "c", await sealer.seal("token", "c", 1)),
    ],
    ["a changed text", async () => sealer.open("token", "c", changed(await sealer.seal("token", "c", "some text to be sealed")))],
    ["an unsealed text", async () => sealer.open("token", "c", '{"at":"a"}')],
  ])("does not open for %s", async (_what, opening) => {
    await expect(opening()).rejects.toMatchObject({ name: "SealFailure", problem: "not ours" });
  });

  test("says when it is only the key that is missing", async () => {
    const other = createSealer(createKeyRing([{ id: "k9", key: key(9) }]));
    await expect(other.open("token", "c", await sealer.seal("token", "c", 1))).rejects.toEqual(new SealFailure("unknown key"));
  });

  test("an unencrypted token with our header is not taken for sealed", async () => {
    const header = Buffer.from(JSON.stringify({ alg: "none", enc: "none", kid: "k1", ctx: "c" })).toString("base64url");
    await expect(sealer.open("token", "c", `${header}....`)).rejects.toMatchObject({ problem: "not ours" });
  });
});
