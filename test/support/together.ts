import { beforeAll, describe, test } from "@jest/globals";

/**
 * Tests that mostly wait, run a few at a time; each is reported by its own name all the same. They are begun when their
 * group is, so they may use what an outer `beforeAll` made, but nothing made for each test.
 */
export function together(group: string, tests: Readonly<Record<string, () => Promise<void>>>, atOnce = 3): void {
  describe(group, () => {
    const results = new Map<string, Promise<void>>();
    beforeAll(() => {
      let before: Promise<unknown>[] = [];
      for (const [name, body] of Object.entries(tests)) {
        // As many lanes as may run at once; each test waits for its lane to be free.
        const lane = before.length < atOnce ? Promise.resolve() : before.shift()!;
        const result = lane.then(body);
        before = [...before, result.catch(() => undefined)];
        results.set(name, result);
        result.catch(() => undefined);
      }
    });
    for (const name of Object.keys(tests)) test(name, () => results.get(name), 90_000);
  });
}
