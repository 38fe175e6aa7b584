import { request, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";

/** An answer over HTTP. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks from an address of this machine other than the usual one, as another person would: 127.0.0.2 and so on. */
export function askFrom(localAddress: string, url: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const { port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: pathname + search, localAddress, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, text: Buffer.concat(chunks).toString("utf8") }),
      );
    })
      .on("error", reject)
      .end();
  });
}

/** Sends text as it stands over a connection of its own, and resolves to what came back until that ended. */
export function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
    socket.once("error", reject);
    socket.once("close", () => resolve(received));
  });
}
