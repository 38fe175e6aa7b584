import { request as httpRequest } from "node:http";
import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { freePort } from "../support/free-port.js";

let server: TestGateway | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Got {
  readonly status: number;
  readonly body: string;
}

/** Asks for a path as it is written, from an address of one's own. */
const get = (url: string, path: string, headers: Record<string, string> = {}, from?: string): Promise<Got> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    httpRequest({ hostname, port, path, headers, agent: false, ...(from && { localAddress: from }) }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      answer.once("end", () => resolve({ status: answer.statusCode!, body }));
    })
      .once("error", reject)
      .end();
  });

const METRIC = "gateway_started_timestamp_seconds";

describe("metrics", () => {
  test("are at /metrics for programs on this machine, and not there for whoever comes through a proxy", async () => {
    server = await startTestGateway({ environment: { TRUSTED_PROXIES: "loopback" } });
    const { url } = server;
    for (const from of ["127.0.0.1", "127.8.9.10"]) {
      const direct = await get(url.replace("localhost", "127.0.0.1"), "/metrics", {}, from);
      expect([direct.status, direct.body]).toEqual([200, expect.stringContaining(METRIC)]);
    }
    const nothing = await get(url, "/nothing-here");
    expect(nothing.status).toBe(404);
    const forwarded: readonly Record<string, string>[] = [
      { "x-forwarded-for": "127.0.0.1" },
      { "X-Forwarded-For": "" },
      { "x-forwarded-proto": "https" },
      { "x-forwarded-anything": "1" },
      { forwarded: "for=127.0.0.1" },
      { via: "1.1 localhost" },
      { "x-real-ip": "127.0.0.1" },
    ];
    for (const headers of forwarded)
      for (const path of ["/metrics", "/%6detrics", "/%6Detrics?x=1", "/metric%73"])
        expect([headers, path, await get(url, path, headers)]).toEqual([headers, path, nothing]);
    for (const path of ["//metrics", "/metrics/", "/./metrics", "/METRICS", "/metrics%00", "/metrics%2f", "/x/..%2fmetrics"])
      expect([path, (await get(url, path, { via: "x" })).body]).toEqual([path, expect.not.stringContaining(METRIC)]);
  });

  test("count an address of IPv4 as this machine where the gateway listens to both kinds", async () => {
    server = await startTestGateway({ environment: { HOST: "::" } });
    expect(await get(server.url.replace("localhost", "127.0.0.1"), "/metrics")).toMatchObject({ status: 200 });
    expect(await get(server.url.replace("localhost", "127.0.0.1"), "/metrics", { via: "x" })).toMatchObject({ status: 404 });
  });

  test("are on a port of their own alone, where there is one, until the gateway has closed", async () => {
    const port = await freePort();
    server = await startTestGateway({ environment: { METRICS_PORT: String(port), METRICS_HOST: "127.0.0.1" } });
    const metrics = `http://127.0.0.1:${port}`;
    expect(server.gateway.metricsUrl).toBe(`${metrics}/metrics`);
    const { status, body } = await get(metrics, "/metrics");
    expect([status, body]).toEqual([200, expect.stringContaining(METRIC)]);
    expect(await get(metrics, "/metrics", { "x-forwarded-for": "10.0.0.1" })).toMatchObject({ status: 200 });
    for (const path of ["/", "/graphql", "/health/live", "/assets/site.css"])
      expect([path, await get(metrics, path)]).toEqual([path, expect.objectContaining({ status: 404 })]);
    const nothing = await get(server.url, "/nothing-here");
    for (const path of ["/metrics", "/%6detrics"]) expect(await get(server.url, path)).toEqual(nothing);
    await server.close();
    server = undefined;
    // Nobody listens there, or by now somebody else who speaks another language.
    await expect(get(metrics, "/metrics")).rejects.toMatchObject({ code: expect.stringMatching(/^ECONN(REFUSED|RESET)$/) });
  });

  test("on a port that is taken keep the gateway from starting", async () => {
    const port = await freePort();
    const squatter = createServer().listen(port, "127.0.0.1");
    try {
      await expect(startTestGateway({ environment: { METRICS_PORT: String(port) } })).rejects.toMatchObject({
        code: "EADDRINUSE",
        port,
      });
    } finally {
      squatter.close();
    }
  });
});

describe("SANDBOX", () => {
  const html = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" }, redirect: "manual" } as const;
  const apollo = /apollo/i;

  test("off sends a browser from /graphql to GraphiQL, with its query, and no page names Apollo's", async () => {
    server = await startTestGateway({ environment: { SANDBOX: "off" } });
    const { url } = server;
    const sent = await fetch(`${url}/graphql?query=%7B__typename%7D`, html);
    expect([sent.status, sent.headers.get("location"), await sent.text()]).toEqual([302, "/graphiql?query=%7B__typename%7D", ""]);
    expect((await fetch(`${url}/graphql`, html)).headers.get("location")).toBe("/graphiql");
    for (const path of ["/", "/graphiql", "/nowhere", "/graphql"]) {
      const { headers, status, text } = await fetch(url + path, html).then(async (answer) => ({
        headers: answer.headers,
        status: answer.status,
        text: await answer.text(),
      }));
      expect([path, text]).toEqual([path, expect.not.stringMatching(apollo)]);
      expect([path, status, headers.get("content-security-policy")]).toEqual([
        path,
        status,
        expect.stringContaining("default-src 'none'"),
      ]);
      expect(headers.get("content-security-policy")).not.toMatch(/apollo|frame-src/);
    }
    expect((await fetch(`${url}/assets/sandbox.js`)).status).toBe(404);
    expect((await fetch(`${url}/assets/home.js`)).status).toBe(200);
    const program = await fetch(`${url}/graphql?query=%7B__typename%7D`, {
      headers: { accept: "application/json", "x-apollo-operation-name": "q" },
    });
    expect([program.status, await program.json()]).toEqual([200, expect.objectContaining({ data: { __typename: "Query" } })]);
  });

  test("on shows Apollo Sandbox there", async () => {
    server = await startTestGateway();
    const shown = await fetch(`${server.url}/graphql`, html);
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringMatching(apollo)]);
    expect(await (await fetch(server.url, html)).text()).toMatch(apollo);
  });
});
