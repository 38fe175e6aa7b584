import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { Agent } from "undici";
import { Secret, type Viewer } from "../../../auth/index.js";
import { createScheduler } from "../../../gateway/rate-limit/scheduler.js";
import { createArrivingBodies } from "../../../gateway/rest/answer-body.js";
import {
  MAX_ANSWER_ROWS,
  MAX_JSON_DEPTH,
  MAX_JSON_VALUES,
  MAX_LINKED_ROWS,
  MAX_UPSTREAM_ANSWER,
  MAX_UPSTREAM_ARRIVING,
  MAX_UPSTREAM_ERROR,
  MAX_UPSTREAM_PIECES,
} from "../../../gateway/rest/answer-limits.js";
import { createCostMeter } from "../../../gateway/rest/cost.js";
import { createEnvelopeReader } from "../../../gateway/rest/envelope.js";
import { parsed } from "../../../gateway/rest/json.js";
import { createWaiters, type UpstreamContext } from "../../../gateway/rest/waiters.js";
import { STEADY } from "../../../time/time.js";
import { createTransport, type IncomingAnswer, type OutgoingRequest } from "../../../gateway/rest/transport.js";
import { createRestWriter } from "../../../gateway/writes/writer.js";
import { UpstreamAnswerTooLong, UpstreamInvalidResponse, WriteUnconfirmed } from "../../../schema/errors.js";
import { Matter } from "../../../schema/resources/matter.js";
import { resources } from "../../../schema/resources/index.js";
import { resourceOf } from "../../../schema/vocabulary/resource.js";
import { memoryLog } from "../../support/memory-log.js";

/** What the server does with a request, and whether its connection has been cut since. */
let answer: (response: ServerResponse) => void;
const arrivals: { readonly cut: Promise<number>; readonly sent: () => number }[] = [];
const server = createServer((request, response) => {
  const sent = (): number => response.socket?.bytesWritten ?? 0;
  arrivals.push({ sent, cut: new Promise((resolve) => response.once("close", () => resolve(performance.now()))) });
  request.resume();
  answer(response);
});
const dispatcher = new Agent();
const log = memoryLog();
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  arrivals.splice(0);
  (log.lines as unknown[]).splice(0);
});
afterAll(async () => {
  await dispatcher.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const transport = createTransport({
  dispatcher,
  writeDispatcher: dispatcher,
  scheduler: createScheduler(),
  retry: { afterRefusal: 1, afterFailure: 3, random: () => 0 },
  clock: Date.now,
  time: STEADY,
  timeout: 20_000,
  maxRequests: 100,
});
const upstream = (): UpstreamContext => ({
  viewer: () =>
    ({
      connectionId: "c",
      orgkey: "o",
      accessToken: async () => ({
        value: new Secret("token"),
        apiEndpoint: new URL(`http://127.0.0.1:${port}/api/`),
        version: 1,
        expiresAt: Infinity,
      }),
    }) as unknown as Viewer,
  connectUrl: () => () => "",
  cost: createCostMeter(),
  log,
  deadline: Date.now() + 20_000,
});
const send = (request: Partial<OutgoingRequest> = {}): Promise<IncomingAnswer> => {
  const waiters = createWaiters();
  waiters.join(upstream());
  return transport.send({ method: "GET", path: "actions", target: "actions", ...request }, waiters);
};

/** Writes for as long as it is listened to. */
const endless =
  (piece: Buffer, head: Record<string, string> = {}, status = 200) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { "content-type": "application/json", ...head });
    const go = (): void => {
      while (!response.destroyed) if (!response.write(piece)) return void response.once("drain", go);
    };
    go();
  };
const MEGABYTE = Buffer.alloc(1024 * 1024, " ");

