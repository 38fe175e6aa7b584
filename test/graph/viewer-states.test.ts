import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "@jest/globals";
import type { RestClient } from "../../gateway/rest/client.js";
import { createEnvelopeReader } from "../../gateway/rest/envelope.js";
import { ALL_OPTIONS } from "../../gateway/planner/planner-options.js";
import { MAX_VIEWER_STATES, createWorkspaces, type Workspace, type Workspaces } from "../../gateway/planner/viewer-state.js";
import { LINKS } from "../../resolvers/context.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { memoryLog } from "../support/memory-log.js";

const log = memoryLog();
const client: RestClient = { host: async () => "h", get: () => Promise.reject(new Error("nothing is asked")) };
const store = { get: async () => undefined, set: async () => undefined, delete: async () => undefined };
let now = 0;
const made = (maxSize?: number): Workspaces =>
  createWorkspaces(
    {
      client,
      envelopes: createEnvelopeReader([], log),
      planning: ALL_OPTIONS,
      references: store,
      log,
      clock: () => now,
    },
    maxSize,
  );

const members = Array.from({ length: 30 }, (_, index) => `member${index}`);
/** All that can be learned of a viewer, more of it than is kept. */
const fill = ({ memory, refusals, references }: Workspace, viewer: number): void => {
  for (let index = 0; index < 500; index++) {
    memory.noteTotal(`tasks&name=${viewer} ${index} and so on, until it is longer than a key that is kept as it is`, index);
    memory.noteChildren(`tasks&action_in=${viewer},${index}`, `tasks of ${index}`, { parents: 3, rows: index });
    refusals.refused("ap-southeast-2.actionstep.com", "tasks", [`include a${viewer}.b${index}`], true);
    const record = { __typename: "Division", restId: `${viewer}-${index}`, [LINKS]: {} };
    references!.keep({ path: "divisions", maxAge: 600 } as ResourceDefinition, record, new Set(members));
  }
};

describe("what is kept of viewers", () => {
  test("takes no more memory than is said, however many there are and however much was learned of each", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const heap = async (): Promise<number> => {
      // What was stored is let go of first.
      await new Promise(setImmediate);
      collect();
      return process.memoryUsage().heapUsed;
    };
    const limit = 8 * 1024 * 1024;
    // Two million bytes more are for what is everybody's.
    const most = (limit + 2 * 1024 * 1024) * 1.1;
    const workspaces = made(limit);
    for (let viewer = 0; viewer < 5; viewer++) fill(workspaces.of(`warm ${viewer}`, "f"), viewer);
    const before = await heap();
    for (const count of [100, 200, 300]) {
      for (let viewer = count - 100; viewer < count; viewer++) {
        fill(workspaces.of(`viewer ${viewer}`, `firm ${viewer}`), viewer);
        workspaces.of(`viewer ${viewer}`, `firm ${viewer}`);
        await new Promise(setImmediate);
      }
      expect((await heap()) - before).toBeLessThan(most);
    }
    expect(workspaces.of("viewer 299", "firm 299").size).toBeGreaterThan(100_000);
  });

  test("is forgotten of whoever was here longest ago, by what it takes and not by how many they are", () => {
    const workspaces = made();
    const first = workspaces.of("first", "f");
    for (let viewer = 0; viewer < 3_000; viewer++) workspaces.of(`little ${viewer}`, "f");
    expect(workspaces.of("first", "f")).toBe(first);
    const each = first.size;
    fill(first, 0);
    expect(first.size - each).toBeLessThanOrEqual(256 * 1024);
    expect(first.size - each).toBeGreaterThan(200 * 1024);
    expect(MAX_VIEWER_STATES / (256 * 1024)).toBeGreaterThan(200);
    for (let viewer = 0; viewer < 10_000; viewer++) workspaces.of(`other ${viewer}`, "f");
    expect(workspaces.of("first", "f")).not.toBe(first);
  });

  test("small pages are believed for an hour", () => {
    const workspace = made().of("ana", "f");
    workspace.pageLimit.current = 50;
    now += 59 * 60_000;
    expect(workspace.pageLimit.current).toBe(50);
    now += 60_000;
    expect(workspace.pageLimit.current).toBe(200);
  });

  test("takes no more for a list that names hundreds of parents than for any other", () => {
    const { memory } = made().of("ana", "f");
    const before = memory.size;
    memory.noteTotal(`tasks&action_in=${Array.from({ length: 200 }, (_, id) => id).join(",")}`, 7);
    expect(memory.size - before).toBeGreaterThan(0);
    expect(memory.size - before).toBeLessThan(400);
  });

  test("is that nothing is sent on a guess for three seconds after Actionstep asked for a pause, and then again", () => {
    const workspaces = made();
    const workspace = workspaces.of("ana", "f");
    expect(workspace.mayGuess()).toBe(true);
    workspace.limited();
    expect(workspace.mayGuess()).toBe(false);
    expect(workspaces.of("ben", "f").mayGuess()).toBe(true);
    now += 2_999;
    expect(workspace.mayGuess()).toBe(false);
    now += 1;
    expect(workspace.mayGuess()).toBe(true);
  });
});
