import { existsSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startSimulator, type Simulator } from "../../../simulator/index.js";
import { directoryOf, fileOf, storedFile, uploadsOf } from "../../../simulator/rest/uploads.js";

const PART = 5_242_880;
let simulator: Simulator;
let ana = "";
let ben = "";
let grace = "";

beforeAll(async () => {
  simulator = await startSimulator();
  [ana, ben, grace] = ["ana", "ben", "grace"].map((who) => simulator.signIn(who).access_token) as [string, string, string];
});
afterAll(() => simulator.close());
beforeEach(() => simulator.set({ quirks: { fileVerb: "post", fileScan: "none" } }));

interface Sent {
  readonly status: number;
  // Tests look into answers of any shape.
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

const firm = (orgkey = "kauripartners") => simulator.database.organisations.find((each) => each.orgkey === orgkey)!;

/** Sends one part as a client does. */
async function part(
  address: string,
  bytes: string | Uint8Array,
  { token = ana, name = "a.txt", field = "file", method = "POST", orgkey = "kauripartners" } = {},
): Promise<Sent> {
  const body = new FormData();
  body.set(field, new Blob([bytes]), name);
  const answer = await fetch(`${simulator.apiEndpoint(orgkey)}rest/${address}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    body,
  });
  return { status: answer.status, body: await answer.json() };
}

const detail = ({ status, body }: Sent): string => `${status} ${body.errors.detail}`;

describe("a file sent in parts", () => {
  test("has an id from its first part on, and is Uploaded with its last", async () => {
    const first = await part("files?part_count=2&part_number=1", new Uint8Array(PART));
    expect(first).toEqual({ status: 200, body: { files: { id: expect.stringMatching(/^\d+[A-Za-z]{8}$/), status: "Pending" } } });
    const { id } = first.body.files;
    expect(await part(`files/${id}?part_count=2&part_number=2`, "end")).toEqual({
      status: 200,
      body: { files: { id, status: "Uploaded" } },
    });
    expect(fileOf(firm(), id)).toMatchObject({ name: "a.txt", owner: "ana", size: PART + 3 });
  });

  test.each([
    ["no number", "files?part_count=1", "1", {}, /^400 .*part/],
    ["no count", "files?part_number=1", "1", {}, /^400 .*part/],
    ["a number beyond the count", "files?part_count=1&part_number=2", "1", {}, /^400 Part 2 of 1/],
    ["a second part of nothing", "files?part_count=2&part_number=2", "1", {}, /^400 Part 2 cannot be taken: part 1 is expected/],
    [
      "a part that is too large",
      "files?part_count=1&part_number=1",
      new Uint8Array(PART + 1),
      {},
      /^400 A part has at most 5242880/,
    ],
    ["a part with nothing in it", "files?part_count=1&part_number=1", "", {}, /^400 The part is empty/],
    ["another field", "files?part_count=1&part_number=1", "1", { field: "document" }, /^400 There is no field 'file'/],
    ["a refused kind", "files?part_count=1&part_number=1", "1", { name: "a.EXE" }, /^400 Files of the type 'exe'/],
    ["content of another kind", "files?part_count=1&part_number=1", "1", { name: "a.pdf" }, /^400 The content of the file/],
    ["an id that is none", "files/nothing?part_count=2&part_number=2", "1", {}, /^404/],
    ["another method", "files?part_count=1&part_number=1", "1", { method: "PUT" }, /^405/],
  ])("is refused for %s", async (_, address, bytes, options, expected) => {
    const before = uploadsOf(firm()).length;
    expect(detail(await part(address, bytes, options))).toMatch(expected);
    expect(uploadsOf(firm())).toHaveLength(before);
  });

  test("is refused a part twice, out of order, of another count, and after its end", async () => {
    const { id } = (await part("files?part_count=3&part_number=1", "1")).body.files;
    expect(detail(await part(`files/${id}?part_count=3&part_number=1`, "1"))).toMatch(/^400 .*part 2 is expected/);
    expect(detail(await part(`files/${id}?part_count=3&part_number=3`, "3"))).toMatch(/^400 .*part 2 is expected/);
    expect(detail(await part(`files/${id}?part_count=2&part_number=2`, "2"))).toMatch(/^400 This file has 3 parts/);
    expect((await part(`files/${id}?part_count=3&part_number=2`, "2")).body.files.status).toBe("Pending");
    expect((await part(`files/${id}?part_count=3&part_number=3`, "3")).body.files.status).toBe("Uploaded");
    expect(detail(await part(`files/${id}?part_count=3&part_number=3`, "3"))).toMatch(/^400 .*all parts are there/);
    expect(fileOf(firm(), id)!.size).toBe(3);
  });

  test("is its sender's alone, and its organisation's", async () => {
    const { id } = (await part("files?part_count=2&part_number=1", "1")).body.files;
    expect((await part(`files/${id}?part_count=2&part_number=2`, "2", { token: ben })).status).toBe(404);
    expect((await part(`files/${id}?part_count=2&part_number=2`, "2", { token: grace, orgkey: "harlowreyes" })).status).toBe(404);
    expect(fileOf(firm("harlowreyes"), id)).toBeUndefined();
  });

  test("is taken by PUT where that is how it is", async () => {
    simulator.set({ quirks: { fileVerb: "put" } });
    expect((await part("files?part_count=1&part_number=1", "1", { method: "PUT" })).status).toBe(200);
    expect((await part("files?part_count=1&part_number=1", "1")).status).toBe(405);
  });
});

/** Creates a document; its row, or what was wrong. */
async function filed(path: string, record: object): Promise<Sent> {
  const answer = await fetch(`${simulator.apiEndpoint("kauripartners")}rest/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ana}`, "content-type": "application/vnd.api+json" },
    body: JSON.stringify({ [path]: record }),
  });
  return { status: answer.status, body: await answer.json() };
}

describe("a document that is given a file", () => {
  test.each([";Contract v2.TXT", ""])("by its id and %j has its size, extension and bytes", async (suffix) => {
    const { id } = (await part("files?part_count=1&part_number=1", "text", { name: "contract.txt" })).body.files;
    const { body } = await filed("actiondocuments", { name: "Contract", file: id + suffix, links: { action: 1 } });
    const row = body.actiondocuments;
    const name = suffix === "" ? "contract.txt" : "Contract v2.TXT";
    expect(row).toMatchObject({ fileSize: 4, extension: ".txt", file: `DL::Actions::1::${row.id}` });
    expect(row.fileName).toMatch(new RegExp(`^1_\\d{14}_${name}$`));
    expect(Buffer.from(storedFile(firm(), row.file)!.read(0, 100)).toString()).toBe("text");
    const answer = await fetch(`${simulator.apiEndpoint("kauripartners")}rest/files/${row.file}?part_number=1`, {
      headers: { authorization: `Bearer ${ana}` },
    });
    expect(await answer.text()).toBe("text");
  });

  test("is refused one that nobody uploaded, one that is not whole, and one that is being scanned", async () => {
    const create = (file: string) => filed("actiondocuments", { name: "A", file, links: { action: 1 } });
    expect(detail(await create("nothing;a.txt"))).toMatch(/^400 'file' must be the id/);
    const { id } = (await part("files?part_count=2&part_number=1", "1")).body.files;
    expect(detail(await create(id))).toMatch(/^400 The file is not ready/);
    simulator.set({ quirks: { fileScan: "pending-then-uploaded" } });
    const { id: scanned, status } = (await part("files?part_count=1&part_number=1", "1")).body.files;
    expect(status).toBe("Pending");
    expect(detail(await create(scanned))).toMatch(/^400 The file is not ready/);
    simulator.advance(2_000);
    expect((await create(scanned)).status).toBe(200);
  });
});

test("nothing stays on disk when a simulator is closed", async () => {
  const short = await startSimulator();
  const body = new FormData();
  body.set("file", new Blob(["text"]), "a.txt");
  const token = short.signIn("ana").access_token;
  const address = `${short.apiEndpoint("kauripartners")}rest/files?part_count=1&part_number=1`;
  await fetch(address, { method: "POST", headers: { authorization: `Bearer ${token}` }, body });
  const organisation = short.database.organisations[0]!;
  const [upload] = uploadsOf(organisation);
  expect(upload).toBeDefined();
  const directory = directoryOf(organisation)!;
  expect(existsSync(directory)).toBe(true);
  await short.close();
  expect(existsSync(directory)).toBe(false);
  expect(uploadsOf(organisation)).toEqual([]);
});
