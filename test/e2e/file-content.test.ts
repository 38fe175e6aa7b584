import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { request } from "undici";
import type { Row } from "../../simulator/index.js";
import { cookieOf, fileRequests, sendFile, upload } from "../support/files.js";
import { useGateway } from "../support/use-gateway.js";

const PART = 5_242_880;
const SIZE = 2 * PART + 1000;
/** A document of three parts, and where it is. */
const content = Buffer.alloc(SIZE);
let big = "";

const { server, ana } = useGateway();
beforeAll(async () => {
  for (let at = 0; at < SIZE; at += 4) content.writeUInt32BE(at, at);
  big = await filed("Übersicht – 合同", content, { file: "a.bin" });
});
beforeEach(() => server.simulator.clearRequests());

/** Files bytes as a document of a matter; where its content is. */
async function filed(
  name: string,
  bytes: Buffer | string,
  { file, matter = "1" }: { file: string; matter?: string },
): Promise<string> {
  const { json } = await upload(server, ana, bytes, { name: file });
  const { data } = await ana.query(
    "mutation ($input: CreateMatterDocumentInput!) { createMatterDocument(input: $input) { matterDocument { contentUrl } } }",
    { input: { name, matterId: matter, file: json.file } },
  );
  return data.createMatterDocument.matterDocument.contentUrl;
}

