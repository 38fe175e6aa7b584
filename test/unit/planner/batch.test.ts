import { describe, expect, test } from "@jest/globals";
import { createBatch } from "../../../gateway/planner/batch.js";

/** Turns of the event loop in which a batch has to be sent and answered. */
const TURNS = 5;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("what is asked for at one time", () => {
  const batches: number[][] = [];
  const ask = createBatch<number, number>((asks) => {
    batches.push([...asks]);
    return asks.map(async (each) => 10 * each);
  });

  test("is sent as soon as nothing is left to run, and waits for no timer", async () => {
    let answer: number | undefined;
    void ask(1).then((found) => (answer = found));
    for (let turns = 0; turns < TURNS; turns++) await turn();
    expect(answer).toBe(10);
  });

  test("is one batch with what is asked for by whoever had to wait for something else first", async () => {
    batches.length = 0;
    const late = (async () => {
      for (let steps = 0; steps < 20; steps++) await Promise.resolve();
      return ask(3);
    })();
    const later = turn().then(() => ask(4));
    expect(await Promise.all([ask(2), late, later])).toEqual([20, 30, 40]);
    expect(batches).toEqual([[2, 3, 4]]);
  });
});
