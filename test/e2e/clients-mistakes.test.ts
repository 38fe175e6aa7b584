import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fileForm, fileOfBytes } from "../support/file-form.js";
import { sendFile } from "../support/files.js";
import { startTestGateway, type Client, type TestGateway } from "../support/gateway.js";

const scratch = mkdtempSync(join(tmpdir(), "gateway-"));
let server: TestGateway;
let ana: Client;
beforeAll(async () => {
  // A file in the place of a folder: nothing can be put there, whoever the tests run as.
  writeFileSync(join(scratch, "no-folder"), "");
  server = await startTestGateway({ ports: { files: { directories: [join(scratch, "no-folder")], silence: 500 } } });
  ana = await server.connect("ana");
});
afterAll(async () => {
  await server.close();
  rmSync(scratch, { recursive: true, force: true });
});

const cookieOf = (client: Client): string => [...client.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

/** Sends bytes as they are; the status of the answer, or `closed` where there is none. */
function raw(text: string): Promise<number | "closed"> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(server.url).port), "localhost");
    let answer = "";
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
      if (answer.includes("\r\n\r\n")) socket.destroy();
    });
    socket.on("error", () => undefined);
    socket.once("close", () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? NaN) || "closed"));
    socket.write(text, "latin1");
  });
}

const errorLines = (): string[] =>
  server
    .logged()
    .split("\n")
    .filter((line) => /"level":(50|60)/.test(line));

const request = (line: string, headers: readonly string[] = [], body = ""): string =>
  [`${line} HTTP/1.1`, "host: localhost", `cookie: ${cookieOf(ana)}`, "x-csrf: 1", ...headers, "", body].join("\r\n");
const form = (type: string, body: string, extra: readonly string[] = []): string =>
  request("POST /files", [`content-type: ${type}`, `content-length: ${body.length}`, ...extra], body);
const part = (head: string, boundary = "b"): string => `--${boundary}\r\n${head}\r\n\r\nabc\r\n--${boundary}--\r\n`;
const FILE = 'Content-Disposition: form-data; name="file"; filename="a.txt"';

