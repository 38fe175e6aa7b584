import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { request } from "undici";
import { uploadsOf } from "../../simulator/rest/uploads.js";
import type { Fault } from "../../simulator/index.js";
import { fileForm } from "../support/file-form.js";
import { cookieOf, eventsOf, fileRequests, sendFile, upload, type FileAnswer } from "../support/files.js";
import { type Client } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";

const PART = 5_242_880;
const scratch = mkdtempSync(join(tmpdir(), "files-test-"));
const { server, ana, as } = useGateway({
  environment: { MAX_UPLOAD_MB: "24" },
  ports: { files: { beginTimeout: 300, partTimeout: 2_000, directories: [scratch] } },
});
const ben = as("ben");
afterAll(() => rmSync(scratch, { recursive: true }));

let undo = (): void => undefined;
beforeEach(() => server.simulator.clearRequests());
afterEach(() => {
  undo();
  undo = () => undefined;
  server.simulator.set({ quirks: { fileVerb: "post", fileScan: "none" } });
});

const befall = (part: number, fault: Fault, times = 1): void => {
  undo = server.simulator.fault({ match: ({ url }) => url.includes(`part_number=${part}`), fault, times });
};
const bytes = (size: number, fill = "a"): Buffer => Buffer.alloc(size, fill);
const codeOf = ({ json }: FileAnswer): unknown => json.errors[0].extensions.code;
const posts = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => index + 1)
    .slice(from - 1)
    .map((number) => `POST files${number === 1 ? "" : "/ID"}?part_count=${count}&part_number=${number}`);
/** What Actionstep holds of the file sent last. */
const stored = () => {
  const [organisation] = server.simulator.database.organisations;
  return uploadsOf(organisation!).at(-1)!;
};

