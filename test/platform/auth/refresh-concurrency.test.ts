import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Viewer } from "../../../auth/index.js";
import { onEachStore } from "../../support/stores.js";
import { createRig, eventually, type Rig } from "../../support/auth/rig.js";

const HOUR = 3_600_000;
const MINUTE = 60_000;

let rig: Rig;

/** Counts the leases that are given. */
function countLeases(): () => number {
  let given = 0;
  const lease = rig.stores.tokens.lease.bind(rig.stores.tokens);
  rig.stores.tokens.lease = async (...args) => {
    const got = await lease(...args);
    if (got) given++;
    return got;
  };
  return () => given;
}

const values = async (viewers: readonly Viewer[], calls: number): Promise<Set<string>> => {
  const asked = viewers.flatMap((viewer) => Array.from({ length: calls }, () => viewer.accessToken()));
  return new Set((await Promise.all(asked)).map(({ value }) => value.reveal()));
};

describe("Refreshing once, however many ask", () => {
  onEachStore((store) => {
    beforeEach(async () => {
      rig = await createRig({}, await store.url());
    });
    afterEach(() => rig.close());

    test("C1: 500 callers on an expired token make one token request and get the same token", async () => {
      const viewer = await rig.signIn();
      rig.actionstep.rotation = "family";
      rig.clock.advance(HOUR);
      const leases = countLeases();
      expect((await values([viewer], 500)).size).toBe(1);
      expect(rig.actionstep.refreshes).toBe(1);
      expect(leases()).toBe(1);
      expect((await rig.record(viewer)).v).toBe(2);
    });

    test("C3: 200 callers over 50 connections make 50 token requests", async () => {
      const viewers = await Promise.all(Array.from({ length: 50 }, (_, index) => rig.signIn(`${index + 1}@examplelaw`)));
      rig.clock.advance(HOUR);
      expect((await values(viewers, 4)).size).toBe(50);
      expect(rig.actionstep.refreshes).toBe(50);
    });

    test("two machines on one store make one token request", async () => {
      const cookie = await rig.connect();
      const other = await rig.another();
      rig.actionstep.rotation = "family";
      rig.clock.advance(HOUR);
      const viewers = [await rig.viewer(cookie), await other.viewer(cookie)];
      expect((await values(viewers, 20)).size).toBe(1);
      expect(rig.actionstep.refreshes).toBe(1);
    });

    test("C4: a token endpoint slower than the lease is asked once: the lease is kept alive", async () => {
      const cookie = await rig.connect();
      const other = await rig.another({ timing: { lease: 250, heartbeat: 40, maxWait: 3_000, httpTimeout: 3_000, reuse: 0 } });
      const first = await rig.another({ timing: { lease: 250, heartbeat: 40, maxWait: 3_000, httpTimeout: 3_000, reuse: 0 } });
      rig.clock.advance(HOUR);
      const leases = countLeases();
      let meanwhile = 0;
      rig.actionstep.onRefresh(async (commit) => {
        await new Promise((resolve) => setTimeout(resolve, 600));
        meanwhile = leases();
        return commit();
      });
      const viewers = [await first.viewer(cookie), await other.viewer(cookie)];
      expect((await values(viewers, 5)).size).toBe(1);
      expect(rig.actionstep.refreshes).toBe(1);
      expect(meanwhile).toBe(1);
    });

    test("C7: a record somebody else changes between request and save still gets the new token", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh(async (commit) => {
        const response = commit();
        await rig.change(viewer, { updatedAt: 1 });
        return response;
      });
      const { value } = await viewer.accessToken();
      const record = await rig.record(viewer);
      expect(record).toMatchObject({ v: 2, status: "active" });
      expect((await viewer.accessToken()).value.reveal()).toBe(value.reveal());
      expect(rig.actionstep.refreshes).toBe(1);
    });

    test("C7: a record that changes at every single save is still saved in the end", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      let interferences = 0;
      const cas = rig.stores.tokens.cas.bind(rig.stores.tokens);
      rig.tokens.cas = async (key, expected, next) => {
        if (key.startsWith("conn:") && next?.includes('"v":2') && interferences++ < 3)
          await rig.change(viewer, { updatedAt: interferences });
        return cas(key, expected, next);
      };
      await viewer.accessToken();
      expect(interferences).toBe(4);
      expect(rig.actionstep.refreshes).toBe(1);
      expect((await rig.record(viewer)).v).toBe(2);
    });

    test("C8: a caller that gives up does not stop the refresh: the others are served and the token is saved", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      const impatient = new AbortController();
      rig.actionstep.onRefresh(async (commit) => {
        impatient.abort();
        await new Promise((resolve) => setTimeout(resolve, 30));
        return commit();
      });
      const [gaveUp, served] = await Promise.allSettled([viewer.accessToken({ signal: impatient.signal }), viewer.accessToken()]);
      expect(gaveUp.status).toBe("rejected");
      expect(served.status).toBe("fulfilled");
      expect((await rig.record(viewer)).v).toBe(2);
      expect(rig.actionstep.refreshes).toBe(1);
    });

    test("C9: a caller with a deadline is told to come back, and finds the token then", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh(async (commit) => {
        await new Promise((resolve) => setTimeout(resolve, 120));
        return commit();
      });
      await expect(viewer.accessToken({ signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
        code: "UPSTREAM_UNAVAILABLE",
      });
      await eventually(async () => (await rig.record(viewer)).v === 2);
      expect((await viewer.accessToken()).version).toBe(2);
      expect(rig.actionstep.refreshes).toBe(1);
    });

    test("C10: two machines refused with the same token refresh once; the second uses what the first got", async () => {
      const cookie = await rig.connect();
      const other = await rig.another();
      const [here, there] = [await rig.viewer(cookie), await other.viewer(cookie)];
      const rejected = { version: (await here.accessToken()).version };
      const first = await here.accessToken({ rejected });
      const second = await there.accessToken({ rejected });
      expect([first.version, second.version]).toEqual([2, 2]);
      expect(second.value.reveal()).toBe(first.value.reveal());
      expect(rig.actionstep.refreshes).toBe(1);
    });

    test("C11: when every token is refused, three refreshes are made at once and one more every twenty seconds, by all machines together", async () => {
      const cookie = await rig.connect();
      const viewers = [await rig.viewer(cookie), await (await rig.another()).viewer(cookie)];
      let { version } = await viewers[0]!.accessToken();
      const refused = async (turn: number): Promise<void> => {
        ({ version } = await viewers[turn % 2]!.accessToken({ rejected: { version } }));
      };
      const told = { code: "UPSTREAM_UNAVAILABLE", extensions: { retryAfter: 20 } };
      for (let turn = 0; turn < 3; turn++) await refused(turn);
      expect(version).toBe(4);
      for (let turn = 0; turn < 6; turn++) await expect(refused(turn)).rejects.toMatchObject(told);
      expect(rig.actionstep.refreshes).toBe(3);
      // A minute of refusals every second: what there was at once, and one for each twenty seconds.
      for (let second = 0; second < 60; second++) {
        rig.clock.advance(1_000);
        await refused(second).catch(() => undefined);
      }
      expect(rig.actionstep.refreshes).toBe(6);
      // Left alone for a minute, all are back.
      rig.clock.advance(MINUTE);
      for (let turn = 0; turn < 3; turn++) await refused(turn);
      await expect(refused(1)).rejects.toMatchObject(told);
      expect(rig.actionstep.refreshes).toBe(9);
    });

    test("C11: a token that is refused by mistake twice within a minute is renewed twice, and whoever waits has it", async () => {
      const viewer = await rig.signIn();
      let { version } = await viewer.accessToken();
      for (let turn = 0; turn < 2; turn++) {
        const before = version;
        const renewed = await Promise.all(
          Array.from({ length: 20 }, () => viewer.accessToken({ rejected: { version: before } })),
        );
        expect(new Set(renewed.map((token) => token.version))).toEqual(new Set([before + 1]));
        version = before + 1;
        rig.clock.advance(1_000);
      }
      expect(rig.actionstep.refreshes).toBe(2);
    });

    test("C11: refreshes counted by a machine whose clock is a day ahead do not keep others from theirs for a day", async () => {
      const cookie = await rig.connect();
      const fast = await rig.viewer(cookie);
      rig.clock.advance(24 * HOUR);
      let { version } = await fast.accessToken();
      for (let turn = 0; turn < 3; turn++) ({ version } = await fast.accessToken({ rejected: { version } }));
      rig.clock.advance(-24 * HOUR);
      const refreshes = rig.actionstep.refreshes;
      for (let turn = 0; turn < 3; turn++) {
        ({ version } = await fast.accessToken({ rejected: { version } }).catch(() => ({ version })));
        rig.clock.advance(20_000);
      }
      expect(rig.actionstep.refreshes).toBeGreaterThan(refreshes);
      expect(rig.actionstep.refreshes).toBeLessThanOrEqual(refreshes + 3);
    });

    test("C13: a connection ended while it is refreshed stays ended", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(HOUR);
      rig.actionstep.onRefresh(async (commit) => {
        const response = commit();
        await rig.change(viewer, { status: "disconnected", sealed: "", rtFp: "" });
        return response;
      });
      await expect(viewer.accessToken()).rejects.toMatchObject({ code: "RECONNECT_REQUIRED", extensions: { reason: "by_user" } });
      expect(await rig.record(viewer)).toMatchObject({ status: "disconnected", sealed: "", rtFp: "" });
      expect((await rig.record(viewer)).pending).toBeUndefined();
    });

    test("C14: whoever finds the lease taken but the work done makes no request", async () => {
      const cookie = await rig.connect();
      const other = await rig.another();
      rig.clock.advance(HOUR);
      const late = await other.viewer(cookie);
      const release = rig.stores.tokens.release.bind(rig.stores.tokens);
      let released = (): void => undefined;
      const held = new Promise<void>((resolve) => (released = resolve));
      rig.tokens.release = async (key, owner) => {
        await held;
        return release(key, owner);
      };
      const working = (await rig.viewer(cookie)).accessToken();
      await eventually(async () => (await rig.record(late)).v === 2);
      expect((await late.accessToken()).version).toBe(2);
      released();
      await working;
      expect(rig.actionstep.refreshes).toBe(1);
    });

    test("C15: a former holder cannot end the lease of the present one", async () => {
      const { tokens } = rig.stores;
      expect(await tokens.lease("refresh:c", "former", 1)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await tokens.lease("refresh:c", "present", 1_000)).toBe(true);
      expect(await tokens.release("refresh:c", "former")).toBe(false);
      expect(await tokens.extend("refresh:c", "former", 1_000)).toBe(false);
      expect(await tokens.lease("refresh:c", "third", 1_000)).toBe(false);
    });

    test("a token is renewed in the background from three quarters of its life, while callers get the one there is", async () => {
      const viewer = await rig.signIn();
      rig.clock.advance(0.69 * HOUR);
      await viewer.accessToken();
      expect(rig.actionstep.refreshes).toBe(0);
      rig.clock.advance(0.12 * HOUR);
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      rig.actionstep.onRefresh((commit) => answered.then(commit));
      const tokens = await Promise.all(Array.from({ length: 20 }, () => viewer.accessToken()));
      expect(new Set(tokens.map(({ version }) => version))).toEqual(new Set([1]));
      answer();
      await eventually(async () => (await rig.record(viewer)).v === 2);
      expect((await viewer.accessToken()).version).toBe(2);
      expect(rig.actionstep.refreshes).toBe(1);
    });
  });
});
