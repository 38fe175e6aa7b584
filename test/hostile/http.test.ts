import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { startRig, type Rig } from "../support/hostile/rig.js";
import { clientAttacks } from "./attacks-clients.js";
import { httpAttacks } from "./attacks-http.js";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
}, 180_000);
afterAll(() => rig.close());

const TIMEOUT = 120_000;

describe("somebody sends", () => {
  test.each([...httpAttacks, ...clientAttacks].map((attack) => [attack.name, attack] as const))(
    "%s",
    (_, attack) => rig.endure(attack),
    TIMEOUT,
  );
});