describe("a file that is uploaded", () => {
  test("is named in the answer as a mutation takes it", async () => {
    const { status, json, headers } = await upload(server, ana, "hello", { name: "note.txt" });
    expect(status).toBe(201);
    expect(json).toEqual({
      file: expect.stringMatching(/^\d+\w+;note\.txt$/),
      fileId: json.file.split(";")[0],
      name: "note.txt",
      size: 5,
      status: "Uploaded",
    });
    expect(headers["cache-control"]).toBe("no-store");
    expect(fileRequests(server)).toEqual(posts(1));
    expect(stored()).toMatchObject({ name: "note.txt", size: 5, owner: "ana" });
  });

  test.each([
    [1, 1],
    [PART - 1, 1],
    [PART, 1],
    [PART + 1, 2],
    [2 * PART, 2],
    [2 * PART + 2, 3],
  ])("of %d bytes goes in %d parts, whether its size is known beforehand or not", async (size, parts) => {
    for (const length of [true, false]) {
      server.simulator.clearRequests();
      const { status, json } = await upload(server, ana, bytes(size), { length });
      expect({ status, size: json.size }).toEqual({ status: 201, size });
      expect(fileRequests(server)).toEqual(posts(parts));
      expect(stored().size).toBe(size);
    }
    expect(readdirSync(scratch)).toEqual([]);
  });

  test("may have other fields before and after it", async () => {
    const { status, json } = await upload(server, ana, bytes(PART + 5), {
      before: { a: "1", b: "x".repeat(3000) },
      after: { c: "2" },
    });
    expect({ status, size: json.size }).toEqual({ status: 201, size: PART + 5 });
    expect(stored().size).toBe(PART + 5);
  });

  test("of which more follows in the form than the length of the request lets tell is refused, or taken when its size is said", async () => {
    const form = { after: { c: "x".repeat(100) } };
    const told = await upload(server, ana, bytes(PART - 20), form);
    expect({ status: told.status, code: codeOf(told) }).toEqual({ status: 400, code: "BAD_USER_INPUT" });
    expect(told.json.errors[0].message).toMatch(/last in the form|x-upload-size/);
    expect(fileRequests(server)).toEqual([]);
    const said = await upload(server, ana, bytes(PART - 20), { ...form, headers: { "x-upload-size": String(PART - 20) } });
    expect(said.status).toBe(201);
    server.simulator.clearRequests();
    for (const size of [PART - 21, PART - 19]) {
      const lied = await upload(server, ana, bytes(PART - 20), { ...form, headers: { "x-upload-size": String(size) } });
      expect({ status: lied.status, code: codeOf(lied) }).toEqual({ status: 400, code: "BAD_USER_INPUT" });
    }
    expect(fileRequests(server)).toEqual([]);
  });

  test("of unknown size has no name on disk while it arrives, so that nothing could be left of it", async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const slow = {
      size: 2000,
      bytes: async function* () {
        yield bytes(1000);
        await released;
        yield bytes(1000);
      },
    };
    const form = fileForm(slow, { length: false });
    const headers = { ...form.headers, "x-csrf": "1", "x-upload-id": "unnamed-on-disk" };
    const answer = sendFile(ana, `${server.url}/files`, { method: "POST", headers, body: form.body });
    const progress = await request(`${server.url}/files/unnamed-on-disk/progress`, { headers: { cookie: cookieOf(ana) } });
    let told = "";
    for await (const chunk of progress.body.setEncoding("utf8")) {
      told += chunk as string;
      if (!/"received":[1-9]/.test(told)) continue;
      expect(readdirSync(scratch)).toEqual([]);
      release();
    }
    expect(told).toContain('"received":');
    expect((await answer).json).toMatchObject({ size: 2000, status: "Uploaded" });
  });

  test("goes on its way while the rest of it is still arriving", async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const slow = {
      size: 2 * PART,
      bytes: async function* () {
        yield bytes(PART + 1000);
        await released;
        yield bytes(PART - 1000);
      },
    };
    const form = fileForm(slow);
    const answer = sendFile(ana, `${server.url}/files`, {
      method: "POST",
      headers: { ...form.headers, "x-csrf": "1" },
      body: form.body,
    });
    await until(() => fileRequests(server).length > 0);
    expect(fileRequests(server)).toEqual(posts(2).slice(0, 1));
    release();
    expect((await answer).status).toBe(201);
    expect(fileRequests(server)).toEqual(posts(2));
  });

  test.each([
    ["müller – 合同 🙂.pdf.txt", "müller – 合同 🙂.pdf.txt"],
    ["C:\\Users\\ana\\Desktop\\a.txt", "a.txt"],
    ["../../etc/passwd", "passwd"],
    ["a;b.txt", "a,b.txt"],
    ["a%22; filename=%22evil.exe.txt", "a', filename='evil.exe.txt"],
    ["a%0D%0AX-Evil: 1.txt", "aX-Evil: 1.txt"],
    ["e\u0301.txt", "é.txt"],
    ["inno\u202Etxt.txt", "innotxt.txt"],
    ["two\u2028lines.txt", "twolines.txt"],
    ["report.txt. \u200B.", "report.txt"],
    [`${"x".repeat(300)}.txt`, `${"x".repeat(196)}.txt`],
  ])("called %j is called %j from there on", async (name, known) => {
    const { status, json } = await upload(server, ana, "text", { name });
    expect({ status, name: json.name }).toEqual({ status: 201, name: known });
    expect(json.file).toBe(`${json.fileId};${known}`);
    expect(stored().name).toBe(known);
  });

  test("is taken with PUT where Actionstep wants that", async () => {
    server.simulator.set({ quirks: { fileVerb: "put" } });
    expect((await upload(server, ana, bytes(PART + 1))).status).toBe(201);
    expect(fileRequests(server)).toEqual([
      "POST files?part_count=2&part_number=1",
      "PUT files?part_count=2&part_number=1",
      "PUT files/ID?part_count=2&part_number=2",
    ]);
  });

  test("is Pending while it is being scanned, and a document cannot have it before that is over", async () => {
    server.simulator.set({ quirks: { fileScan: "pending-then-uploaded" } });
    const { json } = await upload(server, ana, "text", { name: "a.txt" });
    expect(json.status).toBe("Pending");
    const create = () =>
      ana.query(
        "mutation ($input: CreateMatterDocumentInput!) { createMatterDocument(input: $input) { matterDocument { extension fileSize } userErrors { message } } }",
        { input: { name: "A", matterId: "1", file: json.file } },
      );
    expect((await create()).data.createMatterDocument).toMatchObject({ matterDocument: null, userErrors: [{}] });
    server.simulator.advance(3_000);
    expect((await create()).data.createMatterDocument).toEqual({
      matterDocument: { extension: ".txt", fileSize: 4 },
      userErrors: [],
    });
  });

  test("becomes a document of a contact as well", async () => {
    const { json } = await upload(server, ana, "text", { name: "a.txt" });
    const { data } = await ana.query(
      "mutation ($input: CreateContactDocumentInput!) { createContactDocument(input: $input) { contactDocument { contentUrl } userErrors { message } } }",
      { input: { name: "A", participantId: "1", file: json.file } },
    );
    const { contactDocument, userErrors } = data.createContactDocument;
    expect(userErrors).toEqual([]);
    expect((await sendFile(ana, contactDocument.contentUrl)).bytes.toString()).toBe("text");
  });
});