describe("an answer of Actionstep", () => {
  test("without end is cut off where it passes the limit, asked for once, and told once at warn", async () => {
    answer = endless(MEGABYTE);
    await expect(send()).rejects.toThrow(UpstreamAnswerTooLong);
    expect(arrivals).toHaveLength(1);
    await arrivals[0]!.cut;
    expect(arrivals[0]!.sent()).toBeGreaterThan(MAX_UPSTREAM_ANSWER);
    expect(arrivals[0]!.sent()).toBeLessThan(2 * MAX_UPSTREAM_ANSWER);
    expect(log.lines).toMatchObject([{ level: "warn", resource: "actions" }]);
  });

  test("that says beforehand that it is longer is not read at all", async () => {
    answer = (response) => void response.writeHead(200, { "content-length": String(MAX_UPSTREAM_ANSWER + 1) }).flushHeaders();
    await expect(send()).rejects.toThrow(UpstreamInvalidResponse);
    await arrivals[0]!.cut;
  });

  test("as long as the limit is read whole, whether or not its length was said", async () => {
    const body = Buffer.alloc(MAX_UPSTREAM_ANSWER, "x");
    for (const head of [{ "content-length": String(body.length) }, {}]) {
      answer = (response) => void response.writeHead(200, head).end(body);
      expect((await send()).body.equals(body)).toBe(true);
    }
  });

  test("of a file's part ends with the longest part there is", async () => {
    answer = endless(MEGABYTE);
    await expect(send({ maxAnswer: 5 })).rejects.toThrow(UpstreamAnswerTooLong);
    answer = (response) => void response.end("12345");
    expect((await send({ maxAnswer: 5 })).body.toString()).toBe("12345");
  });

  test("in pieces of one byte is cut off long before they take the memory of an answer", async () => {
    answer = endless(Buffer.from("x"));
    await expect(send()).rejects.toThrow(UpstreamAnswerTooLong);
    await arrivals[0]!.cut;
    // Each comes with a frame of five bytes.
    expect(arrivals[0]!.sent()).toBeLessThan(6 * MAX_UPSTREAM_PIECES + 1024 * 1024);
  });

  test.each([400, 404, 500])("that refuses with status %i and does not end is read at its front", async (status) => {
    const front = JSON.stringify({ errors: { code: "AS-1302", title: "Bad" } });
    answer = (response) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.write(front.slice(0, -1));
      endlessBody(response);
    };
    const endlessBody = (response: ServerResponse): void => {
      const go = (): void => {
        while (!response.destroyed) if (!response.write(MEGABYTE)) return void response.once("drain", go);
      };
      go();
    };
    const got = await send();
    expect([got.status, got.body.length]).toEqual([status, MAX_UPSTREAM_ERROR]);
    expect(got.body.toString()).toContain("AS-1302");
    await arrivals[0]!.cut;
    expect(arrivals[0]!.sent()).toBeLessThan(MAX_UPSTREAM_ANSWER);
  });

  test("packed with gzip is not unpacked, so that nothing large comes out of little", async () => {
    const packed = gzipSync(Buffer.alloc(4 * MAX_UPSTREAM_ANSWER, "["), { level: 9 });
    answer = (response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(packed);
    expect((await send()).body.equals(packed)).toBe(true);
  });

  test("may follow one that was cut off on the same host", async () => {
    answer = endless(MEGABYTE);
    await expect(send()).rejects.toThrow(UpstreamAnswerTooLong);
    answer = (response) => void response.end("{}");
    expect((await send()).body.toString()).toBe("{}");
  });

  test("to a write that is too long leaves it open whether the write was made", async () => {
    const writer = createRestWriter(transport, Date.now);
    const write = { method: "POST", path: "tasks", target: "tasks", body: {}, aim: "" } as const;
    answer = endless(MEGABYTE);
    await expect(writer.send(write, upstream())).rejects.toThrow(WriteUnconfirmed);
    answer = (response) => void response.end(JSON.stringify({ tasks: nested(MAX_JSON_DEPTH + 1) }));
    const failure = writer.send(write, upstream());
    await expect(failure).rejects.toMatchObject({ extensions: { code: "UPSTREAM_INVALID_RESPONSE", outcome: "UNKNOWN" } });
    expect(arrivals).toHaveLength(2);
  });
});

test("of all answers on their way together the longest is cut off where they are too much, and no other", () => {
  const bodies = createArrivingBodies(MAX_UPSTREAM_ARRIVING);
  const cut: string[] = [];
  const add = (name: string) => bodies.add(() => void cut.push(name));
  const [small, large, other] = [add("small"), add("large"), add("other")];
  small.holds(1);
  large.holds(MAX_UPSTREAM_ARRIVING - 10);
  other.holds(9);
  expect(cut).toEqual([]);
  other.holds(10);
  expect(cut).toEqual(["large"]);
  // What it held is free again.
  other.holds(MAX_UPSTREAM_ARRIVING - 1);
  expect(cut).toEqual(["large"]);
  other.end();
  small.holds(MAX_UPSTREAM_ARRIVING);
  expect(cut).toEqual(["large"]);
});

