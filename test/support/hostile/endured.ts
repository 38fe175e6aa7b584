import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { startRig, type Attack, type Rig } from "./rig.js";

/** Milliseconds that one attack may take, with all that is looked at after it. */
const TIMEOUT = 120_000;

/** Has one gateway endure attacks, one after the other, each a test of its own. */
export function endures(
  attacks: Readonly<Record<string, readonly Attack[]>>,
  options: Parameters<typeof startRig>[0] = {},
): void {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig(options);
  }, 180_000);
  afterAll(() => rig.close());
  for (const [what, rows] of Object.entries(attacks))
    describe(what, () => {
      test.each(rows.map((attack) => [attack.name, attack] as const))("%s", (_, attack) => rig.endure(attack), TIMEOUT);
    });
}
