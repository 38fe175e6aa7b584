import { connect } from "node:net";
import { Readable } from "node:stream";
import { expect, test } from "@jest/globals";
import { request } from "undici";
import { cookieOf, fileRequests, upload } from "../support/files.js";
import { useGateway } from "../support/use-gateway.js";

const PART = 5_242_880;

const { server, ana } = useGateway({ ports: { requestTimeout: 400, files: { silence: 400 } } });

/** Sends the beginning of a request and nothing more; what came back by the time the connection was ended. */
const beginning = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(new URL(server.url).port), "localhost", () => socket.write(text));
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    socket.once("close", () => resolve(answer));
    socket.once("error", reject);
  });

test("a request that does not arrive is ended", async () => {
  const answer = await beginning(
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
  );
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

test("a file may take longer than that to arrive, as long as it goes on", async () => {
  const body = async function* () {
    yield Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n');
    for (let piece = 0; piece < 6; piece++) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      yield Buffer.from("piece ");
    }
    yield Buffer.from("\r\n--b--\r\n");
  };
  const answer = await request(`${server.url}/files`, {
    method: "POST",
    headers: { cookie: cookieOf(ana), "x-csrf": "1", "content-type": "multipart/form-data; boundary=b" },
    body: Readable.from(body()),
  });
  expect(await answer.body.json()).toMatchObject({ size: 36 });
});

test("one that stops is an error, and nothing of it was sent", async () => {
  server.simulator.clearRequests();
  const answer = await beginning(
    `POST /files HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${cookieOf(ana)}\r\nx-csrf: 1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain("it stopped arriving");
  expect(fileRequests(server)).toEqual([]);
});

test("a download that nobody reads is ended, and its turn given to others", async () => {
  const { json } = await upload(server, ana, Buffer.alloc(4 * PART, "x"), { name: "a.bin" });
  const { data } = await ana.query(
    "mutation ($input: CreateMatterDocumentInput!) { createMatterDocument(input: $input) { matterDocument { contentUrl } } }",
    { input: { name: "A", matterId: "1", file: json.file } },
  );
  const url: string = data.createMatterDocument.matterDocument.contentUrl;
  // Whoever is ended first may be so before the last of them has its headers.
  const stalled = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { body } = await request(url, { headers: { cookie: cookieOf(ana) } });
      return { body, end: new Promise((resolve) => body.on("error", resolve)) };
    }),
  );
  const answer = await request(url, { headers: { cookie: cookieOf(ana) } });
  expect((await answer.body.arrayBuffer()).byteLength).toBe(4 * PART);
  // Whoever reads on before it was ended, as a busy machine may have it, gets it whole.
  const isOver = (): boolean => server.logged().split("a file broke off while it was being sent").length > stalled.length;
  while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const { body } of stalled) body.resume();
  for (const { end } of stalled) expect(await end).toBeInstanceOf(Error);
});