const get = (url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") =>
  sendFile(ana, url, { method, headers });
const parts = (...numbers: number[]): unknown[] =>
  numbers.map((number) => expect.stringMatching(new RegExp(`^GET files/DL::Actions::1::\\d+\\?part_number=${number}$`)));
const codeOf = ({ json }: { json: any }): unknown => json?.errors?.[0]?.extensions?.code; // eslint-disable-line @typescript-eslint/no-explicit-any
/** Has records of documents arrive with something else in them. */
const retouch = (members: Partial<Row>): (() => void) =>
  server.simulator.fault({
    match: ({ path }) => /\/actiondocuments/.test(path),
    fault: {
      kind: "replace",
      body: (real) => {
        const body = JSON.parse(real) as { actiondocuments: Row };
        return JSON.stringify({ ...body, actiondocuments: { ...body.actiondocuments, ...members } });
      },
    },
  });

describe("a document's content", () => {
  test("comes whole, with its name, type and length, and is nothing a browser would run or keep", async () => {
    const { status, headers, bytes } = await get(big);
    expect(status).toBe(200);
    expect(bytes.equals(content)).toBe(true);
    expect(headers).toMatchObject({
      "content-length": String(SIZE),
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="?bersicht ? ??.bin"; filename*=UTF-8''%C3%9Cbersicht%20%E2%80%93%20%E5%90%88%E5%90%8C.bin`,
      "accept-ranges": "bytes",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
    });
    expect(fileRequests(server)).toEqual(parts(1, 2, 3));
  });

  test.each([
    ["Contract", "contract.pdf", "%PDF-1.4", "application/pdf", 'attachment; filename="Contract.pdf"'],
    ["Page.html", "page.html", "<script>1</script>", "application/octet-stream", 'attachment; filename="Page.html"'],
    ["Drawing", "x.svg", "<svg/>", "application/octet-stream", 'attachment; filename="Drawing.svg"'],
    [
      'a/b: "c"\r\n',
      "x.docx",
      "PK\x03\x04",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      `attachment; filename="a-b: 'c'.docx"`,
    ],
    ["Notes", "notes", "plain", "application/octet-stream", 'attachment; filename="Notes"'],
    ["x filename=y.html", "x.txt", "plain", "text/plain", 'attachment; filename="x filename=y.html.txt"'],
  ])("of the document %j is what its name says", async (name, file, bytes, type, disposition) => {
    const answer = await get(await filed(name, bytes, { file }));
    expect(answer.headers).toMatchObject({ "content-type": type, "content-disposition": disposition });
    expect(answer.bytes.toString("latin1")).toBe(bytes);
  });

  test.each<[string, [number, number], number[]]>([
    ["bytes=0-0", [0, 0], [1]],
    ["bytes=0-9", [0, 9], [1]],
    [`bytes=${PART - 1}-${PART}`, [PART - 1, PART], [1, 2]],
    [`bytes=${PART}-${PART + 5}`, [PART, PART + 5], [2]],
    [`bytes=${2 * PART}-`, [2 * PART, SIZE - 1], [3]],
    ["bytes=-10", [SIZE - 10, SIZE - 1], [3]],
    [`bytes=5-${SIZE + 99}`, [5, SIZE - 1], [1, 2, 3]],
    [`bytes=-${SIZE + 99}`, [0, SIZE - 1], [1, 2, 3]],
  ])("comes in the range %s, and only the parts it lies in are fetched", async (range, [start, end], numbers) => {
    const { status, headers, bytes } = await get(big, { range });
    expect(status).toBe(206);
    expect(headers).toMatchObject({
      "content-range": `bytes ${start}-${end}/${SIZE}`,
      "content-length": String(end - start + 1),
    });
    expect(bytes.equals(content.subarray(start, end + 1))).toBe(true);
    expect(fileRequests(server)).toEqual(parts(...numbers));
  });

  test("comes whole where several ranges or none that can be read are asked for, and not at all where there are no such bytes", async () => {
    for (const range of ["bytes=0-1,4-5", "lines=1-2", "bytes=b-a"]) expect((await get(big, { range })).status).toBe(200);
    server.simulator.clearRequests();
    const beyond = await get(big, { range: `bytes=${SIZE}-` });
    expect({ status: beyond.status, range: beyond.headers["content-range"] }).toEqual({ status: 416, range: `bytes */${SIZE}` });
    expect(codeOf(beyond)).toBe("BAD_USER_INPUT");
    expect(fileRequests(server)).toEqual([]);
  });

  test("comes in a range only while it is what the client began with", async () => {
    const { etag } = (await get(big, {}, "HEAD")).headers;
    const range = "bytes=0-9";
    expect((await get(big, { range, "if-range": String(etag) })).status).toBe(206);
    expect((await get(big, { range, "if-range": '"another"' })).status).toBe(200);
  });

  test("is described without being fetched", async () => {
    const { status, headers, bytes } = await get(big, {}, "HEAD");
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "content-length": String(SIZE), "accept-ranges": "bytes" });
    expect(bytes).toHaveLength(0);
    expect(fileRequests(server)).toEqual([]);
  });

  test("is found by a plain number too, and under documents of contacts and attachments of emails", async () => {
    const id = /MatterDocument:(\d+)/.exec(big)![1]!;
    expect((await get(`${server.url}/documents/${id}/content`, { range: "bytes=0-9" })).status).toBe(206);
    const { data } = await ana.query(
      "{ contactDocuments(first: 1) { nodes { contentUrl fileSize } } emailAttachments(first: 1) { nodes { contentUrl attachmentSize } } }",
    );
    const [[document], [attachment]] = [data.contactDocuments.nodes, data.emailAttachments.nodes];
    expect((await get(document.contentUrl)).bytes).toHaveLength(document.fileSize);
    const attached = await get(attachment.contentUrl);
    expect(attached.bytes).toHaveLength(attachment.attachmentSize);
    expect(attached.headers["content-type"]).toBe("application/pdf");
  });
});

describe("a record that says the wrong thing", () => {
  const read = async (url: string): Promise<Buffer | "broken off"> => {
    const answer = await request(url, { headers: { cookie: cookieOf(ana) } });
    return Buffer.from(await answer.body.arrayBuffer());
  };
  const outcome = (url: string) => read(url).catch(() => "broken off");

  test("of its size that nothing is known still gives the whole file, without a length", async () => {
    retouch({ fileSize: null });
    const { headers, bytes } = await get(big);
    expect(headers["content-length"]).toBeUndefined();
    expect(headers["accept-ranges"]).toBeUndefined();
    expect(bytes.equals(content)).toBe(true);
  });

  test("gives the whole file where its first part came by half, once", async () => {
    server.simulator.fault({ match: ({ url }) => url.includes("part_number=1"), fault: { kind: "truncate" }, times: 1 });
    expect((await get(big)).bytes.equals(content)).toBe(true);
    expect(fileRequests(server)).toEqual(parts(1, 1, 2, 3));
  });

  test("gives a small file whole, whatever size it says", async () => {
    const small = await filed("Small", "small", { file: "small.txt" });
    for (const fileSize of [3, 5_000, 3 * PART, null]) {
      const undo = retouch({ fileSize });
      const { headers, bytes } = await get(small);
      expect({ text: bytes.toString(), length: headers["content-length"] }).toEqual({ text: "small", length: "5" });
      undo();
    }
  });

  test.each([
    ["larger", SIZE + 500],
    ["a part larger", SIZE + PART],
    ["smaller", SIZE - 500],
  ])("breaks off where it says the file is %s than it is: nobody takes that for the whole", async (_, fileSize) => {
    retouch({ fileSize });
    expect(await outcome(big)).toBe("broken off");
    expect(server.logged()).toContain("a file broke off while it was being sent");
  });

  test.each([404, 500])("breaks off where a part answers %d in the middle of it", async (status) => {
    server.simulator.fault({
      match: ({ url }) => url.includes("part_number=3"),
      fault: { kind: "status", status, body: "{}" },
    });
    expect(await outcome(big)).toBe("broken off");
  });
});

describe("who may not have a document", () => {
  test.each([
    ["nobody signed in", 401, "UNAUTHENTICATED", "stranger", "MatterDocument:1"],
    ["an id that is none", 400, "BAD_USER_INPUT", "ana", "MatterDocument:x"],
    ["a type without files", 400, "BAD_USER_INPUT", "ana", "Matter:1"],
    ["a type there is not", 400, "BAD_USER_INPUT", "ana", "Nothing:1"],
    ["no such document", 404, "NOT_FOUND", "ana", "MatterDocument:99999"],
  ])("%s: %d", async (_, status, code, who, id) => {
    const client = who === "ana" ? ana : server.stranger();
    const answer = await sendFile(client, `${server.url}/documents/${id}/content`);
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status, code });
    expect(fileRequests(server)).toEqual([]);
  });

  test("somebody to whom the matter is hidden gets what they would for none", async () => {
    const moana = await server.connect("moana");
    const { hiddenMatters } = server.simulator.database.people.find(({ username }) => username === "moana")!.rights;
    const url = await filed("Secret", "secret", { file: "secret.txt", matter: String([...hiddenMatters][0]) });
    expect((await get(url)).bytes.toString()).toBe("secret");
    const answer = await sendFile(moana, url);
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 404, code: "NOT_FOUND" });
    expect(answer.bytes.toString()).not.toContain("secret.txt");
  });

  test.each([
    ["files", "actions users actiondocuments"],
    ["actiondocuments", "actions users files"],
  ])("somebody without the scope %s is told so", async (missing, scope) => {
    const other = await server.connect(missing === "files" ? "grace" : "luis", { scope });
    const answer = await sendFile(other, `${server.url}/documents/MatterDocument:1/content`);
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 403, code: "INSUFFICIENT_SCOPE" });
    expect(answer.json.errors[0].extensions.required).toEqual([missing]);
    expect(server.simulator.restRequests().filter(({ path }) => !path.includes("users"))).toEqual([]);
  });

  test("a record without a file has no content, and no contentUrl", async () => {
    retouch({ file: null });
    const answer = await get(`${server.url}/documents/MatterDocument:1/content`);
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 404, code: "NOT_FOUND" });
    expect((await ana.query('{ matterDocument(id: "1") { contentUrl } }')).data).toEqual({
      matterDocument: { contentUrl: null },
    });
  });
});

test.each([429, 502])("a part that is refused with %d is fetched again", async (status) => {
  server.simulator.fault({
    match: ({ url }) => url.includes("part_number=2"),
    fault: { kind: "status", status },
    times: 1,
  });
  expect((await get(big)).bytes.equals(content)).toBe(true);
  expect(fileRequests(server)).toEqual(parts(1, 2, 2, 3));
});

test("contentUrl alone asks for the file's name and nothing else, under any alias and in any place", async () => {
  const { data, requests } = await ana.query('{ node(id: "MatterDocument:1") { ... on MatterDocument { where: contentUrl } } }');
  expect(data).toEqual({ node: { where: `${server.url}/documents/MatterDocument:1/content` } });
  expect(requests).toEqual(["GET actiondocuments/1?fields[actiondocuments]=id,file"]);
});

test("whoever goes away stops the parts from being fetched", async () => {
  const url = await filed("Long", Buffer.alloc(8 * PART, "x"), { file: "long.bin" });
  server.simulator.clearRequests();
  const answer = await request(url, { headers: { cookie: cookieOf(ana) } });
  await new Promise<void>((resolve) => {
    answer.body.once("data", () => {
      answer.body.pause();
      resolve();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  // Nobody reads: no more than what is sent, what waits and what is fetched ahead.
  expect(fileRequests(server).length).toBeLessThanOrEqual(5);
  answer.body.on("error", () => undefined);
  answer.body.destroy();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const after = fileRequests(server).length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(fileRequests(server)).toHaveLength(after);
  expect(after).toBeLessThan(8);
});