describe("a client's mistake is answered as one, and no line of the log calls it an error:", () => {
  test.each<[string, () => string, number | "closed"]>([
    [
      "a boundary of 300 characters",
      () => form(`multipart/form-data; boundary=${"b".repeat(300)}`, part(FILE, "b".repeat(300))),
      400,
    ],
    ["a boundary of 5,000 characters", () => form(`multipart/form-data; boundary=${"b".repeat(5_000)}`, ""), 400],
    ["no boundary", () => form("multipart/form-data", part(FILE)), 415],
    ["an empty boundary", () => form('multipart/form-data; boundary=""', part(FILE)), 415],
    ["two boundaries", () => form("multipart/form-data; boundary=c; boundary=b", part(FILE)), 400],
    [
      "two content types",
      () => form("multipart/form-data; boundary=c", part(FILE), ["content-type: multipart/form-data; boundary=b"]),
      400,
    ],
    ["a part without headers", () => form("multipart/form-data; boundary=b", part("")), 400],
    ["a part whose header is no header", () => form("multipart/form-data; boundary=b", part("nonsense\r\n\x00: x")), 400],
    [
      "a part of 20,000 bytes of header",
      () => form("multipart/form-data; boundary=b", part(`x: ${"y".repeat(20_000)}\r\n${FILE}`)),
      400,
    ],
    ["a part in an unknown charset", () => form("multipart/form-data; boundary=b", part(`${FILE}; filename*=x-none''%ff`)), 201],
    [
      "a name that cannot be decoded",
      () => form("multipart/form-data; boundary=b", part('Content-Disposition: form-data; name="file"; filename="%E0%A4%A"')),
      201,
    ],
    ["a form that breaks off", () => form("multipart/form-data; boundary=b", `--b\r\n${FILE}\r\n\r\n${"abc".repeat(10)}`), 400],
    ["a form that is another", () => form("multipart/form-data; boundary=b", part(FILE, "c")), 400],
    ["a form of one line", () => form("multipart/form-data; boundary=b", "--b--\r\n"), 400],
    ["an empty form", () => form("multipart/form-data; boundary=b", ""), 400],
    [
      "a length that is longer than what comes",
      () => request("POST /files", ["content-type: multipart/form-data; boundary=b", "content-length: 500"], part(FILE)),
      400,
    ],
    [
      "a length that is none",
      () => request("POST /files", ["content-type: multipart/form-data; boundary=b", "content-length: x"], part(FILE)),
      400,
    ],
    ["two lengths", () => form("multipart/form-data; boundary=b", part(FILE), ["content-length: 5"]), 400],
    [
      "a chunk that is none",
      () => request("POST /files", ["content-type: multipart/form-data; boundary=b", "transfer-encoding: chunked"], "zz\r\n"),
      400,
    ],
    ["a size that is none", () => form("multipart/form-data; boundary=b", part(FILE), ["x-upload-size: 1e3"]), 400],
    ["an id that is none", () => form("multipart/form-data; boundary=b", part(FILE), ["x-upload-id: ../x"]), 400],
    ["an address that cannot be decoded", () => request("GET /documents/%zz/content"), 400],
    ["an id of 5,000 characters", () => request(`GET /documents/${"x".repeat(5_000)}/content`), 414],
    ["a document that is none", () => request("GET /documents/Task:1/content"), 400],
    ["the progress of nothing", () => request("GET /files/%00/progress"), 404],
    ["the other method", () => request("DELETE /files"), 404],
    ["JSON that is none", () => request("POST /auth/tokens", ["content-type: application/json", "content-length: 1"], "{"), 400],
    ["another body than JSON", () => request("POST /auth/tokens", ["content-type: text/xml", "content-length: 3"], "<a>"), 400],
    [
      "a body of two megabytes",
      () => request("POST /auth/tokens", ["content-type: application/json", "content-length: 2097152"], "{}"),
      413,
    ],
    [
      "a connection that is none",
      () => request("POST /auth/disconnect", ["content-type: application/json", "content-length: 4"], "null"),
      400,
    ],
    ["assets that escape", () => request("GET /assets/%2e%2e/%2e%2e/package.json"), 403],
    ["assets with a zero", () => request("GET /assets/%00"), 400],
    ["a callback with nothing", () => request("GET /auth/callback?state=%00&code=%ff"), 303],
    ["an HTTP that is none", () => "GET / HTTP/9.9\r\n\r\n", 400],
  ])("%s", async (_, text, expected) => {
    const before = errorLines().length;
    const status = await raw(text());
    expect(errorLines().slice(before)).toEqual([]);
    expect(status === "closed" || status < 500).toBe(true);
    expect(status).toBe(expected);
  });

  test("an upload of unknown size where no disk takes it, which goes through when its size is said", async () => {
    const bytes = Buffer.from("a short text");
    const unknown = fileForm(fileOfBytes(bytes), { name: "a.txt", length: false });
    const refused = await sendFile(ana, `${server.url}/files`, {
      method: "POST",
      headers: { ...unknown.headers, "x-csrf": "1" },
      body: unknown.body,
    });
    expect([refused.status, refused.json.errors[0]]).toEqual([
      411,
      expect.objectContaining({ extensions: expect.objectContaining({ code: "BAD_USER_INPUT", argument: "x-upload-size" }) }),
    ]);
    expect(errorLines()).toEqual([]);
    expect(server.logged()).toContain("there is no room on disk for an upload");
    const again = fileForm(fileOfBytes(bytes), { name: "a.txt", length: false });
    const sized = { ...again.headers, "x-csrf": "1", "x-upload-size": String(bytes.length) };
    expect(await sendFile(ana, `${server.url}/files`, { method: "POST", headers: sized, body: again.body })).toMatchObject({
      status: 201,
    });
  });
});
