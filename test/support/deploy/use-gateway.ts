/**
 * Uses a gateway with the demo as a person would, and exits with 1 where it does not do what it should:
 *
 *   tsx test/support/deploy/use-gateway.ts <its address> <the address of its metrics>
 */
import assert from "node:assert/strict";
import { signedInAt } from "./visitor.js";

const [url, metricsUrl] = process.argv.slice(2) as [string, string];
const MB = 1_048_576;

const live = await fetch(`${url}/health/live`);
assert.equal(live.status, 200);

const ana = await signedInAt(url);
const { status, body } = await ana.query("{ viewer { org } matters(first: 3) { nodes { name } } }");
assert.equal(status, 200);
assert.equal(body?.errors, undefined);
assert.equal((body?.data?.["matters"] as { nodes: unknown[] }).nodes.length, 3);

for (const size of [5, 12 * MB]) {
  const uploaded = await ana.upload(size);
  assert.deepEqual({ status: uploaded.status, size: uploaded.size }, { status: 201, size }, uploaded.text);
}

const metrics = await fetch(`${metricsUrl}/metrics`);
assert.equal(metrics.status, 200);
assert.match(await metrics.text(), /^gateway_/m);
assert.equal((await fetch(`${url}/metrics`)).status, 404);
console.log("A sign-in, a query, uploads of unknown size and the metrics are as they should be.");
