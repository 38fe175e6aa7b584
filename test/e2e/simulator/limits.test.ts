import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createLimiter } from "../../../simulator/control/limits.js";
import { startSimulator, type Behaviour, type Simulator } from "../../../simulator/index.js";

let simulator: Simulator;
let clock: number;
beforeAll(async () => {
  clock = Date.UTC(2026, 0, 20, 1, 2, 3);
  simulator = await startSimulator({ clock: () => clock });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.set({ limits: {}, quirks: { limitBody: "errors", limitHeader: "none", errorsAs: "object" } }));

const person = (index: number): { username: string; orgkey: string } => simulator.database.people[index]!;
const elsewhere = (): number => simulator.database.people.findIndex(({ orgkey }) => orgkey !== person(0).orgkey);
const ask = (index: number, path = "tasks?pageSize=1", init: RequestInit = {}): Promise<Response> => {
  const { username, orgkey } = person(index);
  const { access_token, api_endpoint } = simulator.signIn(username, { orgkey });
  return fetch(`${api_endpoint}rest/${path}`, { ...init, headers: { authorization: `Bearer ${access_token}`, ...init.headers } });
};
const statuses = async (...indexes: number[]): Promise<number[]> => {
  const all: number[] = [];
  for (const index of indexes) all.push((await ask(index)).status);
  return all;
};

/** So slow that no test sees it fill up. */
const two = { perMinute: 0.001, burst: 2 };
const limit = (limits: Behaviour["limits"]): void => simulator.set({ limits });

describe("hidden limits", () => {
  test("are none, unless said otherwise", async () => {
    expect(await statuses(...Array.from({ length: 30 }, () => 0))).toEqual(Array.from({ length: 30 }, () => 200));
  });

  test("of a session: everybody has their own", async () => {
    limit({ session: two });
    expect(await statuses(0, 0, 0, 1, 1, 1)).toEqual([200, 200, 429, 200, 200, 429]);
  });

  test("of an organisation: its people share one", async () => {
    const other = elsewhere();
    limit({ organisation: two });
    expect(await statuses(0, 1, 0, other, other, other)).toEqual([200, 200, 429, 200, 200, 429]);
  });

  test("of an address: all share one", async () => {
    limit({ ip: two });
    expect(await statuses(0, elsewhere(), 1)).toEqual([200, 200, 429]);
  });

  test("a request that is refused counts for none of them", async () => {
    const limiter = createLimiter(() => 0);
    const limits = { session: { perSecond: 1, burst: 1 }, organisation: { perSecond: 1, burst: 2 } };
    const from = (session: string): unknown => limiter.wait(limits, { session, organisation: "o", ip: "i" });
    expect([from("a"), from("a"), from("b"), from("c")]).toEqual([undefined, 1, undefined, 1]);
  });

  test("fill up again as time goes by, and move if they are to", () => {
    let time = 0;
    const passed = (by: number): number => {
      time = 0;
      const limiter = createLimiter(() => time);
      const limits = { ip: { perSecond: 10, burst: 1 }, drift: { by, seconds: 40 } };
      let count = 0;
      for (; time < 20_000; time += 10)
        if (limiter.wait(limits, { session: "s", organisation: "o", ip: "i" }) === undefined) count += 1;
      return count;
    };
    expect(passed(0)).toBeGreaterThan(180);
    expect(passed(0)).toBeLessThanOrEqual(201);
    // The first half of a turn is the one above.
    expect(passed(0.5)).toBeGreaterThan(passed(0) * 1.15);
  });

  test("a write that is refused was not done, and the simulator's clock lets nobody through", async () => {
    limit({ session: { perMinute: 0.001, burst: 1 } });
    expect((await ask(3)).status).toBe(200);
    simulator.advance(3_600_000);
    const changed = await ask(3, "tasks/1", { method: "PUT", body: JSON.stringify({ tasks: { name: "Never" } }) });
    expect(changed.status).toBe(429);
    limit({});
    expect(await (await ask(3, "tasks/1")).text()).not.toContain("Never");
  });

  test.each<[Behaviour["quirks"], RegExp, string | null]>([
    [{ limitBody: "empty" }, /^$/, null],
    [{ limitBody: "errors", limitHeader: "seconds" }, /^\{"errors":\{"status":429,/, "1"],
    [{ limitBody: "errors", errorsAs: "array" }, /^\{"errors":\[\{/, null],
    [{ limitBody: "html", limitHeader: "date" }, /^<html>/, "Tue, 20 Jan 2026 02:02:04 GMT"],
  ])("say so as the quirks have it: %j", async (quirks, body, header) => {
    simulator.set({ quirks, limits: { ip: { perSecond: 1, burst: 1 } } });
    await ask(4);
    const refused = await ask(4);
    expect(refused.status).toBe(429);
    expect(await refused.text()).toMatch(body);
    expect(refused.headers.get("retry-after")).toBe(header);
  });

  test("are refused where they make no sense", () => {
    expect(() => limit({ ip: { perSecond: 0, burst: 1 } })).toThrow(/limits/);
  });
});
