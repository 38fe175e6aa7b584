import { expect, test } from "@jest/globals";
import { startTestGateway } from "../support/gateway.js";

test("a gateway that drains says that it is not ready and goes on answering, each answer the last of its connection", async () => {
  const server = await startTestGateway({ environment: { DRAIN_DELAY_SECONDS: "300" } });
  try {
    const stranger = server.stranger();
    const before = await stranger.query("{ __typename }");
    expect([before.status, before.headers.get("connection")]).toEqual([200, "keep-alive"]);

    let drained = false;
    void server.gateway.drain().then(() => (drained = true));
    const ready = await fetch(`${server.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: "not ready", reasons: ["draining"] }]);
    const answer = await stranger.query("{ __typename }");
    expect([answer.status, answer.headers.get("connection"), answer.data]).toEqual([200, "close", { __typename: "Query" }]);
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    expect(drained).toBe(false);
  } finally {
    await server.close();
  }
});
