import { connect, type Socket } from "node:net";
import type { Attack, Sender } from "../support/hostile/rig.js";
import { flood, many, NOT_TAKEN, sent } from "./attack-parts.js";

const MEGABYTE = 1_000_000;

const BOUNDARY = "multipart/form-data; boundary=";
const part = (name: string, more = ""): string => `Content-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
const form = (name: string, body: string | (() => string), type = `${BOUNDARY}b`): Attack =>
  sent(
    name,
    [...NOT_TAKEN, "RATE_LIMITED", "HTTP 201"],
    () => ({
      path: "/files",
      headers: { "content-type": type, "x-csrf": "1" },
      body: typeof body === "function" ? body() : body,
    }),
    "signed in",
  );

const forms: readonly Attack[] = [
  sent("a form from nobody, in parts divided by 300 letters", NOT_TAKEN, {
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
    [...NOT_TAKEN, "NOT_FOUND", "HTTP 200", "HTTP 206", "HTTP 416"],
    { method: "GET", path: "/documents/1/content", headers: { range: `bytes=${many(1_500, (i) => `${i}-${i}`, ",")}` } },
    "signed in",
  ),
];

const refusedForm = `--b\r\n${part("name")}${"z".repeat(2_000_000)}\r\n--b--\r\n`;

const behind: Attack = {
  name: "a question behind a form that is refused, which is answered or knows that its connection is not to be used again",
  who: "signed in",
  sees: [...NOT_TAKEN],
  send: (by) =>
    by.raw(
      `POST /files HTTP/1.1\r\nHost: x\r\nCOOKIEx-csrf: 1\r\nContent-Type: ${BOUNDARY}b\r\nContent-Length: ${refusedForm.length}\r\n\r\n${refusedForm}GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      6_000,
    ),
  objects: (answers) =>
    answers
      .filter(({ body, headers }) => !/close/i.test(String(headers["connection"])) && !body.includes("HTTP/1.1 200"))
      .map(() => "the next question on the connection has no answer, and nobody said that it would not"),
};

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
  { more, ms = 1_000 }: { more?: string; ms?: number } = {},
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
  held("a query is answered while 40 others do not read answers of several MB", "signed in", 40, asked(BIG), { ms: 2_000 }),
  held(
    "a query is answered while 20 others do not read the schema",
    "anonymous",
    20,
    asked(JSON.stringify({ query: "{ __schema { types { name fields { name args { name } type { name } } } } }" })),
    { ms: 1_500 },
  ),
  held(
    "a query is answered while one connection sends 200 queries and reads none",
    "signed in",
    1,
    asked(JSON.stringify({ query: "{ tasks(first: 200) { nodes { id name description } } }" })).repeat(200),
    { ms: 2_000 },
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

/** Forms that are hardly any, and clients that neither send nor read as they should. */
export const clientAttacks: readonly Attack[] = [...forms, behind, ...slow];
