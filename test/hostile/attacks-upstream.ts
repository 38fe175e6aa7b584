import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Trouble } from "../support/hostile/front.js";
import type { Attack } from "../support/hostile/rig.js";
import { deep, many } from "./attack-parts.js";
import { body, bytes, changed, endless, head, task, tasks, trickle } from "./troubles.js";

const INVALID = ["UPSTREAM_INVALID_RESPONSE"];
const AWAY = ["UPSTREAM_UNAVAILABLE"];
const NO_ANSWER = [...INVALID, ...AWAY];
const TOLERABLE = [...INVALID, "DATA"];

const QUERY = `{ tasks(first: 2) { totalCount nodes { id restId name status dueTimestamp completeDuringStep isBillingHold actualHours matter { id name } } } }`;

const chunked = (size: string, content: string): string => `${size}\r\n${content}\r\n`;
const megabytes = (count: number, of = "x"): string => of.repeat((count * 1_000_000) / of.length);

/** A row with one value in place of what is known to be there. */
const odd = (member: string, value: string): string => tasks(`[{"id":1,"name":"A task","${member}":${value}},${task(2)}]`);

const bodies: readonly (readonly [string, readonly string[], Trouble])[] = [
  ["rows without end", INVALID, endless(`${head("Connection: close")}{"tasks":[`, `${task(1)},`)],
  ["one text without end", INVALID, endless(`${head("Connection: close")}{"tasks":[{"id":1,"name":"`, "endless")],
  ["spaces without end", INVALID, endless(head("Connection: close"), "  ")],
  ["rows without end, in pieces", INVALID, endless(`${head("Transfer-Encoding: chunked")}`, chunked("6", "[[[[[["))],
  ["headers without end", NO_ANSWER, endless("HTTP/1.1 200 OK\r\n", "X-Header: and another one\r\n")],
  ["one header without end", NO_ANSWER, endless("HTTP/1.1 200 OK\r\nX-Header: ", "and more")],
  ["a status without end", NO_ANSWER, endless("HTTP/1.1 200 ", "OK and more")],
  [
    "trailers without end",
    NO_ANSWER,
    endless(`${head("Transfer-Encoding: chunked", "Trailer: x")}${chunked("2", "{}")}0\r\n`, "X-Trailer: and another\r\n"),
  ],
  ["the size of a piece without end", NO_ANSWER, endless(head("Transfer-Encoding: chunked"), "0")],
  ["a comment on a piece without end", NO_ANSWER, endless(`${head("Transfer-Encoding: chunked")}5;`, "comment")],
  ["answers to wait for the answer without end", NO_ANSWER, endless("", "HTTP/1.1 100 Continue\r\n\r\n")],
  ["early hints without end", NO_ANSWER, endless("", "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n")],
  ["400,000 rows where two are asked for", INVALID, body(() => tasks(`[${many(400_000, (i) => task(i + 1), ",")}]`))],
  ["30,000 rows where two are asked for", INVALID, body(() => tasks(`[${many(30_000, (i) => task(i + 1), ",")}]`, "30000"))],
  ["300 rows where two are asked for", TOLERABLE, body(() => tasks(`[${many(300, (i) => task(i + 1), ",")}]`, "300"))],
  ["one text of 60 MB", INVALID, body(() => odd("name", `"${megabytes(60)}"`))],
  [
    "one text of 30 MB of characters of three bytes",
    [...INVALID, "ANSWER_TOO_LARGE"],
    body(() => odd("name", `"${megabytes(10, "日")}"`)),
  ],
  ["one text of 24 MB, all of it quoted", ["ANSWER_TOO_LARGE", ...INVALID], body(() => odd("name", `"${megabytes(24, '\\"')}"`))],
  ["a member with a name of 20 MB", TOLERABLE, body(() => odd(megabytes(20), "1"))],
  ["200,000 members in one row", TOLERABLE, body(() => tasks(`[{${many(200_000, (i) => `"m${i}":1`, ",")},"id":1},${task(2)}]`))],
  [
    "100,000 collections beside the rows",
    TOLERABLE,
    body(() => tasks(`[${task(1)}]`, "1", `,"linked":{${many(100_000, (i) => `"c${i}":[]`, ",")}}`)),
  ],
  [
    "200,000 people beside one row",
    TOLERABLE,
    body(() =>
      tasks(`[${task(1)}]`, "1", `,"linked":{"participants":[${many(200_000, (i) => `{"id":${i},"displayName":"P"}`, ",")}]}`),
    ),
  ],
  [
    "a link to 300,000 records",
    TOLERABLE,
    body(() => tasks(`[{"id":1,"links":{"action":[${many(300_000, String, ",")}]}}]`, "1")),
  ],
  ...[3_000, 100_000, 1_000_000].flatMap((levels): readonly (readonly [string, readonly string[], Trouble])[] => [
    [`lists ${levels} deep`, INVALID, body(() => deep(levels, "[", "", "]"))],
    [`lists ${levels} deep for a name`, TOLERABLE, body(() => odd("name", deep(levels, "[", "", "]")))],
    [`objects ${levels} deep for an id`, TOLERABLE, body(() => tasks(`[{"id":${deep(levels, '{"id":', "1", "}")}},${task(2)}]`))],
    [
      `objects ${levels} deep for the links`,
      TOLERABLE,
      body(() => tasks(`[{"id":1,"links":${deep(levels, '{"action":', '"1"', "}")}},${task(2)}]`)),
    ],
    [
      `objects ${levels} deep beside the rows`,
      TOLERABLE,
      body(() => tasks(`[${task(1)}]`, "1", `,"linked":${deep(levels, '{"participants":', "[]", "}")}`)),
    ],
    [`errors ${levels} deep`, NO_ANSWER, body(() => `{"errors":${deep(levels, '[{"detail":', '"x"', "}]")}}`, {}, 500)],
  ]),
  ...[
    "1e300",
    "-1",
    "NaN",
    `"x"`,
    "null",
    "[]",
    "{}",
    "1e15",
    "9007199254740993",
    `"2"`,
    "true",
    "1.5",
    "1e999",
    "-1e999",
    `"1e300"`,
    `"Infinity"`,
    "2147483648",
  ].map((count) => [`a list of ${count} rows`, TOLERABLE, body(tasks(`[${task(1)},${task(2)}]`, count))] as const),
  ...["0", "-5", "1e300", "0.0001", `"NaN"`, "[2]"].map(
    (size) =>
      [
        `pages of ${size} rows`,
        TOLERABLE,
        body(tasks(`[${task(1)},${task(2)}]`).replace(`"pageSize":2`, `"pageSize":${size}`)),
      ] as const,
  ),
  ["no JSON of 30 MB", INVALID, body(() => megabytes(30, "{]"))],
  ...(
    [
      "null",
      "[]",
      "1",
      `""`,
      "true",
      "{}",
      `{"tasks":null}`,
      `{"tasks":"x"}`,
      `{"tasks":[[[1]]]}`,
      `{"tasks":[null,1,"x"]}`,
      " ",
      "",
      "\ufeff{}",
      `{"meta":{"paging":[]}}`,
      `{"tasks":[{}]}`,
      `{"tasks":[{"id":null}]}`,
    ] as const
  ).map((text) => [`${JSON.stringify(text)} for an answer`, TOLERABLE, body(text)] as const),
  [
    "a page for people, with status 200",
    INVALID,
    body("<html><script>alert(1)</script>Sign in</html>", { "content-type": "text/html" }),
  ],
  [
    "a page of 30 MB for people, with status 503",
    AWAY,
    body(() => `<html>${megabytes(30)}</html>`, { "content-type": "text/html" }, 503),
  ],
  ["JSON said to be a page for people", INVALID, body(tasks("[]"), { "content-type": "text/html" })],
  ["JSON in UTF-16", INVALID, body(Buffer.from(tasks(`[${task(1)}]`), "utf16le"))],
  [
    "bytes that are no UTF-8",
    TOLERABLE,
    body(
      Buffer.concat([
        Buffer.from(`{"tasks":[{"id":1,"name":"`),
        Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
        Buffer.from(`"}],"meta":{"paging":{"tasks":{"recordCount":1}}}}`),
      ]),
    ),
  ],
  [
    "a gzip that unpacks to 80 MB",
    INVALID,
    body(() => gzipSync(Buffer.alloc(80_000_000, 32), { level: 1 }), { "content-encoding": "gzip" }),
  ],
  [
    "a brotli that unpacks to 80 MB",
    INVALID,
    body(() => brotliCompressSync(Buffer.alloc(80_000_000, 32), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }), {
      "content-encoding": "br",
    }),
  ],
  [
    "an answer said to be gzip ten times over",
    INVALID,
    body(() => gzipSync(tasks("[]")), { "content-encoding": "gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip" }),
  ],
  ["an answer said to be packed in a way nobody knows", TOLERABLE, body(tasks("[]"), { "content-encoding": "x-unknown" })],
];

