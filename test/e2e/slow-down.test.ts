import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Fault, LoggedRequest } from "../../simulator/index.js";
import { startTestGateway, type Answer, type Client, type TestGatewayOptions, type TestGateway } from "../support/gateway.js";
import { createServedTime, type ServedTime } from "../support/served-time.js";

let server: TestGateway | undefined;
/** The time of the gateway and of Actionstep; nobody waits for real seconds. */
let time: ServedTime;
beforeEach(() => {
  time = createServedTime();
});
afterEach(() => server?.close());
const start = async (options: TestGatewayOptions = {}): Promise<TestGateway> =>
  (server = await startTestGateway({ time, ...options }));

const befall = (fault: Fault, path: RegExp, { times, method }: { times?: number; method?: string } = {}): (() => void) =>
  server!.simulator.fault({
    match: (request) => request.kind === "rest" && path.test(request.path) && (method ?? request.method) === request.method,
    ...(times !== undefined && { times }),
    fault,
  });

const codes = ({ errors = [] }: Answer): unknown[] => errors.map(({ extensions }) => extensions["code"]);

describe("a read that Actionstep does not answer at first", () => {
  test.each<[string, Fault]>([
    ["429", { kind: "status", status: 429 }],
    ["502", { kind: "status", status: 502 }],
    ["503", { kind: "status", status: 503 }],
    ["504", { kind: "status", status: 504 }],
    ["reset", { kind: "reset" }],
  ])("answers all the same, and its cost says what was sent: %s", async (reason, fault) => {
    const ana = await (await start()).connect("ana");
    befall(fault, /tasks/, { times: 2 });
    const answer = await ana.query(`{ tasks(first: 2) { nodes { name } } }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.tasks.nodes).toHaveLength(2);
    expect(answer.requests).toHaveLength(3);
    expect(answer.extensions.cost.upstreamRequests).toBe(3);
    const metrics = await (await fetch(`${server!.url}/metrics`)).text();
    expect(metrics).toContain(`gateway_upstream_retries_total{reason="${reason === "reset" ? "cut" : reason}"} 2`);
    expect(server!.logged()).toContain("asking Actionstep again");
  });

  test.each([
    ["seconds", "1"],
    ["a date", undefined],
  ])("is not asked again before a Retry-After in %s has passed", async (_, seconds) => {
    const ana = await (await start()).connect("ana");
    const header = seconds ?? new Date(time.clock() + 2_500).toUTCString();
    befall({ kind: "status", status: 429, headers: { "retry-after": header } }, /tasks/, { times: 1 });
    const { errors } = await ana.query(`{ tasks(first: 2) { nodes { name } } }`);
    expect(errors).toBeUndefined();
    const [first, again] = server!.simulator.restRequests().filter(({ path }) => /tasks/.test(path));
    expect(again!.startedAt - first!.startedAt).toBeGreaterThanOrEqual(990);
  });

  test("says RATE_LIMITED and when to come back where that is after the deadline; other fields answer", async () => {
    const ana = await (await start({ environment: { OPERATION_DEADLINE_SECONDS: "2" } })).connect("ana");
    befall({ kind: "status", status: 429, headers: { "retry-after": "40" } }, /tasks/);
    const answer = await ana.query(`{ matters(first: 1) { nodes { name tasks(first: 1) { nodes { id } } } } }`);
    expect(answer.data.matters.nodes).toEqual([{ name: expect.any(String), tasks: { nodes: null } }]);
    expect(codes(answer)).toEqual(["RATE_LIMITED"]);
    expect(answer.errors![0]!.extensions["retryAfter"]).toBeGreaterThan(37);
    // Until then nothing of this resource is sent for this viewer; they are told so at once.
    const next = await ana.query(`{ tasks(first: 3) { nodes { id } } }`);
    expect(codes(next)).toEqual(["RATE_LIMITED"]);
    expect(next.requests).toEqual([]);
    // The pause is the resource's and the viewer's: other resources answer, and so does this one to anybody else.
    expect((await ana.query(`{ divisions(first: 3) { nodes { id } } }`)).errors).toBeUndefined();
    const ben = await server!.connect(server!.simulator.database.people.find(({ username }) => username !== "ana")!.username);
    expect((await ben.query(`{ divisions(first: 3) { nodes { id } } }`)).errors).toBeUndefined();
  });

  test.each([
    ["without a word of when to come back", {}],
    ["asking to come back in a second", { "retry-after": "1" }],
  ])(
    "of a resource that refuses everything for three seconds, %s, is as fast as before three seconds later",
    async (_, headers) => {
      const ana = await (await start({ simulator: { behaviour: { latency: 30 } } })).connect("ana");
      const tasks = (n: number): string => `{ tasks(first: 2, filter: { name: { ilike: "*${n}*" } }) { nodes { name } } }`;
      const matters = (n: number): string => `{ matters(first: 2, filter: { name: { ilike: "*${n}*" } }) { nodes { name } } }`;
      let asked = 0;
      const took = async (query: (n: number) => string): Promise<number> => {
        const begun = time.now();
        expect((await ana.query(query(++asked))).errors).toBeUndefined();
        return time.now() - begun;
      };
      const slowest = async (query: (n: number) => string, while_: () => boolean): Promise<number> => {
        let longest = 0;
        while (while_()) longest = Math.max(longest, await took(query));
        return longest;
      };
      const burst = async (): Promise<number> => Math.max(...(await Promise.all(Array.from({ length: 20 }, () => took(tasks)))));
      await burst();
      const before = Math.max(await burst(), 1_000);
      const repair = befall({ kind: "status", status: 429, headers }, /tasks/);
      const begun = time.now();
      const isRefused = (): boolean => time.now() - begun < 3_000;
      const waiting = Array.from({ length: 5 }, () => took(tasks));
      const innocent = slowest(matters, isRefused);
      await time.pass(3_000);
      repair();
      const over = time.now();
      // Another resource of the same viewer is not kept waiting for it.
      expect(await innocent).toBeLessThan(before);
      await Promise.all(waiting);
      expect(time.now() - over).toBeLessThan(3_000 + before);
      await time.pass(Math.max(0, over + 3_000 - time.now()));
      expect(await burst()).toBeLessThan(2 * before);
    },
  );
});

describe("a write", () => {
  const WRITE = `mutation { updateTask(input: { id: "Task:1", name: "Call the client" }) { task { name } userErrors { message } } }`;
  const writes = (): readonly LoggedRequest[] => server!.simulator.restRequests().filter(({ method }) => method !== "GET");

  test("that was refused for coming too soon is sent again, and done once", async () => {
    const ana = await (await start()).connect("ana");
    befall({ kind: "status", status: 429 }, /tasks/, { times: 2, method: "PUT" });
    const { data, errors } = await ana.query(WRITE);
    expect(errors).toBeUndefined();
    expect(data.updateTask).toEqual({ task: { name: "Call the client" }, userErrors: [] });
    expect(writes().map(({ status }) => status)).toEqual([429, 429, 200]);
  });

  test.each<[string, Fault]>([
    ["its answer is lost", { kind: "reset-after-commit" }],
    ["it is cut off", { kind: "reset" }],
    ["it is answered by 503", { kind: "status", status: 503 }],
    ["no answer comes in time", { kind: "stall" }],
  ])("is never sent again when %s", async (_, fault) => {
    const ana = await (await start({ ports: { upstreamTimeout: 700 } })).connect("ana");
    befall(fault, /tasks/, { method: "PUT" });
    const { errors } = await ana.query(WRITE);
    expect(errors).toHaveLength(1);
    await time.pass(400);
    expect(writes()).toHaveLength(1);
  });
});

describe("many requests", () => {
  const page = `{ matters(first: 3, filter: { name: { ilike: "PAGE*" } }) { nodes { name } } }`;
  /** As many requests as it has fields, which no planning makes one. */
  const exporting = (count: number): string =>
    `{ ${Array.from({ length: count }, (_, index) => `f${index}: tasks(first: 1, filter: { name: { ilike: "*${index}*" } }) { nodes { id } }`).join(" ")} }`;

  test("of one viewer do not keep another's page waiting, limits or none", async () => {
    await start({ simulator: { behaviour: { latency: 40 } }, environment: { OPERATION_DEADLINE_SECONDS: "60" } });
    const ana = await server!.connect("ana");
    const other = server!.simulator.database.people.find(
      ({ username, orgkey }) =>
        username !== "ana" && orgkey === server!.simulator.database.people.find((each) => each.username === "ana")!.orgkey,
    )!;
    const ben = await server!.connect(other.username, { orgkey: other.orgkey });
    const behind = async (count: number): Promise<{ before: number; of: number }> => {
      server!.simulator.clearRequests();
      const whole = ana.query(exporting(count));
      await time.until(() => server!.simulator.restRequests().length > 20);
      const sent = server!.simulator.restRequests().length;
      await ben.query(page.replace("PAGE", String(count)));
      const before = server!.simulator.restRequests().length - sent;
      expect((await whole).errors).toBeUndefined();
      return { before, of: server!.simulator.restRequests().length };
    };
    const free = await behind(200);
    expect(free.of).toBeGreaterThan(190);
    expect(free.before).toBeLessThan(80);
    server!.simulator.set({ limits: { organisation: { perSecond: 20, burst: 22 } } });
    const limited = await behind(80);
    expect(limited.of).toBeGreaterThan(80);
    expect(limited.before).toBeLessThan(40);
  }, 60_000);

  test("300 queries of five viewers against hidden, moving limits all answer or say RATE_LIMITED, and few are refused", async () => {
    const drift = { by: 0.3, seconds: 15 };
    const limits = {
      session: { perSecond: 5, burst: 6 },
      organisation: { perSecond: 14, burst: 15 },
      ip: { perSecond: 17, burst: 20 },
      drift,
    };
    await start({ simulator: { behaviour: { latency: 20 } }, environment: { OPERATION_DEADLINE_SECONDS: "25" } });
    const { people } = server!.simulator.database;
    const viewers: Client[] = [];
    // Signing in is not what is measured.
    for (const { username, orgkey } of people.slice(0, 5)) viewers.push(await server!.connect(username, { orgkey }));
    server!.simulator.set({ limits });
    server!.simulator.clearRequests();

    const begun = time.now();
    const waits = viewers.map(() => [] as number[]);
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const viewer = index % viewers.length;
        const answer = await viewers[viewer]!.query(
          `{ tasks(first: 2, filter: { name: { ilike: "*${index}*" } }) { nodes { name } } }`,
        );
        waits[viewer]!.push(time.now() - begun);
        return answer;
      }),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      if (answer.errors) expect(new Set(codes(answer))).toEqual(new Set(["RATE_LIMITED"]));
      else expect(Array.isArray(answer.data.tasks.nodes)).toBe(true);
    }
    const answered = answers.filter(({ errors }) => !errors).length;
    const requests = server!.simulator.restRequests();
    const [{ startedAt }] = requests as [LoggedRequest];
    const later = requests.filter((each) => each.startedAt > startedAt + 10_000);
    const refused = later.filter(({ status }) => status === 429).length;
    const means = waits.map((each) => each.reduce((sum, wait) => sum + wait, 0) / each.length);
    const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
    expect(answered).toBeGreaterThan(100);
    expect(refused).toBeLessThan(Math.max(3, later.length * 0.05));
    expect(Math.max(...means)).toBeLessThan(1.5 * mean);
    // Sum of the costs: what was sent.
    expect(answers.reduce((sum, { extensions }) => sum + extensions.cost.upstreamRequests, 0)).toBe(requests.length);
  }, 60_000);
});

describe("an API host that does not answer", () => {
  const many = (resources: readonly string[]): string =>
    `{ ${resources.map((name) => `${name}(first: 2) { nodes { id } }`).join(" ")} }`;
  const FOUR = many(["tasks", "matters", "participants", "fileNotes"]);

  test("is left alone for a while, which clients and operators are told, and then tried by one request", async () => {
    const ana = await (await start()).connect("ana");
    const repair = befall({ kind: "status", status: 503 }, /./);
    expect(new Set(codes(await ana.query(FOUR)))).toEqual(new Set(["UPSTREAM_UNAVAILABLE"]));
    const blocked = await ana.query(FOUR);
    expect(new Set(codes(blocked))).toEqual(new Set(["UPSTREAM_UNAVAILABLE"]));
    expect(blocked.errors![0]!.extensions["retryAfter"]).toBeGreaterThanOrEqual(1);
    expect(blocked.requests).toEqual([]);
    const health = await fetch(`${server!.url}/health/ready`);
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: "degraded", reasons: [expect.stringMatching(/^Actionstep does not answer/)] },
    ]);
    await time.pass(5_200);
    const tried = await ana.query(FOUR);
    expect(tried.requests).toHaveLength(1);
    repair();
    await time.pass(10_200);
    expect((await ana.query(`{ tasks(first: 2) { nodes { id } } }`)).errors).toBeUndefined();
    expect((await ana.query(FOUR)).errors).toBeUndefined();
    expect(await (await fetch(`${server!.url}/health/ready`)).json()).toEqual({ status: "ready", reasons: [] });
  }, 40_000);

  test("is asked on as long as only one resource fails", async () => {
    const ana = await (await start()).connect("ana");
    befall({ kind: "status", status: 503 }, /tasks/);
    for (let time = 0; time < 3; time++) {
      const answer = await ana.query(many(["tasks", "matters"]));
      expect(codes(answer)).toEqual(["UPSTREAM_UNAVAILABLE"]);
      expect(answer.data.matters.nodes).toHaveLength(2);
    }
    befall({ kind: "status", status: 500 }, /filenotes/);
    await Promise.all(Array.from({ length: 20 }, (_, first) => ana.query(`{ fileNotes(first: ${first + 1}) { nodes { id } } }`)));
    expect((await ana.query(many(["matters"]))).errors).toBeUndefined();
  }, 30_000);
});

describe("a client that goes away", () => {
  test("takes its requests out of the queue", async () => {
    await start({ simulator: { behaviour: { latency: 150 } } });
    const ana = await server!.connect("ana");
    const leaving = new AbortController();
    const cookie = [...ana.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const query = `{ ${Array.from({ length: 120 }, (_, index) => `f${index}: tasks(first: 1, filter: { name: { ilike: "*${index}*" } }) { nodes { id } }`).join(" ")} }`;
    const gone = fetch(`${server!.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    }).catch((error: Error) => error.name);
    const before = server!.simulator.restRequests().length;
    await time.until(() => server!.simulator.restRequests().length > before + 10);
    leaving.abort();
    expect(await gone).toBe("AbortError");
    await time.pass(700);
    expect(server!.simulator.restRequests().length - before).toBeLessThan(80);
    const metrics = await (await fetch(`${server!.url}/metrics`)).text();
    expect(metrics).toMatch(/^gateway_upstream_waiting 0$/m);
    expect(metrics).toMatch(/^gateway_upstream_running 0$/m);
  });
});
