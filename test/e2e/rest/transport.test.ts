import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Agent } from "undici";
import { Secret, type Viewer } from "../../../auth/index.js";
import { NotSent } from "../../../gateway/rate-limit/not-sent.js";
import { createScheduler } from "../../../gateway/rate-limit/scheduler.js";
import { createCostMeter, type Cost } from "../../../gateway/rest/cost.js";
import { createWaiters } from "../../../gateway/rest/waiters.js";
import { createTransport, type IncomingAnswer, type OutgoingRequest, type Transport } from "../../../gateway/rest/transport.js";
import { RateLimited, UpstreamUnavailable } from "../../../schema/errors.js";
import { freePort } from "../../support/free-port.js";
import { createServedTime, type ServedTime } from "../../support/served-time.js";

type Reply = (response: ServerResponse, request: IncomingMessage) => void;

const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response.writeHead(code, headers).end("{}");
const cut: Reply = (response) => void response.destroy();
const half: Reply = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write("{", () => response.destroy());
};
const silence: Reply = () => undefined;
const good = status(200);

/** The time in which requests wait; answers that take long take it too. */
let time: ServedTime;
beforeEach(() => {
  time = createServedTime();
});
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Scene {
  readonly port: number;
  readonly arrivals: { readonly method: string; readonly at: number; readonly connection: string | undefined }[];
  send(
    request?: Partial<OutgoingRequest>,
    options?: { readonly patience?: number; readonly signal?: AbortSignal },
  ): Promise<IncomingAnswer>;
  readonly costs: Cost[];
  readonly limited: () => number;
  listen(): Promise<Server>;
}

