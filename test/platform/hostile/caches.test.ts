import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MAX_KEPT_DOCUMENTS, MAX_KEPT_PLANS, MAX_KEPT_QUERIES } from "../../../gateway/limits.js";
import { MAX_VIEWER_STATES } from "../../../gateway/planner/viewer-state.js";
import { HEAP_REPORT } from "../../support/hostile/gateway-child.js";
import { startRig, type Rig } from "../../support/hostile/rig.js";
import { send } from "../../support/hostile/wire.js";
import { many } from "../../support/hostile/attack-parts.js";

/** CI takes the numbers of the promise; elsewhere a tenth is enough to fill everything that has a limit, but for viewers. */
const SHARE = process.env["CI"] ? 1 : 0.1;
const DOCUMENTS = 10_000 * SHARE;
const VIEWERS = 5_000 * SHARE;
const AT_ONCE = 8;

/** All that may be kept from one request to the next, in bytes: documents, plans, persisted queries, what is known of viewers. */
const stated = MAX_KEPT_DOCUMENTS + MAX_KEPT_PLANS + MAX_KEPT_QUERIES + MAX_VIEWER_STATES;

let rig: Rig;
let viewers: readonly string[];
beforeAll(async () => {
  rig = await startRig({ sharesStore: true, nodeOptions: HEAP_REPORT, environment: { LOG_LEVEL: "warn" } });
  viewers = await rig.viewers(VIEWERS);
}, 300_000);
afterAll(() => rig.close());

/** Does something so many times, some at once. */
async function each(count: number, one: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await one(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

const ask = async (body: object, cookie?: string): Promise<void> => {
  const headers = cookie === undefined ? rig.sender("signed in").headers : { cookie };
  const { json } = await send(rig.url, { headers, body: JSON.stringify(body) });
  expect(json).not.toHaveProperty("errors");
  expect(json).toHaveProperty("data");
};

/** A document like no other, of a record that is on hand, planned under one of two conditions. */
const document = (index: number) => ({
  query: `query D${index}($on: Boolean!) { division(id: 1) { id ${many(12, (i) => `a${index}_${i}: invoiceAccountingMethod @include(if: $on)`)} } }`,
  variables: { on: index % 2 === 0 },
});

/** What one viewer asks for that is like nobody else's question. */
const question = (index: number) => ({
  query: `query ($name: String!) { tasks(first: 1, filter: { name: { like: $name } }) { totalCount } }`,
  variables: { name: `viewer ${index}*` },
});

test(`what ${DOCUMENTS} documents and ${VIEWERS} people leave behind has the limits that are stated, and as many documents more leave nothing`, async () => {
  expect(stated).toBeGreaterThan(0);
  await each(100, (index) => ask(document(1_000_000 + index)));
  await each(20, (index) => ask(question(1_000_000 + index)));
  const before = await rig.child().heap();
  await each(VIEWERS, (index) => ask(question(index), viewers[index]));
  const withViewers = await rig.child().heap();
  await each(DOCUMENTS, (index) => ask(document(index)));
  const full = await rig.child().heap();
  await each(DOCUMENTS, (index) => ask(document(DOCUMENTS + index)));
  let later = await rig.child().heap();
  // What is on its way out is no leftover: it is gone a moment later.
  for (let again = 0; again < 5 && later - full > stated / 20; again++) {
    await pause(1_000);
    later = await rig.child().heap();
  }
  const seen = { stated, viewers: withViewers - before, documents: full - withViewers, more: later - full };
  expect([seen, full - before <= stated * 1.1]).toEqual([seen, true]);
  // A collection never leaves quite the same behind.
  expect([seen, later - full <= stated / 20]).toEqual([seen, true]);
  // The collections that were forced here stop the process for seconds; of all else there is nothing to complain of.
  expect((await rig.ills()).filter((ill) => !ill.startsWith("/health/live took"))).toEqual([]);
}, 600_000);
