import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { startRig, type Rig } from "../support/hostile/rig.js";
import { readAttacks } from "./attacks-reads.js";
import { writeAttacks } from "./attacks-writes.js";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
}, 180_000);
afterAll(() => rig.close());

const TIMEOUT = 120_000;

describe("somebody who is signed in asks for", () => {
  test.each(readAttacks.map((attack) => [attack.name, attack] as const))("%s", (_, attack) => rig.endure(attack), TIMEOUT);
});

describe("somebody who is signed in writes:", () => {
  test.each(writeAttacks.map((attack) => [attack.name, attack] as const))("%s", (_, attack) => rig.endure(attack), TIMEOUT);
});
