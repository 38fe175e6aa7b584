import type { Readable } from "node:stream";
import { request, type Dispatcher } from "undici";
import { fileForm, fileOfBytes, type FormOptions } from "./file-form.js";
import { described, type Client, type TestGateway } from "./gateway.js";

/** An answer of a file route. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData["headers"];
  readonly bytes: Buffer;
  // Tests look into answers of any shape.
  readonly json: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** The cookies of a client, as a header has them. */
export const cookieOf = ({ browser }: Client): string =>
  [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

/** Sends one request with a client's cookie. */
export async function sendFile(
  client: Client,
  url: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: "GET" | "HEAD" | "POST"; headers?: Record<string, string>; body?: Readable | string } = {},
): Promise<FileAnswer> {
  const answer = await request(url, {
    method,
    headers: { ...(client.browser.cookies.size > 0 && { cookie: cookieOf(client) }), ...headers },
    ...(body !== undefined && { body }),
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  const isJson = /json/.test(String(answer.headers["content-type"]));
  return {
    status: answer.statusCode,
    headers: answer.headers,
    bytes,
    json: isJson ? JSON.parse(bytes.toString("utf8")) : undefined,
  };
}

/** Uploads bytes as a person's page would. */
export function upload(
  { url }: Pick<TestGateway, "url">,
  client: Client,
  bytes: Uint8Array | string,
  { headers = {}, query = "", ...form }: FormOptions & { headers?: Record<string, string>; query?: string } = {},
): Promise<FileAnswer> {
  const { headers: own, body } = fileForm(fileOfBytes(Buffer.from(bytes)), form);
  return sendFile(client, `${url}/files${query}`, { method: "POST", headers: { "x-csrf": "1", ...own, ...headers }, body });
}

/** The requests for files that Actionstep got, in the order they arrived: `POST files?part_count=2&part_number=1`. */
export const fileRequests = ({ simulator }: Pick<TestGateway, "simulator">): string[] =>
  simulator
    .restRequests()
    .map(described)
    .filter((each) => /^\w+ files\b/.test(each))
    .map((each) => each.replace(/files\/\d+[A-Za-z]+/, "files/ID"));

/** One event of a stream of them. */
export interface ServerSentEvent {
  readonly event: string;
  // Tests look into events of any shape.
  readonly data: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** Reads the events of a stream that has ended. */
export const eventsOf = (text: string): ServerSentEvent[] =>
  text
    .split("\n\n")
    .map((block) => ({ event: /^event: (.*)$/m.exec(block)?.[1] ?? "", data: /^data: (.*)$/m.exec(block)?.[1] }))
    .filter(({ event }) => event !== "")
    .map(({ event, data }) => ({ event, data: JSON.parse(data ?? "null") }));
