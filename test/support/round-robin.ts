import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A load balancer: each request goes to the next gateway, and to another one when that is gone. */
export interface RoundRobin {
  readonly port: number;
  /** Sends nothing more to a gateway, or again; what is under way there ends first. */
  drain(port: number): Promise<void>;
  restore(port: number): void;
  close(): Promise<void>;
}

/** Starts one on a port of its own. */
export async function startRoundRobin(gateways: readonly number[], port = 0): Promise<RoundRobin> {
  const drained = new Set<number>();
  const underWay = new Map<number, number>(gateways.map((gateway) => [gateway, 0]));
  let turn = 0;

  const send = (incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, left: number, failedAt?: number): void => {
    const open = gateways.filter((gateway) => !drained.has(gateway) && gateway !== failedAt);
    if (open.length === 0) return void outgoing.writeHead(502).end();
    const gateway = open[turn++ % open.length]!;
    underWay.set(gateway, underWay.get(gateway)! + 1);
    const done = (): void => void underWay.set(gateway, underWay.get(gateway)! - 1);
    const forwarded = request(
      { port: gateway, host: "localhost", method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", () => failed());
        answer.on("end", () => {
          done();
          outgoing.writeHead(answer.statusCode!, answer.headers);
          outgoing.end(Buffer.concat(chunks));
        });
      },
    );
    // A GraphQL query may be sent again; a gateway that was killed cannot answer it.
    const failed = (): void => {
      done();
      if (left > 0) return send(incoming, body, outgoing, left - 1, gateway);
      outgoing.writeHead(502).end();
    };
    forwarded.on("error", failed);
    forwarded.end(body);
  };
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => send(incoming, Buffer.concat(chunks), outgoing, gateways.length));
  });
  await new Promise<void>((resolve) => server.listen(port, "localhost", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async drain(gateway) {
      drained.add(gateway);
      while (underWay.get(gateway)! > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    restore: (gateway) => void drained.delete(gateway),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
