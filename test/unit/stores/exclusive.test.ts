import { describe, expect, test } from "@jest/globals";
import { createExclusive } from "../../../gateway/stores/exclusive.js";
import { openStores } from "../../../gateway/stores/index.js";
import { createServedTime } from "../../support/served-time.js";

describe("work that is to be done by one process at a time", () => {
  test("is done one after the other under one name, and at once under two, however many processes share the store", async () => {
    const time = createServedTime();
    const { tokens } = await openStores("memory:", { clock: time.clock });
    const processes = [createExclusive(tokens, time), createExclusive(tokens, time)];
    const under = new Map<string, number>();
    let most = 0;
    const work = (name: string) => async (): Promise<string> => {
      const now = (under.get(name) ?? 0) + 1;
      under.set(name, now);
      most = Math.max(most, now);
      await new Promise<void>((resolve) => void time.after(50, resolve));
      under.set(name, now - 1);
      return name;
    };
    const done = await time.during(
      Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          processes[index % 2]!(["record", index % 3 === 0 ? "a" : "b"], work(index % 3 === 0 ? "a" : "b")),
        ),
      ),
    );
    expect(done).toHaveLength(12);
    expect(most).toBe(1);
  });

  test("is not begun while the store is away", async () => {
    const time = createServedTime();
    const { tokens } = await openStores("memory:", { clock: time.clock });
    const away = { ...tokens, lease: () => Promise.reject(new Error("the address of the store")) };
    let begun = false;
    const work = async (): Promise<void> => void (begun = true);
    const failure = await createExclusive(away, time)(["x"], work).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", message: expect.not.stringContaining("address") });
    expect(begun).toBe(false);
  });

  test("leaves the name free when it fails, and gives up on somebody who does not end", async () => {
    const time = createServedTime();
    const { tokens } = await openStores("memory:", { clock: time.clock });
    const exclusive = createExclusive(tokens, time);
    await expect(exclusive(["x"], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(exclusive(["x"], () => Promise.resolve(1))).resolves.toBe(1);
    let end = (): void => undefined;
    const held = exclusive(["x"], () => new Promise<void>((resolve) => (end = resolve)));
    await expect(time.during(exclusive(["x"], () => Promise.resolve(2)))).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    end();
    await held;
  });
});
