import { gzipSync } from "node:zlib";
import type { Attack } from "./rig.js";
import type { WireRequest } from "./wire.js";
import { CLIENT_ERRORS, many, NOT_TAKEN, sent } from "./attack-parts.js";

const MEGABYTE = 1_000_000;

const raw = (
  name: string,
  sees: readonly string[],
  bytes: string | Buffer | (() => string | Buffer),
  timeout = 3_000,
): Attack => ({
  name,
  who: "anonymous",
  sees,
  send: (by) => by.raw(typeof bytes === "function" ? bytes() : bytes, timeout),
});

const query = JSON.stringify({ query: "{ __typename }" });
const persisted = (extension: unknown): WireRequest => ({ body: JSON.stringify({ extensions: { persistedQuery: extension } }) });
const KNOWN_AND_NOT = ["PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_SUPPORTED", ...NOT_TAKEN];

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
  ].map((body) => sent(`${JSON.stringify(body).slice(0, 60)} as a body`, [...NOT_TAKEN, "DATA"], { body })),
  sent("a body 400,000 levels deep", [...NOT_TAKEN], () => ({ body: `${"[".repeat(400_000)}${"]".repeat(400_000)}` })),
  sent("extensions 100,000 levels deep", [...NOT_TAKEN, "DATA"], () => ({
    body: `{"query":"{ __typename }","extensions":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
  })),
  sent("a body of 1.1 MB", CLIENT_ERRORS, () => ({
    body: JSON.stringify({ query: `{ __typename } #${"x".repeat(1_100_000)}` }),
  })),
  sent("bytes that are no UTF-8", [...NOT_TAKEN, "DATA"], {
    body: Buffer.concat([
      Buffer.from('{"query":"{ __typename } #'),
      Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
      Buffer.from('"}'),
    ]),
  }),
  sent("UTF-16", [...NOT_TAKEN, "DATA"], {
    body: Buffer.from(query, "utf16le"),
    headers: { "content-type": "application/json; charset=utf-16" },
  }),
  sent("a byte order mark", [...NOT_TAKEN, "DATA"], { body: `\ufeff${query}` }),
  sent("a charset nobody knows", [...NOT_TAKEN, "DATA"], {
    body: query,
    headers: { "content-type": "application/json; charset=x-nobody" },
  }),
  sent("a gzip that unpacks to 900 MB", NOT_TAKEN, () => ({
    body: gzipSync(Buffer.alloc(900 * MEGABYTE, 32), { level: 1 }).subarray(0, 900_000),
    headers: { "content-encoding": "gzip" },
  })),
  sent("a gzip of a good query", [...NOT_TAKEN, "DATA"], () => ({
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
    sent(`a good query as ${type.slice(0, 50)}`, [...NOT_TAKEN, "DATA"], { body: query, headers: { "content-type": type } }),
  ),
  sent("members named as JavaScript names its own", [...NOT_TAKEN, "DATA"], {
    body: '{"query":"{ __typename }","__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}',
  }),
  sent("an answer in a form nobody has", [...NOT_TAKEN, "DATA", "HTTP 406"], {
    body: query,
    headers: { accept: `${many(400, (i) => `application/x-${i};q=0.${i % 10}`, ",")}` },
  }),
  sent("an answer in parts", [...NOT_TAKEN, "DATA", "HTTP 406"], {
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
    [...NOT_TAKEN, "CUT"],
    () => `GET /graphql?query=${"x".repeat(MEGABYTE)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  ),
  raw(
    "50,000 headers",
    [...NOT_TAKEN, "CUT"],
    () => `GET /health/live HTTP/1.1\r\nHost: x\r\n${many(50_000, (i) => `X-${i}: y`, "\r\n")}\r\n\r\n`,
  ),
  raw(
    "a cookie of 15 KB",
    [...NOT_TAKEN, "HTTP 200", "CUT"],
    () =>
      `GET /auth/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${many(1_000, (i) => `asgw=${i}`, "; ")}\r\n\r\n`,
  ),
  raw(
    "pieces of a size beyond all numbers",
    [...NOT_TAKEN, "CUT"],
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n{}",
  ),
  raw(
    "a length of 2 GB",
    [...NOT_TAKEN, "CUT"],
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2147483648\r\n\r\n{",
  ),
  raw("10,000 requests on one connection, unread", ["HTTP 200", "CUT"], () =>
    "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".repeat(10_000),
  ),
  raw(
    "a wish for another protocol",
    [...NOT_TAKEN, "HTTP 200", "CUT"],
    "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
  ),
  raw(
    "a promise to send that is never kept",
    [...NOT_TAKEN, "CUT", "HTTP 100"],
    "POST /graphql HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n",
  ),
  sent("a query in an address, 12 KB long", [...NOT_TAKEN, "DATA"], {
    method: "GET",
    path: `/graphql?query=${encodeURIComponent(`{ ${many(300, (i) => `a${i}: __typename`)} }`)}`,
    headers: { "apollo-require-preflight": "1" },
  }),
  sent("variables in an address that are no JSON", NOT_TAKEN, {
    method: "GET",
    path: "/graphql?query=%7B__typename%7D&variables=%7B%7B",
    headers: { "apollo-require-preflight": "1" },
  }),
  sent("a mutation in an address", [...NOT_TAKEN, "OPERATION_RESOLUTION_FAILURE"], {
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
    sent(`${path} and 7,000 letters`, [...NOT_TAKEN, "HTTP 302", "HTTP 303", "HTTP 401", "HTTP 403", "HTTP 429"], {
      method: "GET",
      path: `${path}${"y".repeat(7_000)}`,
    }),
  ),
];

/** What is sent that is hardly HTTP or GraphQL, and what whoever sends it sees. */
export const httpAttacks: readonly Attack[] = [...bodies, ...queriesByHash, ...addresses];