describe("nothing is sent to Actionstep", () => {
  test.each("com sh exe bat cmd vbs src msi jar dll tpl EXE".split(" "))("of a %s file", async (extension) => {
    const answer = await upload(server, ana, "x", { name: `a.${extension}` });
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 400, code: "BAD_USER_INPUT" });
    expect(answer.json.errors[0].message).toContain(extension.toLowerCase());
    expect(fileRequests(server)).toEqual([]);
  });

  test.each([
    ["pdf", "%PDF-1.7"],
    ["png", "\x89PNG\r\n\x1a\n"],
    ["jpg", "\xff\xd8\xff\xe0"],
    ["gif", "GIF89a"],
    ["zip", "PK\x03\x04"],
    ["docx", "PK\x03\x04"],
    ["xlsx", "PK\x03\x04"],
  ])("of a %s file that is none", async (extension, beginning) => {
    const refused = await upload(server, ana, "MZ something else", { name: `a.${extension}` });
    expect({ status: refused.status, code: codeOf(refused) }).toEqual({ status: 400, code: "BAD_USER_INPUT" });
    expect(fileRequests(server)).toEqual([]);
    const genuine = await upload(server, ana, Buffer.from(`${beginning} and so on`, "latin1"), { name: `a.${extension}` });
    expect(genuine.status).toBe(201);
  });

  const boundary = "multipart/form-data; boundary=b";
  test.each<[string, Record<string, string>, string, number]>([
    [
      "without a file",
      { "content-type": boundary },
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
      400,
    ],
    [
      "with a text where the file should be",
      { "content-type": boundary },
      '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n1\r\n--b--\r\n',
      400,
    ],
    [
      "with its file in another field",
      { "content-type": boundary },
      '--b\r\nContent-Disposition: form-data; name="doc"; filename="a.txt"\r\n\r\n1\r\n--b--\r\n',
      400,
    ],
    [
      "with two files",
      { "content-type": boundary },
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="b.txt"\r\n\r\n1\r\n--b--\r\n',
      400,
    ],
    [
      "with an empty file",
      { "content-type": boundary },
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n\r\n--b--\r\n',
      400,
    ],
    [
      "with a file without a name",
      { "content-type": boundary },
      '--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n1\r\n--b--\r\n',
      400,
    ],
    [
      "that ends too early",
      { "content-type": boundary },
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n1',
      400,
    ],
    ["with nothing in it", { "content-type": boundary }, "", 400],
    ["without a boundary", { "content-type": "multipart/form-data" }, "x", 415],
    ["that is JSON", { "content-type": "application/json" }, "{}", 415],
    ["whose size is said in words", { "content-type": boundary, "x-upload-size": "big" }, "x", 400],
    ["whose upload id is too short", { "content-type": boundary, "x-upload-id": "1" }, "x", 400],
  ])("of a form %s", async (_, headers, body, status) => {
    const answer = await sendFile(ana, `${server.url}/files`, { method: "POST", headers: { "x-csrf": "1", ...headers }, body });
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status, code: "BAD_USER_INPUT" });
    expect(fileRequests(server)).toEqual([]);
  });

  test.each([
    ["known beforehand", true],
    ["not known beforehand", false],
  ])("of a file that is too large by a size %s", async (_, length) => {
    const answer = await upload(server, ana, bytes(24 * 1_048_576 + 1), { length });
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 413, code: "BAD_USER_INPUT" });
    expect(answer.json.errors[0].extensions.limit).toBe(24 * 1_048_576);
    expect(fileRequests(server)).toEqual([]);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test.each<[string, number, string, Record<string, string>]>([
    ["the header x-csrf", 403, "FORBIDDEN", { "x-csrf": "" }],
    ["an origin that is listed", 403, "FORBIDDEN", { origin: "https://evil.example" }],
    ["the same site", 403, "FORBIDDEN", { "sec-fetch-site": "cross-site" }],
    ["a session", 401, "UNAUTHENTICATED", { cookie: "" }],
    ["a token that is good", 401, "UNAUTHENTICATED", { authorization: "Bearer asgw_nonsense" }],
  ])("without %s", async (_, status, code, headers) => {
    const answer = await upload(server, ana, "text", { headers });
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status, code });
    expect(server.simulator.restRequests()).toEqual([]);
  });

  test("with a gateway token that may only read; one that may write needs no header", async () => {
    const token = async (access: string): Promise<string> => {
      const made = await ana.browser.send(`${server.url}/auth/tokens`, {
        json: { label: "t", access },
        headers: { "x-csrf": "1" },
      });
      return ((await made.json()) as { token: string }).token;
    };
    const withToken = async (access: string) =>
      upload(server, server.stranger(), "text", { headers: { authorization: `Bearer ${await token(access)}`, "x-csrf": "" } });
    const reading = await withToken("read");
    expect({ status: reading.status, code: codeOf(reading) }).toEqual({ status: 403, code: "FORBIDDEN" });
    expect(fileRequests(server)).toEqual([]);
    expect((await withToken("write")).status).toBe(201);
  });

  test("without the scope of files", async () => {
    const moana = await server.connect("moana", { scope: "actions users actiondocuments" });
    const answer = await upload(server, moana, "text");
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 403, code: "INSUFFICIENT_SCOPE" });
    expect(answer.json.errors[0].extensions).toMatchObject({ required: ["files"], connectUrl: expect.stringContaining("files") });
    expect(fileRequests(server)).toEqual([]);
  });
});