/** An API that gives some replies in turn and 200 from then on, and a transport that sends to it. */
async function scene(replies: readonly Reply[], { listens = true, timeout = 5_000 } = {}): Promise<Scene> {
  const port = await freePort();
  const left = [...replies];
  const arrivals: Scene["arrivals"] = [];
  const listen = async (): Promise<Server> => {
    const server = createServer((request, response) => {
      arrivals.push({ method: request.method!, at: time.now(), connection: request.headers.connection });
      request.resume().on("end", () => (left.shift() ?? good)(response, request));
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    closers.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return server;
  };
  if (listens) await listen();
  const dispatcher = new Agent();
  const writeDispatcher = new Agent({ pipelining: 0 });
  closers.push(() => dispatcher.destroy());
  closers.push(() => writeDispatcher.destroy());
  const transport: Transport = createTransport({
    dispatcher,
    writeDispatcher,
    scheduler: createScheduler({ time }),
    retry: { afterRefusal: 6, afterFailure: 5, random: () => 0.1 },
    clock: time.clock,
    time,
    timeout,
    maxRequests: 100,
  });
  const viewer: Viewer = {
    connectionId: "c",
    orgkey: "o",
    userId: "u",
    scopes: ["all"],
    accessTokenExpiresAt: Infinity,
    access: "write",
    accessToken: async () => ({
      value: new Secret("token-of-a-test"),
      version: 1,
      apiEndpoint: new URL(`http://127.0.0.1:${port}/api/`),
    }),
  } as unknown as Viewer;
  const nothing = (): void => undefined;
  const costs: Cost[] = [];
  let limited = 0;
  return {
    port,
    arrivals,
    costs,
    limited: () => limited,
    listen,
    async send(request = {}, { patience = 10_000, signal } = {}) {
      const cost = createCostMeter();
      costs.push(cost);
      const waiters = createWaiters();
      waiters.join({
        viewer: () => viewer,
        connectUrl: () => () => "",
        cost,
        log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
        deadline: time.clock() + patience,
        limited: () => void (limited += 1),
        ...(signal && { signal }),
      });
      return time.during(transport.send({ method: "GET", path: "tasks", target: "tasks", ...request }, waiters));
    },
  };
}

const write = { method: "POST", body: "{}" } as const;

describe("a read", () => {
  test.each<[string, Reply]>([
    ["a 429", status(429)],
    ["a 502", status(502)],
    ["a 503", status(503)],
    ["a 504", status(504)],
    ["a connection that is cut", cut],
    ["an answer that breaks off", half],
  ])("is sent again after %s, and each time is counted", async (_, reply) => {
    const { send, arrivals, costs } = await scene([reply, reply]);
    expect((await send()).status).toBe(200);
    expect(arrivals).toHaveLength(3);
    expect(costs[0]!.upstreamRequests).toBe(3);
  });

  test("is sent again while nobody listens", async () => {
    const { send, arrivals, listen, costs } = await scene([], { listens: false });
    const answer = send();
    await time.pass(30);
    await listen();
    expect((await answer).status).toBe(200);
    expect(arrivals).toHaveLength(1);
    expect(costs[0]!.upstreamRequests).toBeGreaterThan(1);
  });

  test.each([400, 404, 409, 500, 501])("is not sent again after a %i", async (code) => {
    const { send, arrivals } = await scene([status(code)]);
    expect((await send()).status).toBe(code);
    expect(arrivals).toHaveLength(1);
  });

  test.each<[string, () => string]>([
    ["in seconds", () => "1"],
    ["as a date", () => new Date(time.clock() + 2_000).toUTCString()],
  ])("waits as long as a Retry-After %s says", async (_, header) => {
    const { send, arrivals, limited } = await scene([(response) => status(429, { "retry-after": header() })(response, null!)]);
    expect((await send()).status).toBe(200);
    expect(arrivals[1]!.at - arrivals[0]!.at).toBeGreaterThanOrEqual(990);
    expect(limited()).toBe(1);
  });

  test("that would have to wait past its deadline is told at once for how long, and so are the viewer's next ones", async () => {
    const { send, arrivals } = await scene([status(429, { "retry-after": "60" })]);
    const begun = time.now();
    expect(await send({}, { patience: 5_000 })).toMatchObject({ status: 429, retryAfter: "60" });
    const next = await send({}, { patience: 5_000 }).catch((error: unknown) => error);
    expect(next).toBeInstanceOf(RateLimited);
    expect((next as RateLimited).extensions["retryAfter"]).toBeGreaterThan(55);
    expect(time.now() - begun).toBeLessThan(4_000);
    expect(arrivals).toHaveLength(1);
  });

  test("that took too long is sent again only where another attempt has time", async () => {
    const impatient = await scene([silence], { timeout: 300 });
    await expect(impatient.send({}, { patience: 400 })).rejects.toBeInstanceOf(UpstreamUnavailable);
    expect(impatient.arrivals).toHaveLength(1);
    const patient = await scene([silence], { timeout: 300 });
    expect((await patient.send({}, { patience: 5_000 })).status).toBe(200);
    expect(patient.arrivals).toHaveLength(2);
  });

  test("may take longer where it says so", async () => {
    const { send } = await scene([(response) => time.after(600, () => response.end("{}"))], { timeout: 200 });
    expect((await send({ timeout: 5_000 }, { patience: 0 })).status).toBe(200);
  });
});

describe("a write", () => {
  test.each<[string, Reply]>([
    ["a 502", status(502)],
    ["a 503", status(503)],
    ["a 504", status(504)],
    ["a 500", status(500)],
  ])("is not sent again after %s", async (_, reply) => {
    const { send, arrivals } = await scene([reply]);
    expect((await send(write)).status).toBeGreaterThanOrEqual(500);
    expect(arrivals).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ["the connection is cut", cut],
    ["the answer breaks off", half],
    ["no answer comes", silence],
  ])("is not sent again when %s, and may have been done", async (_, reply) => {
    const { send, arrivals } = await scene([reply], { timeout: 300 });
    const error = await send(write).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(UpstreamUnavailable);
    expect(error).not.toBeInstanceOf(NotSent);
    await time.pass(200);
    expect(arrivals).toHaveLength(1);
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"] as const)("by %s is sent again after a 429", async (method) => {
    const { send, arrivals } = await scene([status(429), status(429)]);
    expect((await send({ method })).status).toBe(200);
    expect(arrivals.map((each) => each.method)).toEqual([method, method, method]);
  });

  test("is sent again while nobody listens", async () => {
    const { send, arrivals, listen } = await scene([], { listens: false });
    const answer = send(write);
    await time.pass(30);
    await listen();
    expect((await answer).status).toBe(200);
    expect(arrivals).toHaveLength(1);
  });

  test("that could not be sent at all is known not to have been done", async () => {
    const { send } = await scene([], { listens: false });
    await expect(send(write)).rejects.toBeInstanceOf(NotSent);
  });

  test("has a connection of its own, which is not kept", async () => {
    const { send, arrivals } = await scene([]);
    await send();
    await send(write);
    expect(arrivals.map(({ connection }) => connection)).toEqual(["keep-alive", "close"]);
  });
});

describe("when whoever asked has gone", () => {
  test("a write on its way is left to end, and its answer is had", async () => {
    const gone = new AbortController();
    const { send, arrivals } = await scene([(response) => time.after(200, () => response.end("{}"))]);
    const answer = send(write, { signal: gone.signal });
    await time.until(() => arrivals.length > 0);
    gone.abort();
    expect((await answer).status).toBe(200);
  });

  test("a read on its way is broken off, and one that waits to be sent again is not sent", async () => {
    const gone = new AbortController();
    const { send, arrivals } = await scene([silence, status(429, { "retry-after": "1" })]);
    const first = send({}, { signal: gone.signal }).catch((error: unknown) => error);
    await time.until(() => arrivals.length > 0);
    const second = send(write, { signal: gone.signal }).catch((error: unknown) => error);
    await time.until(() => arrivals.length > 1);
    await time.pass(100);
    gone.abort();
    expect(await first).toBeInstanceOf(UpstreamUnavailable);
    expect(await second).toBeInstanceOf(NotSent);
    await time.pass(1_200);
    expect(arrivals).toHaveLength(2);
  });
});
