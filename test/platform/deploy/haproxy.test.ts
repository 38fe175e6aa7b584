import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect } from "@jest/globals";
import { testWith } from "../../support/installed.js";
import { startBalanced, type Balanced, type BalancedGateway } from "../../support/deploy/balanced.js";
import { askFrom, sendRaw } from "../../support/deploy/from-address.js";
import { haproxyProgram, judge, startHaproxy, withAddresses } from "../../support/deploy/haproxy.js";
import { signedInAt, strangerAt, type Visitor } from "../../support/deploy/visitor.js";

const behindHaproxy = testWith(haproxyProgram);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const MB = 1_048_576;
const QUERY = "{ viewer { org } matters(first: 2) { nodes { name } } }";

let balanced: Balanced;
let ana: Visitor;
beforeAll(async () => {
  if (haproxyProgram === undefined) return;
  balanced = await startBalanced();
  ana = await signedInAt(balanced.url);
}, 40_000);
afterAll(() => balanced?.close());

/**
 * How a request ends that was with a gateway when that was killed: by 502, or, on a connection that had served requests
 * before, by the end of the connection.
 */
const LOST = /^502 |other side closed|ECONNRESET/;

/** Status and body of an answer, or what went wrong instead. */
const endOf = (query: string): Promise<string> =>
  ana.query(query).then(
    ({ status, body }) => `${status} ${JSON.stringify(body)}`,
    (error: unknown) => String(error),
  );

/** Asks one query after the other from several visitors at once while something happens, and tells what was not answered well. */
async function askingMeanwhile(event: () => Promise<unknown>, atOnce = 4): Promise<{ asked: number; lost: string[] }> {
  await bothServe();
  let over = false;
  let asked = 0;
  const lost: string[] = [];
  const ask = async (): Promise<void> => {
    while (!over) {
      asked += 1;
      const ended = await endOf(QUERY);
      if (!ended.startsWith('200 {"data":{"viewer":{"org":"')) lost.push(ended);
    }
  };
  const askers = Array.from({ length: atOnce }, ask);
  await event();
  over = true;
  await Promise.all(askers);
  return { asked, lost: lost.slice(0, 20) };
}

/** How many GraphQL requests each gateway has answered since it was started. */
const answered = (): number[] =>
  balanced.gateways.map((gateway) => gateway.process().output().split('"route":"/graphql"').length - 1);

/** Whether a gateway waits for an answer of Actionstep. */
async function isAtWork({ metricsPort }: BalancedGateway): Promise<boolean> {
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(/^gateway_upstream_running (\d+)$/m.exec(metrics)![1]) > 0;
}

/** Resolves when the balancer sends to both gateways. */
async function bothServe(): Promise<void> {
  const before = answered();
  for (let tries = 0; tries < 200; tries++) {
    await ana.query("{ __typename }");
    if (answered().every((count, at) => count > before[at]!)) return;
    await pause(50);
  }
  throw new Error("The balancer does not send to both gateways");
}

