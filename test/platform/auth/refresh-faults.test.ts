import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createSealer } from "../../../auth/crypto/seal.js";
import { createKeyRing } from "../../../auth/crypto/keys.js";
import { createSealedTokens } from "../../../auth/connections/sealed-tokens.js";
import { json } from "../../support/auth/fake-actionstep.js";
import { onEachStore } from "../../support/stores.js";
import { createRig, eventually, settings, type Rig } from "../../support/auth/rig.js";

const HOUR = 3_600_000;

let rig: Rig;

const UNAVAILABLE = { code: "UPSTREAM_UNAVAILABLE" };
const body = async (response: Response): Promise<Record<string, unknown>> => (await response.json()) as Record<string, unknown>;

describe("Losing nothing to crashes and stores", () => {
  onEachStore((store) => {
    beforeEach(async () => {
      rig = await createRig({}, await store.url());
    });
    afterEach(() => rig.close());

    test.each([
      ["an odd token_type", { token_type: "mac" }, 1],
      ["expires_in null", { expires_in: null }, 0],
      ["a scope list", { scope: ["actions", "users"] }, 1],
      ["a garbage id_token", { id_token: "not.a.jwt" }, 0],
      ["a life that is no number", { expires_in: "soon" }, 1],
    ])("K5: a rotated answer with %s costs nobody the connection", async (_what, oddity, alarms) => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh(async (commit) => json(200, { ...(await body(commit())), ...oddity }));
      expect((await viewer.accessToken()).version).toBe(2);
      expect(rig.actionstep.refreshes).toBe(1);
      expect(rig.log.lines.filter(({ alarm }) => alarm === "provider")).toHaveLength(alarms);
      // The refresh token in it was kept: the next refresh works as well.
      rig.clock.advance(2 * HOUR);
      expect((await viewer.accessToken()).version).toBe(3);
    });

    test("K5: a rotated answer without an access token keeps its refresh token; the next call goes on with it, after a pause", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh(async (commit) => json(200, { ...(await body(commit())), access_token: undefined }));
      await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
      await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
      expect(rig.actionstep.refreshes).toBe(1);
      rig.clock.advance(10_000);
      expect((await viewer.accessToken()).value.reveal()).not.toBe("");
      expect(rig.log.lines.filter(({ alarm }) => alarm === "provider")).not.toHaveLength(0);
    });

    test("an answer is saved as it came before it is made use of, so that no crash between the two loses it", async () => {
      const viewer = await rig.signIn();
      const saved: string[] = [];
      const cas = rig.stores.tokens.cas.bind(rig.stores.tokens);
      rig.stores.tokens.cas = (key, expected, next) => {
        if (key.startsWith("conn:")) {
          const { v, intent, pending } = JSON.parse(next!) as { v: number; intent?: object; pending?: object };
          saved.push([`v${v}`, ...(intent ? ["intent"] : []), ...(pending ? ["answer"] : [])].join(" "));
        }
        return cas(key, expected, next);
      };
      rig.clock.advance(HOUR);
      expect((await viewer.accessToken()).version).toBe(2);
      expect(saved).toEqual(["v1 intent", "v1 intent answer", "v2"]);
    });

    test("K4: an answer that was saved by a process that died is used, with no further token request", async () => {
      const cookie = await rig.connect();
      const viewer = await rig.viewer(cookie);
      const vault = createSealedTokens(createSealer(createKeyRing(settings.keys)));
      const { rtFp } = await rig.record(viewer);
      rig.clock.advance(HOUR);
      const answer = {
        access_token: "salvaged-access",
        refresh_token: "salvaged-refresh",
        token_type: "bearer",
        expires_in: 3_600,
      };
      await rig.change(viewer, {
        intent: { attemptId: "a1", owner: "dead", at: rig.clock(), rtFp, n: 1 },
        pending: { attemptId: "a1", rtFp, sealedRaw: await vault.sealAnswer(viewer.connectionId, answer), at: rig.clock() },
      });
      expect((await viewer.accessToken()).value.reveal()).toBe("salvaged-access");
      expect(rig.actionstep.refreshes).toBe(0);
      const record = await rig.record(viewer);
      expect(record).toMatchObject({ v: 2, status: "active" });
      expect(record.intent ?? record.pending).toBeUndefined();
    });

    test("K1: what a process that died before its request left behind delays the next refresh, and no more", async () => {
      const viewer = await rig.signIn();
      const { rtFp } = await rig.record(viewer);
      rig.clock.advance(HOUR);
      await rig.change(viewer, { intent: { attemptId: "a1", owner: "dead", at: rig.clock(), rtFp, n: 1 } });
      await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
      expect(rig.actionstep.refreshes).toBe(0);
      rig.clock.advance(36_000);
      expect((await viewer.accessToken()).version).toBe(2);
      expect(rig.actionstep.refreshes).toBe(1);
    });

    test("K3: an answer lost with its process is named as such: rotation_lost, and the access token serves until it ends", async () => {
      const viewer = await rig.signIn();
      const { rtFp } = await rig.record(viewer);
      rig.clock.advance(0.9 * HOUR);
      await rig.change(viewer, { intent: { attemptId: "a1", owner: "dead", at: rig.clock() - 60_000, rtFp, n: 1 } });
      rig.actionstep.revokeAll();
      expect((await viewer.accessToken()).version).toBe(1);
      await eventually(async () => (await rig.record(viewer)).status === "degraded");
      expect((await viewer.accessToken()).version).toBe(1);
      rig.clock.advance(0.2 * HOUR);
      await expect(viewer.accessToken()).rejects.toMatchObject({
        code: "RECONNECT_REQUIRED",
        extensions: { reason: "rotation_lost" },
      });
    });

    test.each([
      ["at-expiry" as const, "serves on, and tries again only when the access token has ended", 1],
      ["never" as const, "gives the connection up without trying again", 0],
    ])("with replay %s, an attempt nobody knows the end of %s", async (replay, _what, refreshes) => {
      const cookie = await rig.connect();
      const machine = await rig.another({ replay });
      const viewer = await machine.viewer(cookie);
      const { rtFp } = await rig.record(viewer);
      await rig.change(viewer, { intent: { attemptId: "a1", owner: "dead", at: rig.clock() - 60_000, rtFp, n: 1 } });
      rig.clock.advance(0.9 * HOUR);
      expect((await viewer.accessToken()).version).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(rig.actionstep.refreshes).toBe(0);
      rig.clock.advance(0.2 * HOUR);
      if (replay === "never")
        await expect(viewer.accessToken()).rejects.toMatchObject({ extensions: { reason: "rotation_lost" } });
      else expect((await viewer.accessToken()).version).toBe(2);
      expect(rig.actionstep.refreshes).toBe(refreshes);
    });

    test("C6: a holder that was away while another was refused heals the connection with the answer it holds", async () => {
      const cookie = await rig.connect();
      const other = await rig.another();
      const patient = await rig.another({ timing: { httpTimeout: 5_000, callerWait: 5_000, reuse: 0 } });
      rig.clock.advance(HOUR);
      let resume = (): void => undefined;
      rig.actionstep.onRefresh(async (commit) => {
        const response = commit();
        await new Promise<void>((resolve) => (resume = resolve));
        return response;
      });
      const holding = (await patient.viewer(cookie)).accessToken();
      await eventually(() => rig.actionstep.refreshes === 1);
      // It stands still past its lease and the time it is given: another one takes over and is refused.
      const viewer = await rig.viewer(cookie);
      rig.clock.advance(36_000);
      rig.stores.tokens.lease = async () => true;
      await expect((await other.viewer(cookie)).accessToken()).rejects.toMatchObject({ extensions: { reason: "rotation_lost" } });
      expect((await rig.record(viewer)).status).toBe("reconnect_required");
      resume();
      expect((await holding).version).toBe(2);
      expect(await rig.record(viewer)).toMatchObject({ status: "active", v: 2 });
      expect((await (await other.viewer(cookie)).accessToken()).version).toBe(2);
      expect(rig.actionstep.refreshes).toBe(2);
    });

    test("K6: with the store down before the request, nothing is sent; a token that still lives is served", async () => {
      const viewer = await rig.signIn();
      await viewer.accessToken();
      rig.tokens.fails = () => true;
      rig.clock.advance(0.9 * HOUR);
      expect((await viewer.accessToken()).version).toBe(1);
      rig.clock.advance(0.2 * HOUR);
      await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
      expect(rig.actionstep.refreshes).toBe(0);
      expect(await rig.auth.health()).toMatchObject({ ok: false, reasons: ["the store is not available"] });
    });

    test("K6: without a durable intent no refresh token is spent", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.tokens.fails = (operation) => operation === "cas";
      await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
      expect(rig.actionstep.refreshes).toBe(0);
    });

    test("K7: a store that goes away between rotation and save costs nobody anything, and is caught up with", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh((commit) => {
        rig.tokens.fails = () => true;
        return commit();
      });
      const tokens = await Promise.all([viewer.accessToken(), viewer.accessToken(), viewer.accessToken()]);
      expect(new Set(tokens.map(({ version }) => version))).toEqual(new Set([2]));
      // The save window has passed: this process serves from memory, and says so.
      expect((await viewer.accessToken()).value.reveal()).toBe(tokens[0].value.reveal());
      expect((await rig.auth.health()).reasons).toContain("refreshed tokens not saved yet: 1");
      expect(rig.events.map(({ name }) => name)).toContain("store.unsaved");
      rig.tokens.fails = () => false;
      await eventually(async () => (await rig.record(viewer)).v === 2);
      expect((await viewer.accessToken()).value.reveal()).toBe(tokens[0].value.reveal());
      expect(rig.actionstep.refreshes).toBe(1);
      await eventually(async () => (await rig.auth.health()).reasons.length === 0);
    });

    test("K7: a short absence within the save window only delays", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh((commit) => {
        rig.tokens.fails = () => true;
        setTimeout(() => (rig.tokens.fails = () => false), 40);
        return commit();
      });
      expect((await viewer.accessToken()).version).toBe(2);
      await eventually(async () => (await rig.record(viewer)).v === 2);
      expect(rig.actionstep.refreshes).toBe(1);
    });

    test("closing waits for tokens that are still to be saved", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh((commit) => {
        rig.tokens.fails = () => true;
        return commit();
      });
      await viewer.accessToken();
      setTimeout(() => (rig.tokens.fails = () => false), 50);
      await rig.auth.close();
      expect((await rig.record(viewer)).v).toBe(2);
      expect(await rig.auth.health()).toMatchObject({ ok: false });
    });

    test("closing gives up on a store that stays away, and says who is affected", async () => {
      const cookie = await rig.connect();
      const machine = await rig.another({ timing: { saveWindow: 20, closeWait: 60, reuse: 0 } });
      const viewer = await machine.viewer(cookie);
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh((commit) => {
        rig.tokens.fails = () => true;
        return commit();
      });
      await viewer.accessToken();
      await machine.auth.close();
      expect(machine.log.lines.filter(({ level }) => level === "error")).toEqual([
        expect.objectContaining({ connectionId: viewer.connectionId, message: expect.stringContaining("could not be saved") }),
      ]);
    });

    test("closing waits for a refresh under way, and begins no other", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh(async (commit) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return commit();
      });
      const asking = viewer.accessToken();
      await eventually(() => rig.actionstep.refreshes === 1);
      await rig.auth.close();
      expect((await rig.record(viewer)).v).toBe(2);
      expect((await asking).version).toBe(2);
      rig.clock.advance(2 * HOUR);
      await expect(viewer.accessToken()).rejects.toMatchObject(UNAVAILABLE);
      expect(rig.actionstep.refreshes).toBe(1);
    });

    test("K10: a store that was emptied leaves nobody signed in, and nothing crashes", async () => {
      const viewer = await rig.signIn();
      await rig.stores.tokens.take(`conn:${viewer.connectionId}`);
      await expect(viewer.accessToken()).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
        extensions: { connectUrl: "https://gateway.example/auth/connect" },
      });
    });

    test.each([
      ["ahead", 2 * HOUR],
      ["behind", -2 * HOUR],
    ] as const)(
      "K12: a clock two hours %s is warned of, and goes by the store's: nothing is early, late or lost",
      async (which, by) => {
        const cookie = await rig.connect();
        const wrong = await rig.another({}, { clock: () => rig.clock() + by });
        await wrong.auth.start();
        const viewer = await wrong.viewer(cookie);
        const { version } = await viewer.accessToken();
        expect(version).toBe(1);
        expect(wrong.events.map(({ name }) => name)).toContain(`clock.${which}`);
        expect(wrong.log.lines.filter(({ alarm, level }) => alarm === "clock" && level === "error")).toEqual([
          expect.objectContaining({ seconds: by / 1_000 }),
        ]);
        // Refused tokens are refreshed, and everybody else uses what that brought.
        expect((await viewer.accessToken({ rejected: { version } })).version).toBe(2);
        expect((await (await rig.viewer(cookie)).accessToken()).version).toBe(2);
        // A pause that one of them was told to make, the other makes as well, and no longer.
        rig.clock.advance(HOUR);
        rig.actionstep.onRefresh(() => json(429, {}, { "retry-after": "7" }));
        await expect(viewer.accessToken()).rejects.toMatchObject({ extensions: { retryAfter: 7 } });
        // How far the clocks are apart is known to a round trip, and a part of a second is told as a whole one.
        await expect((await rig.viewer(cookie)).accessToken()).rejects.toMatchObject({
          extensions: { retryAfter: expect.closeTo(7, -0.5) },
        });
        rig.clock.advance(8_100);
        expect((await (await rig.viewer(cookie)).accessToken()).version).toBe(3);
      },
    );

    test("K13: a connection sealed with a key that is missing is kept, and works again when the key is back", async () => {
      const cookie = await rig.connect();
      const viewer = await rig.viewer(cookie);
      const before = await rig.stores.tokens.read(`conn:${viewer.connectionId}`);
      const without = await rig.another({ keys: [{ id: "k2", key: new Uint8Array(32).fill(9) }] });
      await expect((await without.viewer(cookie)).accessToken()).rejects.toMatchObject({
        extensions: { reason: "undecryptable" },
      });
      expect(without.log.lines.filter(({ alarm, level }) => alarm === "keys" && level === "error")).toHaveLength(1);
      expect(await rig.stores.tokens.read(`conn:${viewer.connectionId}`)).toBe(before);
      const both = await rig.another({ keys: [{ id: "k2", key: new Uint8Array(32).fill(9) }, ...settings.keys] });
      expect((await (await both.viewer(cookie)).accessToken()).version).toBe(1);
      // A refresh seals with the first key: the old one is needed no longer.
      rig.clock.advance(HOUR);
      expect((await (await both.viewer(cookie)).accessToken()).version).toBe(2);
      expect((await (await without.viewer(cookie)).accessToken()).version).toBe(2);
    });

    test("K15: the seal of one connection does not open as another's", async () => {
      const [lee, sam] = [await rig.signIn("12@examplelaw"), await rig.signIn("13@examplelaw")];
      await rig.change(sam, { sealed: (await rig.record(lee)).sealed });
      await expect(sam.accessToken()).rejects.toMatchObject({ extensions: { reason: "undecryptable" } });
      expect((await lee.accessToken()).version).toBe(1);
    });

    test("K16: tokens issued to another client id are not spent: connect again", async () => {
      const cookie = await rig.connect();
      const other = await rig.another({ clientId: "client-2" });
      rig.clock.advance(HOUR);
      const viewer = await other.viewer(cookie);
      await expect(viewer.accessToken()).rejects.toMatchObject({
        code: "RECONNECT_REQUIRED",
        extensions: { reason: "client_changed" },
      });
      expect(rig.actionstep.refreshes).toBe(0);
      expect((await (await rig.viewer(cookie)).accessToken()).version).toBe(2);
    });
  });
});
