import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "@jest/globals";
import type { RestClient } from "../../gateway/rest/client.js";
import { createEnvelopeReader } from "../../gateway/rest/envelope.js";
import { ALL_OPTIONS } from "../../gateway/planner/planner-options.js";
import {
  MAX_VIEWER_STATES,
  createViewerStates,
  type ViewerKey,
  type ViewerState,
  type ViewerStates,
} from "../../gateway/planner/viewer-state.js";
import { LINKS } from "../../resolvers/context.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { memoryLog } from "../support/memory-log.js";

const log = memoryLog();
const client: RestClient = { get: () => Promise.reject(new Error("nothing is asked")) };
const store = { get: async () => undefined, set: async () => undefined, delete: async () => undefined };
let now = 0;
const made = (maxSize?: number): ViewerStates =>
  createViewerStates(
    {
      client,
      envelopes: createEnvelopeReader([], log),
      options: ALL_OPTIONS,
      references: store,
      log,
      clock: () => now,
    },
    maxSize,
  );

const members = Array.from({ length: 30 }, (_, index) => `member${index}`);
/** All that can be learned of a viewer, more of it than is kept. */
const fill = ({ observe, references }: ViewerState, viewer: number): void => {
  for (let index = 0; index < 500; index++) {
    const list = `tasks&name=${viewer} ${index} and so on, until it is longer than a key that is kept as it is`;
    observe({ kind: "rows", list, rows: index });
    const seen = { parents: 3, rows: index };
    observe({ kind: "children", list: `tasks&action_in=${viewer},${index}`, of: `tasks of ${index}`, seen });
    observe({ kind: "unsupported", collection: "tasks", features: [`include a${viewer}.b${index}`], isShared: true });
    const record = { __typename: "Division", restId: `${viewer}-${index}`, [LINKS]: {} };
    references!.keep({ path: "divisions", maxAge: 600 } as ResourceDefinition, record, new Set(members));
  }
};

const viewer = (owner: string, organisation = "f"): ViewerKey => ({ owner, organisation, host: "ap-southeast-2.actionstep.com" });

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
    const states = made(limit);
    for (let each = 0; each < 5; each++) fill(states.of(viewer(`warm ${each}`)), each);
    const before = await heap();
    for (const count of [100, 200, 300]) {
      for (let each = count - 100; each < count; each++) {
        fill(states.of(viewer(`viewer ${each}`, `firm ${each}`)), each);
        states.of(viewer(`viewer ${each}`, `firm ${each}`));
        await new Promise(setImmediate);
      }
      expect((await heap()) - before).toBeLessThan(most);
    }
    expect(states.of(viewer("viewer 299", "firm 299")).size).toBeGreaterThan(100_000);
  });

  test("is forgotten of whoever was here longest ago, by what it takes and not by how many they are", () => {
    const states = made();
    const first = states.of(viewer("first"));
    for (let count = 0; count < 3_000; count++) states.of(viewer(`little ${count}`));
    expect(states.of(viewer("first"))).toBe(first);
    const each = first.size;
    fill(first, 0);
    expect(first.size - each).toBeLessThanOrEqual(256 * 1024);
    expect(first.size - each).toBeGreaterThan(200 * 1024);
    expect(MAX_VIEWER_STATES / (256 * 1024)).toBeGreaterThan(200);
    for (let count = 0; count < 10_000; count++) states.of(viewer(`other ${count}`));
    expect(states.of(viewer("first"))).not.toBe(first);
  });

  test("small pages are believed for an hour", () => {
    const state = made().of(viewer("ana"));
    state.observe({ kind: "page size", rows: 50 });
    now += 59 * 60_000;
    expect(state.knowledge.pageSize).toBe(50);
    now += 60_000;
    expect(state.knowledge.pageSize).toBe(200);
  });

  test("takes no more for a list that names hundreds of parents than for any other", () => {
    const state = made().of(viewer("ana"));
    const before = state.size;
    const list = `tasks&action_in=${Array.from({ length: 200 }, (_, id) => id).join(",")}`;
    state.observe({ kind: "rows", list, rows: 7 });
    expect(state.size - before).toBeGreaterThan(0);
    expect(state.size - before).toBeLessThan(400);
  });

  test("is that nothing is sent on a guess for three seconds after Actionstep asked for a pause, and then again", () => {
    const states = made();
    const state = states.of(viewer("ana"));
    expect(state.knowledge.maySpeculate).toBe(true);
    state.observe({ kind: "limited" });
    expect(state.knowledge.maySpeculate).toBe(false);
    expect(states.of(viewer("ben")).knowledge.maySpeculate).toBe(true);
    now += 2_999;
    expect(state.knowledge.maySpeculate).toBe(false);
    now += 1;
    expect(state.knowledge.maySpeculate).toBe(true);
  });
});
