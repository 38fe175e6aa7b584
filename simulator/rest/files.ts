import type { Row } from "../database.js";
import type { Call } from "./call.js";
import { PART_SIZE, partCount } from "../../schema/files.js";
import { fileContent } from "./file-content.js";
import { RestFault, noSuchRecord } from "./errors.js";
import type { RestAnswer } from "./request.js";
import { storedFile, type StoredFile } from "./uploads.js";

/** The collections whose rows name a file, and how such a name starts. */
const collections: Readonly<Record<string, string>> = { DL: "actiondocuments", CD: "contactdocuments", EA: "emailattachments" };

/** The visible row a file's name belongs to: `DL::Actions::101::63727` ends in its id. */
function holderOf(name: string, call: Call): Row | undefined {
  const [kind = "", , , id = ""] = name.split("::");
  const path = Object.hasOwn(collections, kind) ? collections[kind] : undefined;
  const row = path === undefined ? undefined : call.collectionAt(path).get(id);
  return row?.["file"] === name ? row : undefined;
}

/** The bytes of a document that was there from the start. */
function seeded(row: Row): StoredFile {
  const bytes = fileContent(row);
  return { size: bytes.length, read: (from, length) => bytes.subarray(from, from + length) };
}

/** Answers with one part of a file's bytes; parts are counted from 1. */
export function answerFile(segment: string, call: Call): RestAnswer {
  const name = segment.replace(/;$/, "");
  const row = holderOf(name, call);
  if (!row) throw noSuchRecord("files", segment);
  const content = storedFile(call.view.organisation, name) ?? seeded(row);
  const text = call.value("part_number") ?? "1";
  const part = /^[1-9]\d*$/.test(text) ? Number(text) : NaN;
  const count = partCount(content.size);
  if (!(part <= count))
    throw new RestFault(404, "API Resource Not Found", `'${segment}' has ${count} part(s)`, { parameter: "part_number" });
  return {
    status: 200,
    body: content.read((part - 1) * PART_SIZE, PART_SIZE),
    headers: { "content-type": "application/octet-stream" },
  };
}
