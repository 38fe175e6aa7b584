import { describe, expect, test } from "@jest/globals";
import { LimitEvidence } from "../../../gateway/rate-limit/evidence.js";

describe("whether a limit is shared", () => {
  test("it is not, as long as only one key is refused", () => {
    const evidence = new LimitEvidence();
    for (let at = 0; at < 500; at += 100) evidence.refuse("a", at);
    expect(evidence.isShared(500, false)).toBe(false);
  });

  test("it is, when several keys are refused and no other is accepted", () => {
    const evidence = new LimitEvidence();
    for (const key of ["a", "b"]) for (let at = 0; at < 500; at += 100) evidence.refuse(key, at);
    expect(evidence.isShared(500, false)).toBe(true);
    expect(evidence.refused(500)).toEqual(["a", "b"]);
  });

  test("it is not, when others are accepted meanwhile", () => {
    const evidence = new LimitEvidence();
    for (let at = 0; at < 500; at += 100) {
      for (const key of ["a", "b"]) evidence.refuse(key, at);
      evidence.accept("c", at + 50, false);
    }
    expect(evidence.isShared(500, false)).toBe(false);
    expect(evidence.isRefuted(500)).toBe(true);
  });

  test("it is not said to be before keys that were just active have tried again", () => {
    const evidence = new LimitEvidence();
    evidence.accept("c", 0, false);
    for (const key of ["a", "b"]) evidence.refuse(key, 100);
    expect(evidence.isShared(100, false)).toBe(false);
    // Whoever does not come again is not waited for.
    expect(evidence.isShared(1_200, false)).toBe(true);
  });

  test("a limit in force stays shared, though single requests of single keys are refused", () => {
    const evidence = new LimitEvidence();
    for (let at = 0; at < 1_000; at += 20) for (const key of ["a", "b", "c"]) evidence.accept(key, at, true);
    evidence.refuse("a", 1_000);
    for (let at = 1_000; at < 2_000; at += 20) for (const key of ["a", "b", "c"]) evidence.accept(key, at, true);
    expect(evidence.isShared(2_000, true)).toBe(true);
  });

  test("a bounded number of keys is counted, and of those the ones that were refused", () => {
    const evidence = new LimitEvidence();
    evidence.refuse("a", 0);
    for (let key = 0; key < 1_000; key++) evidence.accept(String(key), 1, false);
    expect(evidence.refused(2)).toEqual(["a"]);
  });
});
