import type { IncomingMessage, ServerResponse } from "node:http";
import type { Trouble } from "./front.js";

/** Whole answers, and ways of not giving one. */

const JSON_TYPE = { "content-type": "application/vnd.api+json" };

/** Answers with a body as it is. */
export const body = (
  content: string | Buffer | (() => string | Buffer),
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): Trouble => {
  let made: WeakRef<Buffer> | undefined;
  return (_, response) => {
    const bytes = made?.deref() ?? Buffer.from(typeof content === "function" ? content() : content);
    made = new WeakRef(bytes);
    response.writeHead(status, { ...JSON_TYPE, "content-length": bytes.length, ...headers }).end(bytes);
  };
};

/** The tasks of an answer, and how many there are said to be. */
export const tasks = (rows: string, recordCount = "2", more = ""): string =>
  `{"tasks":${rows},"meta":{"paging":{"tasks":{"recordCount":${recordCount},"pageCount":1,"page":1,"pageSize":2,"prevPage":null,"nextPage":null}}}${more}}`;

/** One task, with some members besides its name. */
export const task = (id: number | string, more = ""): string =>
  `{"id":${id},"name":"A task"${more},"links":{"action":"1","assignee":"10"}}`;

/** Sends bytes as they are, in place of an answer, and ends the connection or not. */
export const bytes =
  (content: string | Buffer, { end = true }: { end?: boolean } = {}): Trouble =>
  (request) => {
    request.socket.write(content);
    if (end) request.socket.end();
  };

/** The head of an answer, by hand. */
export const head = (...lines: readonly string[]): string =>
  ["HTTP/1.1 200 OK", "Content-Type: application/vnd.api+json", ...lines, "", ""].join("\r\n");

const drained = (to: NodeJS.WritableStream): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      to.off("drain", done).off("close", done);
      resolve();
    };
    to.on("drain", done).on("close", done);
  });

/** Sends a beginning and then one piece again and again, for as long as anybody takes it; then stops by itself. */
export const endless =
  (beginning: string, piece: string, { bytesAtMost = 400_000_000 }: { bytesAtMost?: number } = {}): Trouble =>
  async ({ socket }: IncomingMessage) => {
    socket.on("error", () => undefined);
    socket.write(beginning);
    const buffer = Buffer.from(piece.repeat(Math.max(1, Math.ceil(65_536 / piece.length))));
    for (let sent = 0; sent < bytesAtMost && !socket.destroyed; sent += buffer.length)
      if (!socket.write(buffer)) await drained(socket);
    socket.destroy();
  };

/** Sends one byte every so many milliseconds, until nobody listens. */
export const trickle =
  (beginning: string, every: number): Trouble =>
  ({ socket }: IncomingMessage) => {
    socket.on("error", () => undefined);
    socket.write(beginning);
    const timer = setInterval(() => socket.write(" "), every);
    socket.once("close", () => clearInterval(timer));
  };

/** The simulator's own answer, changed. */
export const changed =
  (change: (text: string) => string, headers: Readonly<Record<string, string>> = {}): Trouble =>
  async (_, response: ServerResponse, real) => {
    const answer = await real();
    const text = Buffer.from(change(Buffer.from(answer.text, "latin1").toString("utf8")));
    response.writeHead(answer.status, { ...JSON_TYPE, "content-length": text.length, ...headers }).end(text);
  };

/* What somebody sees meanwhile. */

export const INVALID = ["UPSTREAM_INVALID_RESPONSE"];
export const AWAY = ["UPSTREAM_UNAVAILABLE"];
export const NO_ANSWER = [...INVALID, ...AWAY];
export const TOLERABLE = [...INVALID, "DATA"];

/** A row with one value in place of what is known to be there. */
export const odd = (member: string, value: string): string => tasks(`[{"id":1,"name":"A task","${member}":${value}},${task(2)}]`);

/** One piece of a body in pieces. */
export const chunked = (size: string, content: string): string => `${size}\r\n${content}\r\n`;

/** So many millions of characters. */
export const megabytes = (count: number, of = "x"): string => of.repeat((count * 1_000_000) / of.length);

/** One way to answer: what Actionstep answers with, what somebody who asks for tasks sees, and how it is done. */
export type Row = readonly [name: string, sees: readonly string[], trouble: Trouble];