describe("an upload that breaks off", () => {
  const html = "<html>Bad gateway https://ap-southeast-2.actionstep.com</html>";
  test.each<[string, Fault, number, string]>([
    ["refused with 500", { kind: "status", status: 500, body: html }, 503, "UPSTREAM_UNAVAILABLE"],
    ["refused with 400", { kind: "status", status: 400, body: html }, 400, "BAD_USER_INPUT"],
    ["refused with 403", { kind: "status", status: 403, body: html }, 403, "FORBIDDEN"],
    ["not known any more", { kind: "status", status: 404, body: html }, 502, "UPSTREAM_INVALID_RESPONSE"],
    ["lost on the way", { kind: "reset" }, 503, "UPSTREAM_UNAVAILABLE"],
    ["taken, and the answer lost", { kind: "reset-after-commit" }, 503, "UPSTREAM_UNAVAILABLE"],
    ["never answered", { kind: "stall" }, 503, "UPSTREAM_UNAVAILABLE"],
    ["answered by half", { kind: "truncate" }, 502, "UPSTREAM_INVALID_RESPONSE"],
    ["answered with a page", { kind: "replace", body: html, contentType: "text/html" }, 502, "UPSTREAM_INVALID_RESPONSE"],
    [
      "given another id",
      { kind: "replace", body: '{"files":{"id":"other","status":"Pending"}}' },
      502,
      "UPSTREAM_INVALID_RESPONSE",
    ],
  ])(
    "since a part was %s is an error that says so; the part is not sent again, and none after it",
    async (_, fault, status, code) => {
      befall(2, fault, 5);
      const answer = await upload(server, ana, bytes(3 * PART));
      expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status, code });
      expect(JSON.stringify(answer.json)).not.toMatch(/actionstep\.com|html|localhost/);
      expect(fileRequests(server)).toEqual(posts(3).slice(0, 2));
      expect(stored().completedAt).toBeUndefined();
    },
  );

  test("at its first part leaves nothing", async () => {
    befall(1, { kind: "reset-after-commit" });
    const answer = await upload(server, ana, bytes(10));
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 503, code: "UPSTREAM_UNAVAILABLE" });
    expect(answer.headers["retry-after"]).toBe(String(answer.json.errors[0].extensions.retryAfter));
    expect(fileRequests(server)).toEqual(posts(1));
  });

  test.each([
    ["known", true],
    ["unknown", false],
  ])("since the client went away leaves no whole file, its length being %s", async (_, length) => {
    const before = uploadsOf(server.simulator.database.organisations[0]!).length;
    const gone = new AbortController();
    const form = fileForm(
      {
        size: 3 * PART,
        bytes: async function* () {
          yield bytes(2 * PART + 1000);
          await until(() => !length || fileRequests(server).length === 2);
          gone.abort();
          await new Promise(() => undefined);
        },
      },
      { length },
    );
    await expect(
      request(`${server.url}/files`, {
        method: "POST",
        headers: { ...form.headers, cookie: cookieOf(ana), "x-csrf": "1" },
        body: form.body,
        signal: gone.signal,
      }),
    ).rejects.toThrow();
    await until(() => readdirSync(scratch).length === 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(fileRequests(server)).toEqual(length ? posts(3).slice(0, 2) : []);
    const unfinished = uploadsOf(server.simulator.database.organisations[0]!).slice(before);
    expect(unfinished.map(({ completedAt }) => completedAt)).toEqual(length ? [undefined] : []);
  });

  test("does not: a part that Actionstep was too busy for is sent again when there is time", async () => {
    befall(2, { kind: "status", status: 429 });
    expect((await upload(server, ana, bytes(2 * PART))).status).toBe(201);
    expect(fileRequests(server)).toEqual([...posts(2), posts(2)[1]]);
  });

  test("does not: a token that has ended is renewed, and the part it was refused with sent again", async () => {
    befall(2, { kind: "status", status: 401, body: '{"error":"expired_token"}' });
    expect((await upload(server, ana, bytes(2 * PART))).status).toBe(201);
    expect(fileRequests(server)).toEqual([...posts(2), posts(2)[1]]);
  });
});

