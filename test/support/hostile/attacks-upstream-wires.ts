import { many } from "./attack-parts.js";
import {
  AWAY,
  body,
  bytes,
  changed,
  chunked,
  endless,
  head,
  megabytes,
  NO_ANSWER,
  odd,
  task,
  tasks,
  TOLERABLE,
  trickle,
  type Row,
} from "./troubles.js";

/** Rows that are hardly any. */
export const rows: readonly Row[] = [
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

/** What is hardly HTTP. */
export const wires: readonly Row[] = [
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

/** Statuses, and what comes with them. */
export const statuses: readonly Row[] = [
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