const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth)) as unknown;

describe("JSON of Actionstep", () => {
  const lists = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  const objects = (depth: number): string => '{"a":'.repeat(depth) + "1" + "}".repeat(depth);

  test.each([
    ["lists", lists],
    ["objects", objects],
  ])("is read with %s as deep as the limit and no deeper", (_, made) => {
    expect(parsed(made(MAX_JSON_DEPTH))).toBeDefined();
    expect(parsed(made(MAX_JSON_DEPTH + 1))).toBeUndefined();
    for (const depth of [5_000, 100_000, 2_000_000]) expect(parsed(made(depth))).toBeUndefined();
  });

  test.each(["{}", "[]", "0", '"a"', '{"a":1}'])("with more of %s than any answer has is not made into objects", (value) => {
    const list = (count: number): string => `[${Array<string>(count).fill(value).join(",")}${" ".repeat(1024 * 1024)}]`;
    expect(parsed(list(MAX_JSON_VALUES / 3))).toHaveLength(MAX_JSON_VALUES / 3);
    expect(parsed(list(MAX_JSON_VALUES + 1))).toBeUndefined();
  });

  test("may have as many commas and brackets in its texts as people write", () => {
    const text = ',[{"\\'.repeat(MAX_JSON_VALUES);
    expect(parsed(JSON.stringify({ a: text, b: text + "\\" }))).toEqual({ a: text, b: text + "\\" });
  });
});

describe("an envelope", () => {
  const reader = createEnvelopeReader(resources.map(resourceOf), log);
  const matter = resourceOf(Matter);
  const rows = (count: number): object[] => Array.from({ length: count }, (_, id) => ({ id }));

  test("with more rows than any list that is asked for is refused", () => {
    expect(reader.read(matter, { actions: rows(MAX_ANSWER_ROWS) }).sent).toBe(MAX_ANSWER_ROWS);
    expect(() => reader.read(matter, { actions: rows(MAX_ANSWER_ROWS + 1) })).toThrow(UpstreamInvalidResponse);
  });

  test("with more side-loaded rows than could be meant is refused, whatever they are called", () => {
    const half = rows(MAX_LINKED_ROWS / 2);
    const body = (more: object[]): object => ({ actions: [], linked: { participants: half, unheardof: [...half, ...more] } });
    expect(reader.read(matter, body([])).linked).toHaveLength(half.length);
    expect(() => reader.read(matter, body([{ id: 1 }]))).toThrow(UpstreamInvalidResponse);
  });

  test.each<unknown>([1e300, -1, 1.5, 2 ** 53, 2 ** 31, "many", " ", true, {}, [], "-1", "1e9", "0x10"])(
    "that says of its list that it has %p rows is refused, and told at warn",
    (recordCount) => {
      const body = (): object => ({ actions: rows(1), meta: { paging: { actions: { recordCount, pageSize: 50 } } } });
      expect(() => reader.read(matter, body())).toThrow(UpstreamInvalidResponse);
      expect(log.lines).toMatchObject([{ level: "warn", resource: "actions" }]);
    },
  );

  test.each<unknown>([1e9, -200, 0.5, 1e300, "all"])("that says that its pages have %p rows is refused", (pageSize) => {
    const body = { actions: rows(1), meta: { paging: { actions: { recordCount: 7, pageSize } } } };
    expect(() => reader.read(matter, body)).toThrow(UpstreamInvalidResponse);
  });

  test.each<[unknown, number | undefined]>([
    [1234, 1234],
    ["1234", 1234],
    ["1,234,567", 1234567],
    [0, 0],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [null, undefined],
    ["", undefined],
  ])("that says %p is read as %p", (recordCount, read) => {
    const body = { actions: rows(1), meta: { paging: { actions: { recordCount, pageSize: 50 } } } };
    expect(reader.read(matter, body).recordCount).toBe(read);
  });
});
