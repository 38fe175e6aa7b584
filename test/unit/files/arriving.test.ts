import { Agent, createServer, request as send, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, test } from "@jest/globals";
import { SizeRequired, TooSlow } from "../../../gateway/files/errors.js";
import { arrivingFile } from "../../../gateway/files/form.js";
import { withTempFile } from "../../../gateway/files/temp-file.js";
import { createSpeedMeter } from "../../../gateway/files/speed-meter.js";

const scratch = mkdtempSync(join(tmpdir(), "gateway-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function* bytes(): AsyncGenerator<Buffer> {
  yield Buffer.from("one ");
  yield Buffer.from("two");
}
const read = async (file: { size: number; bytes: AsyncIterable<Buffer> }): Promise<string> => {
  let text = `${file.size} `;
  for await (const piece of file.bytes) text += piece.toString();
  return text;
};

describe("a file of unknown size", () => {
  const noFolder = join(scratch, "no-folder");
  writeFileSync(noFolder, "");

  test("goes to the first folder that takes it, made where it is not there yet, and nothing stays", async () => {
    const first = join(scratch, "spool", "uploads");
    expect(await withTempFile([first, noFolder], bytes(), read)).toBe("7 one two");
    expect(readdirSync(first)).toEqual([]);
    const second = join(scratch, "tmp");
    expect(await withTempFile([join(noFolder, "uploads"), second], bytes(), read)).toBe("7 one two");
    expect(readdirSync(second)).toEqual([]);
  });

  test("is refused where no folder takes it", async () => {
    await expect(withTempFile([noFolder, join(noFolder, "x")], bytes(), read)).rejects.toBeInstanceOf(SizeRequired);
    await expect(withTempFile([], bytes(), read)).rejects.toBeInstanceOf(SizeRequired);
  });
});

test("a file that loses its place ends with what its sender is told, also while the rest of it is waited for", async () => {
  const request = Object.assign(new PassThrough(), { headers: { "content-type": "multipart/form-data; boundary=b" } });
  const eviction = new AbortController();
  const permit = { meter: createSpeedMeter(), evicted: eviction.signal };
  const limits = { maxFile: 1_000, silence: 60_000, clock: () => Date.now(), permit };
  request.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc');
  const file = await arrivingFile(request as unknown as IncomingMessage, limits);
  const reading = read({ size: 0, bytes: file.bytes }).catch((error: unknown) => error);
  eviction.abort();
  expect(await reading).toBeInstanceOf(TooSlow);
  request.destroy();
});

test("a connection whose form was refused for what comes before its file takes the next request", async () => {
  const limits = {
    maxFile: 1_000_000,
    silence: 60_000,
    clock: () => Date.now(),
    permit: { meter: createSpeedMeter(), evicted: new AbortController().signal },
  };
  const server = createServer((request, response) => {
    arrivingFile(request, limits).then(
      () => response.end("taken"),
      () => response.writeHead(400).end("refused"),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answerTo = (body: string): Promise<{ text: string; reused: boolean }> =>
    new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const headers = { "content-type": "multipart/form-data; boundary=b", "content-length": String(body.length) };
      const sent = send({ host: "127.0.0.1", port, method: "POST", agent, headers, timeout: 5_000 }, (response) => {
        let text = "";
        response.on("data", (piece: Buffer) => (text += piece.toString()));
        response.on("end", () => resolve({ text, reused: sent.reusedSocket }));
      });
      sent.on("timeout", () => sent.destroy(new Error("no answer")));
      sent.on("error", reject);
      sent.end(body);
    });
  const file = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc\r\n--b--\r\n';
  const field = `--b\r\nContent-Disposition: form-data; name="note"\r\n\r\n${"x".repeat(1_000_000)}\r\n`;
  try {
    expect(await answerTo(field + file)).toEqual({ text: "refused", reused: false });
    expect(await answerTo(file)).toEqual({ text: "taken", reused: true });
  } finally {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  }
});
