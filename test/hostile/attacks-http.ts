import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { Attack, Sender } from "../support/hostile/rig.js";
import type { WireRequest } from "../support/hostile/wire.js";
import { flood, many } from "./attack-parts.js";

const CLIENT_ERRORS = [
  "BAD_REQUEST",
  "HTTP 400",
  "HTTP 404",
  "HTTP 405",
  "HTTP 411",
  "HTTP 413",
  "HTTP 414",
  "HTTP 415",
  "HTTP 431",
  "HTTP 408",
];
const REFUSED = [
  ...CLIENT_ERRORS,
  "FORBIDDEN",
  "UNAUTHENTICATED",
  "BAD_USER_INPUT",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
];
const MEGABYTE = 1_000_000;

const sent = (
  name: string,
  sees: readonly string[],
  request: WireRequest | (() => WireRequest),
  who: Attack["who"] = "anonymous",
): Attack => ({
  name,
  who,
  sees,
  send: (by) => by.send(typeof request === "function" ? request() : request),
});

const raw = (
  name: string,
  sees: readonly string[],
  bytes: string | Buffer | (() => string | Buffer),
  patience = 3_000,
): Attack => ({
  name,
  who: "anonymous",
  sees,
  send: (by) => by.raw(typeof bytes === "function" ? bytes() : bytes, patience),
});

const query = JSON.stringify({ query: "{ __typename }" });
const persisted = (extension: unknown): WireRequest => ({ body: JSON.stringify({ extensions: { persistedQuery: extension } }) });
const KNOWN_AND_NOT = ["PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_SUPPORTED", ...REFUSED];

const bodies: readonly Attack[] = [
  sent("1,000 requests in one", CLIENT_ERRORS, () => ({ body: JSON.stringify(Array(1_000).fill({ query: "{ __typename }" })) })),
  sent("no request in one", CLIENT_ERRORS, { body: "[]" }),
  ...[
    "",
    "null",
    "true",
    "7",
    '"query"',
    "{",
    "{}",
    '{"query":null}',
    '{"query":{}}',
    '{"query":["{ __typename }"]}',
    '{"query":""}',
    `{"query":"{ __typename }","operationName":{}}`,
    `{"query":"{ __typename }","extensions":[]}`,
    `{"query":"{ __typename }","variables":null,"extensions":"x"}`,
  ].map((body) => sent(`${JSON.stringify(body).slice(0, 60)} as a body`, [...REFUSED, "DATA"], { body })),
  sent("a body 400,000 levels deep", [...REFUSED], () => ({ body: `${"[".repeat(400_000)}${"]".repeat(400_000)}` })),
  sent("extensions 100,000 levels deep", [...REFUSED, "DATA"], () => ({
    body: `{"query":"{ __typename }","extensions":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
  })),
  sent("a body of 1.1 MB", CLIENT_ERRORS, () => ({
    body: JSON.stringify({ query: `{ __typename } #${"x".repeat(1_100_000)}` }),
  })),
  sent("bytes that are no UTF-8", [...REFUSED, "DATA"], {
    body: Buffer.concat([
      Buffer.from('{"query":"{ __typename } #'),
      Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
      Buffer.from('"}'),
    ]),
  }),
  sent("UTF-16", [...REFUSED, "DATA"], {
    body: Buffer.from(query, "utf16le"),
    headers: { "content-type": "application/json; charset=utf-16" },
  }),
  sent("a byte order mark", [...REFUSED, "DATA"], { body: `\ufeff${query}` }),
  sent("a charset nobody knows", [...REFUSED, "DATA"], {
    body: query,
    headers: { "content-type": "application/json; charset=x-nobody" },
  }),
  sent("a gzip that unpacks to 900 MB", REFUSED, () => ({
    body: gzipSync(Buffer.alloc(900 * MEGABYTE, 32), { level: 1 }).subarray(0, 900_000),
    headers: { "content-encoding": "gzip" },
  })),
  sent("a gzip of a good query", [...REFUSED, "DATA"], () => ({
    body: gzipSync(query),
    headers: { "content-encoding": "gzip" },
  })),
  ...[
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    ";;;",
    "application/graphql",
    `application/json; x=${"y".repeat(7_000)}`,
    "application/json, text/html",
  ].map((type) =>
    sent(`a good query as ${type.slice(0, 50)}`, [...REFUSED, "DATA"], { body: query, headers: { "content-type": type } }),
  ),
  sent("members named as JavaScript names its own", [...REFUSED, "DATA"], {
    body: '{"query":"{ __typename }","__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}',
  }),
  sent("an answer in a form nobody has", [...REFUSED, "DATA", "HTTP 406"], {
    body: query,
    headers: { accept: `${many(400, (i) => `application/x-${i};q=0.${i % 10}`, ",")}` },
  }),
  sent("an answer in parts", [...REFUSED, "DATA", "HTTP 406"], {
    body: JSON.stringify({ query: "{ __typename ... @defer { a: __typename } }" }),
    headers: { accept: "multipart/mixed; deferSpec=20220824" },
  }),
];