describe("deploy/haproxy.cfg", () => {
  behindHaproxy("is taken by the HAProxy of Debian, without a warning", () => {
    const { status, said } = judge(withAddresses(8080, [4001, 4002]));
    expect({ status, warnings: /warning|error/i.test(said) }).toEqual({ status: 0, warnings: false });
  });

  behindHaproxy("gives both gateways their turn, for one session", async () => {
    const before = answered();
    for (let n = 0; n < 6; n++) expect(await endOf(QUERY)).toMatch(/^200 \{"data":\{"viewer"/);
    const since = (): number[] => answered().map((count, at) => count - before[at]!);
    for (let tries = 0; tries < 100 && since()[0]! + since()[1]! < 6; tries++) await pause(10);
    expect(since()).toEqual([3, 3]);
  });

  behindHaproxy(
    "passes on the address that asks and none that a client names, so that 60 forged ones are limited as one",
    async () => {
      const statuses: number[] = [];
      for (let n = 1; n <= 60; n++) {
        const forged = `203.0.113.${n}`;
        const headers = {
          "x-forwarded-for": forged,
          "X-Forwarded-Host": "forged.example",
          "x-forwarded-proto": "https",
          forwarded: `for=${forged};host=forged.example`,
          "x-real-ip": forged,
          via: `1.1 ${forged}`,
        };
        statuses.push((await askFrom("127.0.0.3", `${balanced.url}/auth/connect`, headers)).status);
      }
      expect(statuses).toEqual([...Array<number>(30).fill(303), ...Array<number>(30).fill(429)]);
      expect((await askFrom("127.0.0.4", `${balanced.url}/auth/connect`)).status).toBe(303);
      const written = balanced.written();
      expect(written).toContain("127.0.0.0/24");
      expect(written).not.toMatch(/203\.0\.113|forged\.example/);
    },
  );

  behindHaproxy("leads to no metrics, however their address is spelled; they are on a port of their own", async () => {
    const spellings = [
      "/metrics",
      "/%6detrics",
      "/%6Detrics",
      "//metrics",
      "/metrics/",
      "/METRICS",
      "/./metrics",
      "/x/../metrics",
    ];
    spellings.push("/metrics?x", "/metrics;x", "/metrics%00", "/metrics%2f", "/%2fmetrics", "/x/%2e%2e/metrics", "/metrics#x");
    spellings.push(
      `http://localhost:${balanced.balancer.port}/metrics`,
      `http://127.0.0.1:${balanced.gateways[0].metricsPort}/metrics`,
    );
    for (const spelling of spellings) {
      const answer = await sendRaw(
        balanced.balancer.port,
        `GET ${spelling} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect([spelling, answer.slice(9, 12)]).toEqual([spelling, expect.stringMatching(/^40[04]$/)]);
      expect(answer).not.toContain("gateway_");
    }
    for (const { port, metricsPort } of balanced.gateways) {
      expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);
      expect(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()).toMatch(/^gateway_/m);
    }
  });

  behindHaproxy("logs paths without their queries, in which codes are", async () => {
    await askFrom("127.0.0.5", `${balanced.url}/auth/callback?state=planted-state&code=planted-code`);
    for (let tries = 0; tries < 100 && !balanced.balancer.logged().includes("127.0.0.5 GET"); tries++) await pause(10);
    expect(balanced.balancer.logged()).toMatch(/^127\.0\.0\.5 GET \/auth\/callback 4\d\d /m);
    expect(balanced.balancer.logged()).not.toMatch(/planted|code=/);
  });

  behindHaproxy("lets large files of unknown size through, and shows whole answers of any size", async () => {
    const { status, size, text } = await ana.upload(12 * MB);
    expect({ status, size, text }).toEqual({ status: 201, size: 12 * MB, text });
    const page = await ana.browser.send(`${balanced.url}/graphql`, {
      json: { query: "{ __schema { types { name fields { name } } } }" },
    });
    expect((await page.text()).length).toBeGreaterThan(50_000);
  });

  behindHaproxy(
    "loses nothing but what a killed gateway had in hand, and sends to it again when it is back",
    async () => {
      const [first] = balanced.gateways;
      const { asked, lost } = await askingMeanwhile(async () => {
        await pause(300);
        await first.end("SIGKILL");
        await pause(1_500);
        await first.start();
        await pause(1_500);
      });
      expect(lost.length).toBeLessThanOrEqual(4);
      for (const each of lost) expect(each).toMatch(LOST);
      expect(asked).toBeGreaterThan(20);
      expect(answered()[0]).toBeGreaterThan(0);
    },
    60_000,
  );

  behindHaproxy(
    "does not send a mutation again that a killed gateway may have begun, and says 503 while none is there",
    async () => {
      const release = balanced.simulator.fault({ match: ({ method }) => method === "POST", fault: { kind: "delay", ms: 2_000 } });
      const sent = (): number =>
        balanced.simulator.restRequests().filter(({ method, path }) => method === "POST" && path.endsWith("/tasks")).length;
      const before = sent();
      const asking = endOf(
        `mutation { createTask(input: { name: "Sent once", matterId: "1", assigneeId: "1", dueTimestamp: "2026-12-01T09:00:00+13:00" }) { task { id } userErrors { code } } }`,
      );
      for (let tries = 0; tries < 200 && sent() === before; tries++) await pause(10);
      const atWork = await Promise.all(balanced.gateways.map(isAtWork));
      expect(atWork.filter(Boolean)).toHaveLength(1);
      await balanced.gateways[atWork.indexOf(true)]!.end("SIGKILL");
      expect(await asking).toMatch(LOST);
      await balanced.gateways[atWork.indexOf(false)]!.end("SIGKILL");
      await pause(2_500);
      expect((await strangerAt(balanced.url).query("{ __typename }")).status).toBe(503);
      await Promise.all(balanced.gateways.map((gateway) => gateway.start()));
      await bothServe();
      release();
      expect(sent() - before).toBe(1);
    },
    60_000,
  );

  behindHaproxy(
    "loses nothing while a gateway drains, and lets it finish what it has begun",
    async () => {
      const release = balanced.simulator.fault({ match: () => true, fault: { kind: "delay", ms: 100 } });
      let code: number | null = null;
      const { asked, lost } = await askingMeanwhile(async () => {
        await pause(500);
        code = await balanced.gateways[1].end("SIGTERM");
        await pause(1_500);
      }, 8);
      release();
      expect({ lost, code }).toEqual({ lost: [], code: 0 });
      expect(asked).toBeGreaterThan(20);
    },
    60_000,
  );
});

describe("the time-outs of deploy/haproxy.cfg, a hundredth as long", () => {
  const shorter = (text: string): string =>
    text.replace(
      /^( {2}timeout (?!check|connect).*?) (\d+)s$/gm,
      (_, name: string, seconds: string) => `${name} ${Number(seconds) * 10}ms`,
    );

  behindHaproxy(
    "let an answer come long after a client was last heard, end one that never comes, and headers that do not",
    async () => {
      const slow = createServer((incoming, outgoing) => {
        if (incoming.url === "/never") return;
        setTimeout(() => outgoing.end("at last"), incoming.url === "/late" ? 2_000 : 0);
      });
      await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
      const { port } = slow.address() as AddressInfo;
      const balancer = await startHaproxy([port, port], { change: shorter });
      try {
        const asked = (path: string): Promise<{ status: number; text: string }> => askFrom("127.0.0.1", `${balancer.url}${path}`);
        const [late, never, headers] = await Promise.all([
          asked("/late"),
          asked("/never"),
          sendRaw(balancer.port, "GET / HTTP/1.1\r\nHost: localhost\r\n"),
        ]);
        expect(late).toMatchObject({ status: 200, text: "at last" });
        expect(never.status).toBe(504);
        expect(headers).toMatch(/^HTTP\/1\.1 408 /);
        const large = await sendRaw(balancer.port, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`);
        expect(large).toMatch(/^HTTP\/1\.1 4(00|31) /);
      } finally {
        await balancer.close();
        slow.closeAllConnections();
        slow.close();
      }
    },
  );
});
