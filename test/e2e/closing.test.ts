import { expect, test } from "@jest/globals";
import { MAX_UPSTREAM_CLOSING } from "../../gateway/http/shutdown-limits.js";
import { startTestGateway } from "../support/gateway.js";

test("a gateway whose client has left closes although Actionstep never answers the write it was sent", async () => {
  const server = await startTestGateway();
  const ana = await server.connect("ana");
  server.simulator.fault({ match: ({ kind, method }) => kind === "rest" && method === "PUT", fault: { kind: "stall" } });
  const leaving = new AbortController();
  const cookie = [...ana.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const written = fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie },
    body: JSON.stringify({
      query: 'mutation { updateTask(input: { id: "Task:1", name: "Call back" }) { userErrors { code } } }',
    }),
    signal: leaving.signal,
  }).catch(() => "left");
  const isSent = (): boolean => server.simulator.requests.some(({ method }) => method === "PUT");
  while (!isSent()) await new Promise((resolve) => setTimeout(resolve, 20));
  leaving.abort();
  expect(await written).toBe("left");
  const started = Date.now();
  await server.gateway.close();
  expect(Date.now() - started).toBeLessThan(2 * MAX_UPSTREAM_CLOSING);
  await server.simulator.close();
}, 30_000);
