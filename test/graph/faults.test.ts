import { describe, expect, test } from "@jest/globals";
import { fileURLToPath } from "node:url";
import { faults } from "../faults/index.js";
import { problemsOf } from "../faults/sources.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("the list of planted faults", () => {
  test("is true of the sources: each can be planted, and the tests that are to notice are there", () => {
    const problems = faults.flatMap((fault) => problemsOf(fault, root).map((problem) => `${fault.name} ${problem}`));
    expect(problems).toEqual([]);
  });

  test("tells one fault from another", () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  });

  test("notices a text that is not there any more, that stands twice, or that makes no TypeScript", () => {
    const edit = { file: "gateway/planner/operation.ts", find: "export interface Operation ", replace: "" };
    const fault = (change: object, tests = ["test/graph/faults.test.ts"]) => ({
      name: "none",
      from: "nowhere",
      edits: [{ ...edit, ...change }],
      tests,
    });
    expect(problemsOf(fault({ find: "what nobody ever wrote" }), root)).toEqual([expect.stringContaining("found 0 times")]);
    expect(problemsOf(fault({ find: "import" }), root)).toEqual([expect.stringContaining("expected once")]);
    expect(problemsOf(fault({ replace: "export interface {" }), root)).toEqual([expect.stringContaining("no TypeScript")]);
    expect(problemsOf(fault({ replace: "interface Operation " }, ["test/none.test.ts"]), root)).toEqual([
      "test/none.test.ts does not exist",
    ]);
  });
});
