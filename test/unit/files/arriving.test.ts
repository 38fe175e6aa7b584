import type { IncomingMessage } from "node:http";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, test } from "@jest/globals";
import { SizeRequired, TooSlow } from "../../../gateway/files/errors.js";
import { arrivingFile } from "../../../gateway/files/form.js";
import { onDisk } from "../../../gateway/files/on-disk.js";
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
    expect(await onDisk([first, noFolder], bytes(), read)).toBe("7 one two");
    expect(readdirSync(first)).toEqual([]);
    const second = join(scratch, "tmp");
    expect(await onDisk([join(noFolder, "uploads"), second], bytes(), read)).toBe("7 one two");
    expect(readdirSync(second)).toEqual([]);
  });

  test("is refused where no folder takes it", async () => {
    await expect(onDisk([noFolder, join(noFolder, "x")], bytes(), read)).rejects.toBeInstanceOf(SizeRequired);
    await expect(onDisk([], bytes(), read)).rejects.toBeInstanceOf(SizeRequired);
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
