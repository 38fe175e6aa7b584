import { describe, expect, test } from "@jest/globals";
import { Blame } from "../../../gateway/rate-limit/evidence.js";

describe("who is to blame", () => {
  test("is the one that was refused, as long as it is one", () => {
    const blame = new Blame();
    for (let at = 0; at < 500; at += 100) blame.refuse("a", at);
    expect(blame.isShared(500, false)).toBe(false);
  });

  test("is what they share, when several are refused and nobody else is let through", () => {
    const blame = new Blame();
    for (const key of ["a", "b"]) for (let at = 0; at < 500; at += 100) blame.refuse(key, at);
    expect(blame.isShared(500, false)).toBe(true);
    expect(blame.refused(500)).toEqual(["a", "b"]);
  });

  test("is not what they share, when others are let through meanwhile", () => {
    const blame = new Blame();
    for (let at = 0; at < 500; at += 100) {
      for (const key of ["a", "b"]) blame.refuse(key, at);
      blame.accept("c", at + 50, false);
    }
    expect(blame.isShared(500, false)).toBe(false);
    expect(blame.isRefuted(500)).toBe(true);
  });

  test("is not said before those who were just here have tried", () => {
    const blame = new Blame();
    blame.accept("c", 0, false);
    for (const key of ["a", "b"]) blame.refuse(key, 100);
    expect(blame.isShared(100, false)).toBe(false);
    // Whoever does not come again is not waited for.
    expect(blame.isShared(1_200, false)).toBe(true);
  });

  test("stays where a limit is in force, though single requests of single keys are refused", () => {
    const blame = new Blame();
    for (let at = 0; at < 1_000; at += 20) for (const key of ["a", "b", "c"]) blame.accept(key, at, true);
    blame.refuse("a", 1_000);
    for (let at = 1_000; at < 2_000; at += 20) for (const key of ["a", "b", "c"]) blame.accept(key, at, true);
    expect(blame.isShared(2_000, true)).toBe(true);
  });

  test("keeps a bounded number of keys, and of those the ones that were refused", () => {
    const blame = new Blame();
    blame.refuse("a", 0);
    for (let key = 0; key < 1_000; key++) blame.accept(String(key), 1, false);
    expect(blame.refused(2)).toEqual(["a"]);
  });
});
