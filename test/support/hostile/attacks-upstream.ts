import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Trouble } from "./front.js";
import type { Attack } from "./rig.js";
import { deep, many } from "./attack-parts.js";
import { rows, statuses, wires } from "./attacks-upstream-wires.js";
import {
  AWAY,
  body,
  chunked,
  endless,
  head,
  INVALID,
  megabytes,
  NO_ANSWER,
  odd,
  task,
  tasks,
  TOLERABLE,
  type Row,
} from "./troubles.js";

const QUERY = `{ tasks(first: 2) { totalCount nodes { id restId name status dueTimestamp completeDuringStep isBillingHold actualHours matter { id name } } } }`;

const bodies: readonly Row[] = [
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
  ["30,000 rows where two are asked for", INVALID, body(() => tasks(`[${many(30_000, (i) => task(i + 1), ",")}]`, "30000"))],
  ["300 rows where two are asked for", TOLERABLE, body(() => tasks(`[${many(300, (i) => task(i + 1), ",")}]`, "300"))],
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
  ...[3_000, 100_000, 1_000_000].flatMap((levels): readonly Row[] => [
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
    "an answer said to be gzip ten times over",
    INVALID,
    body(() => gzipSync(tasks("[]")), { "content-encoding": "gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip" }),
  ],
  ["an answer said to be packed in a way nobody knows", TOLERABLE, body(tasks("[]"), { "content-encoding": "x-unknown" })],
];

/** Answers that take a while to arrive and to be looked at. */
const heavyBodies: readonly Row[] = [
  ["400,000 rows where two are asked for", INVALID, body(() => tasks(`[${many(400_000, (i) => task(i + 1), ",")}]`))],
  ["one text of 60 MB", INVALID, body(() => odd("name", `"${megabytes(60)}"`))],
  [
    "one text of 30 MB of characters of three bytes",
    [...INVALID, "ANSWER_TOO_LARGE"],
    body(() => odd("name", `"${megabytes(10, "日")}"`)),
  ],
  ["one text of 24 MB, all of it quoted", ["ANSWER_TOO_LARGE", ...INVALID], body(() => odd("name", `"${megabytes(24, '\\"')}"`))],
  ["a member with a name of 20 MB", TOLERABLE, body(() => odd(megabytes(20), "1"))],
  ["no JSON of 30 MB", INVALID, body(() => megabytes(30, "{]"))],
  [
    "a page of 30 MB for people, with status 503",
    AWAY,
    body(() => `<html>${megabytes(30)}</html>`, { "content-type": "text/html" }, 503),
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

/** What Actionstep may do that is much at once, and what somebody who asks for tasks sees. */
export const heavyAttacks: readonly Attack[] = [
  ...heavyBodies.map(([name, sees, trouble]) => befallen(name, sees, trouble)),
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
];

/** What else Actionstep may do. */
export const upstreamAttacks: readonly Attack[] = [
  ...[...bodies, ...rows, ...wires, ...statuses].map(([name, sees, trouble]) => befallen(name, sees, trouble)),
  ...pauses.map(([what, retryAfter, isLong]) => ({
    ...befallen(`a wish for a pause ${what}`, ["RATE_LIMITED"], body("{}", { "retry-after": retryAfter }, 429)),
    ...(isLong && { pauses: true as const }),
  })),
];
