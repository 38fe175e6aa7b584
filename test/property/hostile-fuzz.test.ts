import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";
import { rawFirm } from "../support/raw-firm.js";
import { outcomesOf } from "../support/hostile/judge.js";
import { randomAttacks } from "../support/hostile/random-request.js";
import { startRig, type Rig } from "../support/hostile/rig.js";
import { assertProperty } from "../support/seeds.js";

/** Requests after which it is looked at how the gateway is. */
const EVERY = 25;
/** Milliseconds, many times what it takes on a machine with nothing else to do. */
const TIME_LIMIT = 600_000;
/** Requests of one seed from which on every kind of answer is to be among them. */
const ENOUGH = 500;

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
    await assertProperty(property, { fixed: [20_261_127], runs: { few: 100, many: 500 }, timeLimit: TIME_LIMIT / 3 }, (runs) => {
      if (runs < ENOUGH) return;
      // What never happens proves nothing.
      const expected = ["DATA", "UNAUTHENTICATED", "BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"];
      expect([Object.fromEntries(seen), expected.filter((what) => !seen.has(what))]).toEqual([expect.anything(), []]);
    });
  },
  TIME_LIMIT,
);
