import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";
import { rawFirm } from "../support/raw-firm.js";
import { outcomesOf } from "../support/hostile/judge.js";
import { randomAttacks } from "../support/hostile/random-request.js";
import { startRig, type Rig } from "../support/hostile/rig.js";

/** Another number gives other requests: `SEED=2 npm test -- hostile/fuzz`. */
const SEED = Number(process.env["SEED"] ?? 20_261_127);
/** `RUNS=2000 npm test -- hostile/fuzz` sends as many as CI does. */
const RUNS = Number(process.env["RUNS"] ?? (process.env["CI"] ? 2_000 : 150));
/** Requests after which it is looked at how the gateway is. */
const EVERY = 25;
/** Milliseconds, many times what it takes on a machine with nothing else to do. */
const TIME_LIMIT = 120_000 + RUNS * 400;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
}, 180_000);
afterAll(() => rig.close());

test(
  "whatever is sent, well written or not, is answered in time and size, and never as if the gateway had erred",
  async () => {
    const seen = new Map<string, number>();
    let sent = 0;
    const property = fc.asyncProperty(
      randomAttacks(createSchema(resources), rawFirm(rig.simulator.database, "ana")),
      async ({ who, body }) => {
        const answer = await rig.sender(who).post(body);
        const complaints = rig.objections(who, [answer]);
        for (const outcome of outcomesOf(answer)) seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        if (answer.status === 0 || rig.child().ended() !== undefined || ++sent % EVERY === 0)
          complaints.push(...(await rig.ills()));
        if (complaints.length === 0) return;
        await rig.restart();
        throw new Error([who, ...complaints].join("\n- "));
      },
    );
    const command = `SEED=${SEED} RUNS=${RUNS} npm test -- hostile/fuzz`;
    const result = await fc.check(property, { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT - 60_000 });
    if (result.failed)
      throw new Error(
        `Repeat it with: ${command}\nSent (shrunk ${result.numShrinks} times): ${JSON.stringify(result.counterexample).slice(0, 3_000)}\n${String((result.errorInstance as Error | null)?.message)}`,
      );
    expect([command, result.interrupted]).toEqual([command, false]);
    // What never happens proves nothing.
    const expected = ["DATA", "UNAUTHENTICATED", "BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"];
    expect([Object.fromEntries(seen), expected.filter((what) => !seen.has(what))]).toEqual([expect.anything(), []]);
  },
  TIME_LIMIT,
);
