import { connect } from "node:net";
import { Agent, request } from "undici";

/** Bytes of an answer that are read; one that is longer is too long whatever follows. */
export const MAX_READ = 40_000_000;

/** What came back for one request. */
export interface WireAnswer {
  /** The status; 0 where the connection ended without an answer. */
  readonly status: number;
  readonly body: Buffer;
  /** The body, where it is JSON. */
  readonly json: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Why there was no answer, where there was none. */
  readonly failure?: string;
  /** All that was sent in the body, as text, and read as JSON, where it is. */
  readonly sent: string;
}

/** One request, as it is to be sent. */
export interface WireRequest {
  readonly path?: string;
  readonly method?: "GET" | "POST" | "HEAD";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const agent = new Agent({
  connect: { timeout: 60_000 },
  headersTimeout: 60_000,
  bodyTimeout: 60_000,
  connections: 400,
  keepAliveTimeout: 1_000,
});

const jsonOf = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
};

/** Sends one request and reads its answer, as far as anybody would. */
export async function send(
  url: string,
  { path = "/graphql", method = "POST", headers = {}, body }: WireRequest,
): Promise<WireAnswer> {
  const sent = body === undefined ? decodeURIComponent(path.replace(/%(?![0-9a-f]{2})/gi, "")) : body.toString();
  const none = { body: Buffer.alloc(0), json: undefined, headers: {}, sent };
  try {
    const answer = await request(url + path, {
      method,
      headers: { ...(method === "POST" && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body }),
      dispatcher: agent,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      chunks.push(chunk as Buffer);
      if ((size += (chunk as Buffer).length) > MAX_READ) break;
    }
    const whole = Buffer.concat(chunks);
    return { status: answer.statusCode, body: whole, json: jsonOf(whole), headers: answer.headers, sent };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { ...none, status: 0, failure: `${code}: ${message}` };
  }
}

/** Sends bytes as they are on a connection of their own; resolves once it is ended, or after so many milliseconds. */
export function sendRaw(url: string, bytes: string | Buffer, timeout = 5_000): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const { port, hostname } = new URL(url);
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), timeout);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.once("close", () => {
      clearTimeout(timer);
      const whole = Buffer.concat(chunks).toString("utf8");
      const [head = "", ...rest] = whole.split("\r\n\r\n");
      const body = Buffer.from(rest.join("\r\n\r\n"));
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0);
      const lines = head.split("\r\n").slice(1);
      const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      resolve({ status, body, json: jsonOf(body), headers, sent: bytes.toString() });
    });
  });
}
