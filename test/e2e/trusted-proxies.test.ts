import { expect, test } from "@jest/globals";
import { createBrowser } from "../support/browser.js";
import { startTestGateway } from "../support/gateway.js";

test.each<[string, Record<string, string>, number]>([
  ["without TRUSTED_PROXIES an address is the socket's, whatever a request claims", {}, 429],
  ["behind a trusted proxy it is the one the proxy names", { TRUSTED_PROXIES: "loopback" }, 303],
  ["behind a proxy that is not trusted it is the proxy's", { TRUSTED_PROXIES: "192.0.2.1" }, 429],
])("F26: %s", async (_how, environment, last) => {
  const server = await startTestGateway({ environment });
  try {
    const statuses: number[] = [];
    for (let n = 1; n <= 31; n++) {
      const headers = { "x-forwarded-for": `203.0.113.${n}`, "x-real-ip": `203.0.113.${n}`, forwarded: `for=203.0.113.${n}` };
      statuses.push((await createBrowser().send(`${server.url}/auth/connect`, { headers })).status);
    }
    expect(statuses).toEqual([...Array<number>(30).fill(303), last]);
    expect(server.logged()).not.toContain('203.0.113.1"');
  } finally {
    await server.close();
  }
});

test("F1: behind a trusted proxy that adds its word to the client's own, the proxy's word counts and the client's is not kept", async () => {
  const server = await startTestGateway({ environment: { TRUSTED_PROXIES: "loopback" } });
  try {
    const statuses: number[] = [];
    for (let n = 1; n <= 31; n++) {
      const headers = { "x-forwarded-for": `203.0.113.${n}, 198.51.100.7` };
      statuses.push((await createBrowser().send(`${server.url}/auth/connect`, { headers })).status);
    }
    expect(statuses).toEqual([...Array<number>(30).fill(303), 429]);
    expect(server.logged()).toContain("198.51.100.0/24");
    expect(server.logged()).not.toContain("203.0.113.");
  } finally {
    await server.close();
  }
});
