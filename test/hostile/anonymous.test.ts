import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { startRig, type Rig } from "../support/hostile/rig.js";
import { documentAttacks } from "./attacks-documents.js";
import { variableAttacks } from "./attacks-variables.js";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
}, 180_000);
afterAll(() => rig.close());

const TIMEOUT = 120_000;

describe("nobody in particular sends variables:", () => {
  test.each(variableAttacks.map((attack) => [attack.name, attack] as const))("%s", (_, attack) => rig.endure(attack), TIMEOUT);
});

describe("nobody in particular sends documents:", () => {
  test.each(documentAttacks.map((attack) => [attack.name, attack] as const))("%s", (_, attack) => rig.endure(attack), TIMEOUT);
});
