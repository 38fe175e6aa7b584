import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { startRig, type Rig } from "../support/hostile/rig.js";
import { upstreamAttacks } from "./attacks-upstream.js";

let rig: Rig;
beforeAll(async () => {
  // A slow Actionstep is to be given up soon.
  const environment = { UPSTREAM_TIMEOUT_SECONDS: "3", UPSTREAM_SLOW_TIMEOUT_SECONDS: "3", OPERATION_DEADLINE_SECONDS: "4" };
  rig = await startRig({ environment });
}, 180_000);
afterAll(() => rig.close());

const TIMEOUT = 120_000;

describe("Actionstep answers with", () => {
  test.each(upstreamAttacks.map((attack) => [attack.name, attack] as const))("%s", (_, attack) => rig.endure(attack), TIMEOUT);
});