const queriesByHash: readonly Attack[] = [
  sent("a persisted query with a hash nobody sent", KNOWN_AND_NOT, persisted({ version: 1, sha256Hash: "0".repeat(64) })),
  sent("a persisted query with a hash in capitals", KNOWN_AND_NOT, persisted({ version: 1, sha256Hash: "AB".repeat(32) })),
  sent("a persisted query without a hash", KNOWN_AND_NOT, persisted({ version: 1 })),
  sent("a persisted query with a hash of 900,000 letters", KNOWN_AND_NOT, () =>
    persisted({ version: 1, sha256Hash: "e".repeat(900_000) }),
  ),
  sent("a persisted query with a number for a hash", KNOWN_AND_NOT, persisted({ version: 1, sha256Hash: 7 })),
  sent("a persisted query with a list for a hash", KNOWN_AND_NOT, persisted({ version: 1, sha256Hash: [["x"]] })),
  sent(
    "a persisted query of another version",
    KNOWN_AND_NOT,
    persisted({ version: "x".repeat(100_000), sha256Hash: "0".repeat(64) }),
  ),
  sent("a persisted query that is a text", KNOWN_AND_NOT, persisted("persisted")),
  sent("a persisted query that is null", [...KNOWN_AND_NOT, "DATA"], persisted(null)),
  sent("a persisted query with the hash of another text", KNOWN_AND_NOT, {
    body: JSON.stringify({ query: "{ __typename }", extensions: { persistedQuery: { version: 1, sha256Hash: "1".repeat(64) } } }),
  }),
  sent("a persisted query with a hash named __proto__", KNOWN_AND_NOT, persisted({ version: 1, sha256Hash: "__proto__" })),
];