describe("progress", () => {
  const id = (): string => crypto.randomUUID();
  const watch = (client: Client, upload: string, headers = {}) =>
    sendFile(client, `${server.url}/files/${upload}/progress`, { headers });

  test("is told to whoever listened before the upload began, up to its end", async () => {
    const name = id();
    const watched = watch(ana, name);
    const { json } = await upload(server, ana, bytes(2 * PART), { headers: { "x-upload-id": name } });
    const { status, headers, bytes: text } = await watched;
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "content-type": "text/event-stream", "cache-control": "no-store, no-transform" });
    const events = eventsOf(text.toString());
    expect(events.at(-1)).toEqual({ event: "done", data: json });
    const told = events.slice(0, -1);
    expect(told.every(({ event }) => event === "progress")).toBe(true);
    expect(told.at(-1)!.data).toEqual({ received: 2 * PART, sent: 2 * PART, total: 2 * PART, parts: 2 });
    for (const [index, { data }] of told.entries()) {
      expect(data.sent).toBeLessThanOrEqual(data.received);
      expect(data.received).toBeGreaterThanOrEqual(told[index - 1]?.data.received ?? 0);
    }
  });

  test("is told after the end too, and who comes back after that is sent away", async () => {
    const name = id();
    await upload(server, ana, "text", { query: `?progress=${name}` });
    const events = eventsOf((await watch(ana, name)).bytes.toString());
    expect(events).toEqual([{ event: "done", data: expect.objectContaining({ size: 4 }) }]);
    expect((await watch(ana, name, { "last-event-id": "end" })).status).toBe(204);
  });

  test("ends with the error where the upload fails", async () => {
    const name = id();
    befall(1, { kind: "status", status: 500 });
    const answer = await upload(server, ana, "text", { headers: { "x-upload-id": name } });
    const { message, extensions } = answer.json.errors[0];
    expect(eventsOf((await watch(ana, name)).bytes.toString())).toEqual([{ event: "failed", data: { message, ...extensions } }]);
  });

  test("is nobody else's business, and there is none of what never began", async () => {
    const name = id();
    await upload(server, ana, "text", { headers: { "x-upload-id": name } });
    for (const [client, upload, status] of [
      [ben, name, 404],
      [ana, id(), 404],
      [server.stranger(), name, 401],
    ] as const) {
      expect((await watch(client, upload)).status).toBe(status);
    }
  });

  test("is kept apart by an id that is used once", async () => {
    const name = id();
    await upload(server, ana, "text", { headers: { "x-upload-id": name } });
    const again = await upload(server, ana, "text", { headers: { "x-upload-id": name } });
    expect({ status: again.status, code: codeOf(again) }).toEqual({ status: 400, code: "BAD_USER_INPUT" });
    expect((await upload(server, ben, "text", { headers: { "x-upload-id": name } })).status).toBe(201);
  });
});

test("more uploads than may run at once wait for each other", async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => upload(server, ana, bytes(1000))));
  expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(201));
});

test("no cookie or token is in the log", async () => {
  for (const cookie of ana.browser.cookies.values()) expect(server.logged()).not.toContain(cookie);
  expect(server.logged()).not.toMatch(/Bearer|part-[0-9a-f]{36}/);
});

/** Resolves once something has come about. */
async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 500 && !condition(); attempt++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}
