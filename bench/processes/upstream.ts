import { createServer } from "node:http";
import { request } from "undici";
import { addressOf, runChild } from "../child.js";

/** A recorded answer. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/**
 * Stands before the simulator and repeats its REST answers from memory once it has heard them, so that what is measured
 * waits for nobody. Wherever the simulator speaks of itself, it puts itself.
 */
runChild<{ readonly simulator: string }, { readonly url: string }>(async ({ simulator }) => {
  const answers = new Map<string, Answer>();
  const ask = async (method: string, url: string, type: string, authorization: string, body: Buffer): Promise<Answer> => {
    const response = await request(simulator + url, {
      method: method as "GET",
      headers: { "content-type": type, ...(authorization && { authorization }) },
      ...(body.length > 0 && { body }),
    });
    const text = (await response.body.text()).replaceAll(simulator, addressOf(server));
    return { status: response.statusCode, type: String(response.headers["content-type"]), body: Buffer.from(text) };
  };
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/", headers } = incoming;
    const send = ({ status, type, body }: Answer): void =>
      void outgoing.writeHead(status, { "content-type": type, "content-length": body.length }).end(body);
    const known = method === "GET" ? answers.get(url) : undefined;
    if (known) return send(known);
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      void ask(method, url, headers["content-type"] ?? "", headers.authorization ?? "", Buffer.concat(chunks)).then((answer) => {
        if (method === "GET" && answer.status === 200) answers.set(url, answer);
        send(answer);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return { url: addressOf(server) };
});