const rows: readonly (readonly [string, readonly string[], Trouble])[] = [
  ["the same row twice", TOLERABLE, body(tasks(`[${task(1)},${task(1)}]`))],
  ...[
    `"../../users"`,
    `"1,2,3"`,
    `"\\u0000"`,
    "1e21",
    "-1",
    "1.5",
    "true",
    "{}",
    "[1]",
    `"__proto__"`,
    `"constructor"`,
    `""`,
    `" "`,
    `"\\ud800"`,
    `"*"`,
    `"${"9".repeat(200_000)}"`,
    "9".repeat(400),
  ].map((id) => [`a row with the id ${id.slice(0, 30)}`, TOLERABLE, body(tasks(`[${task(id)},${task(2)}]`))] as const),
  ...[
    `"1,2,3"`,
    `"../users/1"`,
    `"*"`,
    `[["1"]]`,
    `{"id":"1"}`,
    "1e300",
    "true",
    `"${"1,".repeat(50_000)}1"`,
    `"a?b=c&d#e"`,
    `"\\u0000"`,
    `""`,
    "[]",
    `[null]`,
    `"__proto__"`,
  ].map(
    (link) =>
      [
        `a link to ${link.slice(0, 30)}`,
        [...TOLERABLE, ...AWAY, "NOT_FOUND", "FORBIDDEN"],
        body(tasks(`[{"id":1,"name":"A","links":{"action":${link}}},${task(2)}]`)),
      ] as const,
  ),
  ...(["name", "status", "dueTimestamp", "completeDuringStep", "isBillingHold", "actualHours"] as const).flatMap((member) =>
    ["null", "{}", "[[]]", "1e300", `"${"z".repeat(500_000)}"`, "true", "-0", `"\\ud800"`, "9007199254740993"].map(
      (value) => [`${value.slice(0, 20)} for ${member}`, TOLERABLE, body(odd(member, value))] as const,
    ),
  ),
  [
    "members named as JavaScript names its own",
    TOLERABLE,
    body(
      tasks(
        `[{"__proto__":{"id":9},"constructor":{"prototype":{}},"toString":1,"hasOwnProperty":0,"id":1,"name":"A","links":{"__proto__":"1","action":"1"}}]`,
        "1",
      ),
    ),
  ],
  [
    "an envelope of such members",
    TOLERABLE,
    body(`{"__proto__":{"tasks":[]},"constructor":[],"tasks":[${task(1)}],"linked":{"__proto__":[{"id":1}]}}`),
  ],
  ["200 rows that each lack their id", TOLERABLE, changed((text) => text.replaceAll(/"id":\d+,/g, ""))],
  [
    "every number as a text and every text as a number",
    TOLERABLE,
    changed((text) => text.replaceAll(/":"[^"]*"/g, `":7`).replaceAll(/"id":(\d+)/g, `"id":"$1"`)),
  ],
];

const wires: readonly (readonly [string, readonly string[], Trouble])[] = [
  ...[0, 5, 17, 40, 70].map(
    (at) => [`a connection cut after ${at} bytes`, NO_ANSWER, bytes(head("Content-Length: 100").slice(0, at))] as const,
  ),
  ["a connection cut after half the body", NO_ANSWER, bytes(`${head("Content-Length: 1000")}${tasks("[]")}`)],
  ["a connection cut within a piece", NO_ANSWER, bytes(`${head("Transfer-Encoding: chunked")}ff\r\n{"tasks":[`)],
  [
    "a connection cut before the last piece",
    NO_ANSWER,
    bytes(`${head("Transfer-Encoding: chunked")}${chunked(tasks("[]").length.toString(16), tasks("[]"))}`),
  ],
  ["a body that ends with its connection, half way", NO_ANSWER, bytes(`${head("Connection: close")}${tasks("[]").slice(0, 20)}`)],
  ["fewer bytes than it has", NO_ANSWER, bytes(`${head("Content-Length: 5")}${tasks("[]")}`)],
  ["two GB said, and little of it sent", NO_ANSWER, bytes(`${head("Content-Length: 2147483648")}{"tasks":[`)],
  ["a length beyond all numbers", NO_ANSWER, bytes(`${head("Content-Length: 99999999999999999999")}{}`)],
  ["a length of -1", NO_ANSWER, bytes(`${head("Content-Length: -1")}{}`)],
  ["a length that is none", NO_ANSWER, bytes(`${head("Content-Length: many")}{}`)],
  ["two lengths", NO_ANSWER, bytes(`${head("Content-Length: 2", "Content-Length: 3")}{}`)],
  [
    "a length and pieces",
    [...NO_ANSWER, "DATA"],
    bytes(`${head("Content-Length: 2", "Transfer-Encoding: chunked")}${chunked("2", "{}")}0\r\n\r\n`),
  ],
  ["a piece of a size that is none", NO_ANSWER, bytes(`${head("Transfer-Encoding: chunked")}zz\r\n{}\r\n`)],
  ["a piece of a size beyond all numbers", NO_ANSWER, bytes(`${head("Transfer-Encoding: chunked")}FFFFFFFFFFFFFFFFF\r\n{}`)],
  ["a piece of a negative size", NO_ANSWER, bytes(`${head("Transfer-Encoding: chunked")}-2\r\n{}\r\n`)],
  ["one byte every 50 ms", NO_ANSWER, trickle(`${head("Content-Length: 10000000")}{"tasks":[`, 50)],
  ["one byte of the head every 50 ms", NO_ANSWER, trickle("HTTP/1.1 200 OK\r\nX-Slow: ", 50)],
  ["no HTTP", NO_ANSWER, bytes("SSH-2.0-OpenSSH_9.2\r\n")],
  ["HTTP of another time", NO_ANSWER, bytes("HTTP/0.9 200 OK\r\n\r\n{}")],
  ["HTTP/2 without being asked", NO_ANSWER, bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")],
  ["a status of 99", NO_ANSWER, bytes("HTTP/1.1 099 What\r\nContent-Length: 2\r\n\r\n{}")],
  ["a status of 999", NO_ANSWER, bytes("HTTP/1.1 999 What\r\nContent-Length: 2\r\n\r\n{}")],
  [
    "a switch to another protocol",
    NO_ANSWER,
    bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
  ],
  [
    "a header with line breaks and nothing",
    NO_ANSWER,
    bytes("HTTP/1.1 200 OK\r\nX: a\u0000b\r\n c\r\nContent-Length: 2\r\n\r\n{}"),
  ],
  [
    "another answer right behind the first",
    [...TOLERABLE, ...AWAY],
    bytes(`${head(`Content-Length: ${tasks("[]").length}`)}${tasks("[]")}${head("Content-Length: 14")}{"stray":"yes"}`, {
      end: false,
    }),
  ],
  ["a text said to be nothing", [...TOLERABLE, ...AWAY], bytes(`HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello`)],
  ["a part of what was asked for", TOLERABLE, body(tasks("[]"), { "content-range": "bytes 0-1/99" }, 206)],
  [
    "100 cookies",
    TOLERABLE,
    body(tasks("[]"), { "set-cookie": "a=b; Domain=localhost", "alt-svc": 'h2="evil.example:443"', "clear-site-data": '"*"' }),
  ],
];

const statuses: readonly (readonly [string, readonly string[], Trouble])[] = [
  ["a way elsewhere", NO_ANSWER, body("", { location: "http://127.0.0.1:9/elsewhere" }, 302)],
  [
    "a way in a circle",
    NO_ANSWER,
    async (request, response, real) => body("", { location: request.url! }, 307)(request, response, real),
  ],
  ["a way that is none", NO_ANSWER, body("", { location: "javascript:alert(1)" }, 301)],
  ["several choices", NO_ANSWER, body("", {}, 300)],
  ["nothing new", NO_ANSWER, body("", {}, 304)],
  [
    "100,000 errors in an answer that is well",
    [...NO_ANSWER, "BAD_USER_INPUT", "FORBIDDEN", "NOT_FOUND"],
    body(() => `{"errors":[${many(100_000, (i) => `{"code":"AS-1","status":"400","title":"${"t".repeat(50)}${i}"}`, ",")}]}`),
  ],
  [
    "an error with a title of 20 MB",
    [...NO_ANSWER, "BAD_USER_INPUT"],
    body(() => `{"errors":{"code":"AS-1300","title":"${megabytes(20)}","detail":{"a":[]}}}`, {}, 400),
  ],
  ["a refusal of 50 MB", [...NO_ANSWER, "BAD_USER_INPUT"], body(() => megabytes(50, "no "), {}, 400)],
  [
    "a missing record that goes on without end",
    [...NO_ANSWER, "NOT_FOUND"],
    endless("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n", "not found "),
  ],
  [
    "a failure of its own without end",
    NO_ANSWER,
    endless("HTTP/1.1 500 Oh\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n", `{"errors":[`),
  ],
  [
    "a failure that speaks of the token",
    [...NO_ANSWER, "FORBIDDEN"],
    (request, response, real) =>
      body(`{"errors":{"title":"Bearer ${request.headers.authorization} is not good","code":"AS-1"}}`, {}, 403)(
        request,
        response,
        real,
      ),
  ],
];

const pauses: readonly (readonly [string, string, boolean])[] = [
  ["for ever", "1000000000000", true],
  ["for longer than there are numbers", "9".repeat(400), true],
  ["until the year 9999", "Fri, 31 Dec 9999 23:59:59 GMT", true],
  ["until long ago", "Wed, 21 Oct 2015 07:28:00 GMT", false],
  ["of a negative length", "-5", false],
  ["of no length", "0", false],
  ["of a length that is none", "soon, I promise", false],
  ["of nothing", "", false],
  ["of a broken second", "0.5", false],
];

/** While this befalls Actionstep, somebody asks for two tasks, several times at once where that is said. */
const befallen = (name: string, sees: readonly string[], trouble: Trouble, atOnce = 1): Attack => ({
  name,
  who: "signed in",
  sees,
  async send(by) {
    const end = by.front.befall(trouble, ({ url }) => url!.includes("/rest/tasks"));
    try {
      return await Promise.all(
        Array.from({ length: atOnce }, (_, i) =>
          by.post({ query: atOnce === 1 ? QUERY : QUERY.replace("first: 2", `first: ${i + 2}`) }),
        ),
      );
    } finally {
      end();
    }
  },
});

/** What Actionstep may do, and what somebody who asks for tasks sees. */
export const upstreamAttacks: readonly Attack[] = [
  ...[...bodies, ...rows, ...wires, ...statuses].map(([name, sees, trouble]) => befallen(name, sees, trouble)),
  befallen(
    "rows without end, for 20 at once",
    [...NO_ANSWER, "RATE_LIMITED"],
    endless(`${head("Connection: close")}{"tasks":[`, `${task(1)},`),
    20,
  ),
  befallen(
    "40 MB each, for 20 at once",
    [...NO_ANSWER, "RATE_LIMITED", "ANSWER_TOO_LARGE"],
    body(() => tasks(`[${many(300_000, (i) => task(i + 1), ",")}]`)),
    20,
  ),
  befallen(
    "a text of 3 MB each, for 40 at once",
    [...TOLERABLE, ...AWAY, "RATE_LIMITED"],
    body(() => odd("name", `"${megabytes(3)}"`)),
    40,
  ),
  ...pauses.map(([what, retryAfter, isLong]) => ({
    ...befallen(`a wish for a pause ${what}`, ["RATE_LIMITED"], body("{}", { "retry-after": retryAfter }, 429)),
    ...(isLong && { pauses: true as const }),
  })),
];
