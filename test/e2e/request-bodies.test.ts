import { connect, type Socket } from "node:net";
import { expect, test } from "@jest/globals";
import { useGateway } from "../support/use-gateway.js";

const { server, ana } = useGateway();

/** Begins a request of a megabyte, the longest there may be, and sends all of it but the end. */
const begun = (bytes: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(server.url);
    const head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\n\r\n";
    const socket = connect(Number(port), "localhost", () => socket.write(head + " ".repeat(bytes), () => resolve(socket)));
    socket.on("error", reject);
    socket.resume();
  });

test("who begins many long requests and ends none takes nothing from others, and loses the longest", async () => {
  const sockets = await Promise.all(Array.from({ length: 60 }, () => begun(1_048_000)));
  const isCut = (socket: Socket): boolean => socket.destroyed || socket.readableEnded;
  for (const socket of sockets) socket.removeAllListeners("error").on("error", () => undefined);
  while (sockets.filter(isCut).length < 60 - 36) await new Promise((resolve) => setTimeout(resolve, 10));
  const ids = Array.from({ length: 150 }, (_, index) => `Task:${index + 1}`);
  const { data, errors } = await ana.query(
    `query ($ids: [ID!]!, $note: String) { nodes(ids: $ids) { id } tasks(filter: { name: { eq: $note } }) { totalCount } }`,
    {
      ids,
      note: "x".repeat(4_000),
    },
  );
  expect(errors).toBeUndefined();
  expect(data.nodes).toHaveLength(150);
  const left = sockets.filter((socket) => !isCut(socket)).length;
  expect(left).toBeGreaterThan(20);
  expect(left).toBeLessThanOrEqual(36);
  for (const socket of sockets) socket.destroy();
});