const addresses: readonly Attack[] = [
  raw(
    "an address of 1 MB",
    [...REFUSED, "CUT"],
    () => `GET /graphql?query=${"x".repeat(MEGABYTE)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  ),
  raw(
    "50,000 headers",
    [...REFUSED, "CUT"],
    () => `GET /health/live HTTP/1.1\r\nHost: x\r\n${many(50_000, (i) => `X-${i}: y`, "\r\n")}\r\n\r\n`,
  ),
  raw(
    "a cookie of 15 KB",
    [...REFUSED, "HTTP 200", "CUT"],
    () =>
      `GET /auth/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${many(1_000, (i) => `asgw=${i}`, "; ")}\r\n\r\n`,
  ),
  raw(
    "pieces of a size beyond all numbers",
    [...REFUSED, "CUT"],
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n{}",
  ),
  raw(
    "a length of 2 GB",
    [...REFUSED, "CUT"],
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2147483648\r\n\r\n{",
  ),
  raw("10,000 requests on one connection, unread", ["HTTP 200", "CUT"], () =>
    "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".repeat(10_000),
  ),
  raw(
    "a wish for another protocol",
    [...REFUSED, "HTTP 200", "CUT"],
    "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
  ),
  raw(
    "a promise to send that is never kept",
    [...REFUSED, "CUT", "HTTP 100"],
    "POST /graphql HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n",
  ),
  sent("a query in an address, 12 KB long", [...REFUSED, "DATA"], {
    method: "GET",
    path: `/graphql?query=${encodeURIComponent(`{ ${many(300, (i) => `a${i}: __typename`)} }`)}`,
    headers: { "apollo-require-preflight": "1" },
  }),
  sent("variables in an address that are no JSON", REFUSED, {
    method: "GET",
    path: "/graphql?query=%7B__typename%7D&variables=%7B%7B",
    headers: { "apollo-require-preflight": "1" },
  }),
  sent("a mutation in an address", [...REFUSED, "OPERATION_RESOLUTION_FAILURE"], {
    method: "GET",
    path: "/graphql?query=mutation%7BdeleteTask(input%3A%7Bid%3A1%7D)%7BdeletedId%7D%7D",
    headers: { "apollo-require-preflight": "1" },
  }),
  ...[
    "/auth/callback?code=x&state=",
    "/auth/connect?scope=",
    "/auth/connect?return_to=",
    "/documents/",
    "/files/x",
    "/assets/",
    "/auth/sessions/",
  ].map((path) =>
    sent(`${path} and 7,000 letters`, [...REFUSED, "HTTP 302", "HTTP 303", "HTTP 401", "HTTP 403", "HTTP 429"], {
      method: "GET",
      path: `${path}${"y".repeat(7_000)}`,
    }),
  ),
];

const BOUNDARY = "multipart/form-data; boundary=";
const part = (name: string, more = ""): string => `Content-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
const form = (name: string, body: string | (() => string), type = `${BOUNDARY}b`): Attack =>
  sent(
    name,
    [...REFUSED, "RATE_LIMITED", "HTTP 201"],
    () => ({
      path: "/files",
      headers: { "content-type": type, "x-csrf": "1" },
      body: typeof body === "function" ? body() : body,
    }),
    "signed in",
  );

const forms: readonly Attack[] = [
  sent("a form from nobody, in parts divided by 300 letters", REFUSED, {
    path: "/files",
    headers: { "content-type": `${BOUNDARY}${"b".repeat(300)}`, "x-csrf": "1" },
    body: "--x",
  }),
  form("a form in parts divided by 300 letters", `--${"b".repeat(300)}\r\n`, `${BOUNDARY}${"b".repeat(300)}`),
  form("a form in parts divided by nothing", "--\r\n", BOUNDARY),
  form("a form of 20,000 fields", () => `${many(20_000, (i) => `--b\r\n${part(`f${i}`)}x`, "\r\n")}\r\n--b--\r\n`),
  form("a form with a header of 2 MB", () => `--b\r\nX: ${"y".repeat(2 * MEGABYTE)}\r\n\r\nx\r\n--b--\r\n`),
  form("a form with a field of 5 MB", () => `--b\r\n${part("name")}${"z".repeat(5 * MEGABYTE)}\r\n--b--\r\n`),
  form(
    "a form with 300 files",
    () => `${many(300, (i) => `--b\r\n${part("file", `; filename="${i}.txt"`)}x`, "\r\n")}\r\n--b--\r\n`,
  ),
  form("a file with a name of 1 MB", () => `--b\r\n${part("file", `; filename="${"n".repeat(MEGABYTE)}.txt"`)}x\r\n--b--\r\n`),
  form("a form that is no form", "this is no form"),
  form("a form that ends in its first line", "--b"),
  sent(
    "3,000 ranges of one file",
    [...REFUSED, "NOT_FOUND", "HTTP 200", "HTTP 206", "HTTP 416"],
    { method: "GET", path: "/documents/1/content", headers: { range: `bytes=${many(1_500, (i) => `${i}-${i}`, ",")}` } },
    "signed in",
  ),
];

/** Opens connections that begin something and never end it; the rest is done meanwhile. */
const holding =
  (count: number, bytes: string, more?: string) =>
  async (by: Sender, meanwhile: () => Promise<unknown>): Promise<void> => {
    const { port, hostname } = new URL(by.url);
    const text = bytes.replace("COOKIE", by.headers["cookie"] === undefined ? "" : `Cookie: ${by.headers["cookie"]}\r\n`);
    const sockets: Socket[] = Array.from({ length: count }, () => {
      const socket = connect(Number(port), hostname, () => socket.write(text));
      // Nothing that comes back is read.
      return socket.on("error", () => undefined).pause();
    });
    const timer =
      more === undefined ? undefined : setInterval(() => sockets.forEach((socket) => socket.writable && socket.write(more)), 200);
    try {
      await meanwhile();
    } finally {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    }
  };

const BIG = JSON.stringify({ query: `{ timeEntries(first: 1000) { nodes { ${many(60, (i) => `a${i}: description`)} } } }` });
const asked = (body: string): string =>
  `POST /graphql HTTP/1.1\r\nHost: x\r\nCOOKIEContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const held = (
  name: string,
  who: Attack["who"],
  count: number,
  bytes: string,
  { more, ms = 2_500 }: { more?: string; ms?: number } = {},
): Attack => ({
  name,
  who,
  sees: ["DATA"],
  async send(by) {
    const hold = holding(count, bytes, more);
    let answer;
    await hold(by, async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      answer = await by.post({ query: "{ __typename }" });
    });
    return answer!;
  },
});

const slow: readonly Attack[] = [
  held(
    "a query is answered while 400 others send a header a word at a time",
    "anonymous",
    400,
    "POST /graphql HTTP/1.1\r\nHost: x\r\n",
    { more: "X: y\r\n" },
  ),
  held(
    "a query is answered while 300 others send a body a letter at a time",
    "anonymous",
    300,
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n",
    { more: "[" },
  ),
  held(
    "a query is answered while 60 others upload a letter at a time",
    "signed in",
    60,
    `POST /files HTTP/1.1\r\nHost: x\r\nCOOKIEx-csrf: 1\r\nContent-Type: ${BOUNDARY}b\r\nContent-Length: 100000\r\n\r\n--b\r\n${part("file", '; filename="a.txt"')}`,
    { more: "a" },
  ),
  held("a query is answered while 40 others do not read answers of several MB", "signed in", 40, asked(BIG), { ms: 6_000 }),
  held(
    "a query is answered while 20 others do not read the schema",
    "anonymous",
    20,
    asked(JSON.stringify({ query: "{ __schema { types { name fields { name args { name } type { name } } } } }" })),
    { ms: 4_000 },
  ),
  held(
    "a query is answered while one connection sends 200 queries and reads none",
    "signed in",
    1,
    asked(JSON.stringify({ query: "{ tasks(first: 200) { nodes { id name description } } }" })).repeat(200),
    { ms: 5_000 },
  ),
  held(
    "a query is answered after 300 people have left before their answers",
    "signed in",
    300,
    asked(
      JSON.stringify({
        query:
          "{ matters(first: 60) { nodes { name tasks(first: 20) { nodes { name timeEntries(first: 5) { nodes { description } } } } } } }",
      }),
    ),
    { ms: 300 },
  ),
  flood(
    "signed in",
    "300 usual queries, each on a connection that is cut as soon as it is asked",
    ["DATA", "CUT"],
    { count: 300, atOnce: 30 },
    (by) => by.raw(asked(JSON.stringify({ query: "{ tasks(first: 50) { nodes { name } } }" })), 20),
  ),
];

/** What is sent that is hardly HTTP or GraphQL, and what whoever sends it sees. */
export const httpAttacks: readonly Attack[] = [...bodies, ...queriesByHash, ...addresses, ...forms, ...slow];
